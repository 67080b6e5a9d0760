//! `GET /kv/{key}`.

use axum::http::StatusCode;

use super::{Refusal, Request, fields, memento, moment, name, one, stamp};
use crate::{
    appconfig::{conditions::Conditions, filter::TagFilter},
    call::{Reply, empty},
};

pub(super) fn run(request: &Request<'_>, key: &str) -> Result<Reply, Refusal> {
    let fields = fields(request)?;
    let tags = if request.version.filters_items_by_tags() {
        TagFilter::parse(request.query.all("tags"))?
    } else {
        TagFilter::default()
    };
    let name = name(request, key);
    let moment = moment(request)?;
    let item = request
        .store
        .with_content(|content| match moment {
            Some(moment) => content.as_of(moment).remove(&name),
            None => content.get(&name).cloned(),
        })
        .filter(|item| tags.matches(&item.payload.tags))
        .ok_or(Refusal::NotFound)?;
    let conditions = Conditions::of(&request.call.headers);
    if !conditions.match_holds(Some(&item.etag)) {
        return Err(Refusal::PreconditionFailed);
    }
    if !conditions.none_match_holds(Some(&item.etag)) {
        let mut reply = empty(StatusCode::NOT_MODIFIED);
        stamp(&mut reply, &item);
        return Ok(reply);
    }
    let mut reply = one(request, &item, &fields);
    if let Some(moment) = moment {
        memento(&mut reply, moment);
    }
    Ok(reply)
}
