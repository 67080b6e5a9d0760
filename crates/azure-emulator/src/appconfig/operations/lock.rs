//! `PUT` and `DELETE /locks/{key}`: make an item read-only, and back.

use super::{Refusal, Request, fields, name, note, one};
use crate::{appconfig::conditions::Conditions, call::Reply, traffic::WriteKind};

pub(super) fn run(request: &Request<'_>, key: &str, lock: bool) -> Result<Reply, Refusal> {
    let fields = fields(request)?;
    let name = name(request, key);
    let conditions = Conditions::of(&request.call.headers);
    let now = request.world.clock.now();
    let (item, changed) = request.store.with_content(|content| {
        let present = content.get(&name);
        if !conditions.allow_write(present.map(|item| item.etag.as_str())) {
            return Err(Refusal::PreconditionFailed);
        }
        let changed = present.is_some_and(|item| item.locked != lock);
        let item = content
            .set_locked(&name, lock, now)
            .ok_or(Refusal::NotFound)?;
        Ok((item, changed))
    })?;
    note(
        request,
        if lock {
            WriteKind::Lock
        } else {
            WriteKind::Unlock
        },
        &item,
        changed,
    );
    Ok(one(request, &item, &fields))
}
