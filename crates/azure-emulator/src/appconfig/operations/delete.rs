//! `DELETE /kv/{key}`.

use axum::http::StatusCode;

use super::{Refusal, Request, fields, name, note, one};
use crate::{
    appconfig::conditions::Conditions,
    call::{Reply, empty},
    traffic::WriteKind,
};

pub(super) fn run(request: &Request<'_>, key: &str) -> Result<Reply, Refusal> {
    let fields = fields(request)?;
    let name = name(request, key);
    let conditions = Conditions::of(&request.call.headers);
    let now = request.world.clock.now();
    let deleted = request.store.with_content(|content| {
        let present = content.get(&name);
        if !conditions.allow_write(present.map(|item| item.etag.as_str())) {
            return Err(Refusal::PreconditionFailed);
        }
        if present.is_some_and(|item| item.locked) {
            return Err(Refusal::Locked(name.key.clone()));
        }
        Ok(content.delete(&name, now))
    })?;
    Ok(match deleted {
        Some(item) => {
            note(request, WriteKind::Delete, &item, true);
            one(request, &item, &fields)
        }
        None => empty(StatusCode::NO_CONTENT),
    })
}
