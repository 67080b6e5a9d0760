//! One file per operation of the data plane.

mod delete;
mod get;
mod keys;
mod labels;
mod list;
mod lock;
mod put;
mod revisions;

use axum::http::{HeaderName, StatusCode, header};

use super::{
    KeyValue, Refusal, Request, Route,
    auth::RFC_1123,
    item::{FIELDS, Name},
    select::Fields,
};
use crate::{
    call::{Reply, body, set},
    traffic::{Write, WriteKind},
};

const KV: &str = "application/vnd.microsoft.appconfig.kv+json; charset=utf-8";
const KVSET: &str = "application/vnd.microsoft.appconfig.kvset+json; charset=utf-8";

/// Runs the operation a request names.
pub(super) fn run(request: &Request<'_>) -> Result<Reply, Refusal> {
    match request.route {
        Route::List => list::run(request),
        Route::Get(key) => get::run(request, key),
        Route::Put(key) => put::run(request, key),
        Route::Delete(key) => delete::run(request, key),
        Route::Keys => keys::run(request),
        Route::Labels => labels::run(request),
        Route::Revisions => revisions::run(request),
        Route::Lock(key) => lock::run(request, key, true),
        Route::Unlock(key) => lock::run(request, key, false),
    }
}

fn name(request: &Request<'_>, key: &str) -> Name {
    Name {
        key: key.to_owned(),
        label: request.query.label(),
    }
}

fn fields(request: &Request<'_>) -> Result<Fields, Refusal> {
    Fields::parse(&request.query, &FIELDS)
}

/// 200 with one item, its etag and its age.
fn one(request: &Request<'_>, item: &KeyValue, fields: &Fields) -> Reply {
    let view = item.view(request.version, fields);
    let text = serde_json::to_string(&view).unwrap_or_default();
    let mut reply = body(StatusCode::OK, KV, text);
    stamp(&mut reply, item);
    reply
}

fn stamp(reply: &mut Reply, item: &KeyValue) {
    set(reply, header::ETAG, &format!("\"{}\"", item.etag));
    if let Ok(modified) = item.last_modified.format(RFC_1123) {
        set(reply, header::LAST_MODIFIED, &modified);
    }
}

/// Notes a write that was carried out.
fn note(request: &Request<'_>, kind: WriteKind, item: &KeyValue, changed: bool) {
    if changed {
        request.store.count_write();
    }
    request.world.traffic.accepted(Write {
        seq: 0,
        store: request.store.name.clone(),
        kind,
        key: item.name.key.clone(),
        label: item.name.label.clone(),
        etag: item.etag.clone(),
        precondition: super::conditions::Conditions::of(&request.call.headers).kind(),
        changed,
        caller: request.caller.name.clone(),
    });
}

/// Says which moment a time-travelling answer shows.
fn memento(reply: &mut Reply, moment: time::OffsetDateTime) {
    if let Ok(moment) = moment.format(RFC_1123) {
        set(reply, HeaderName::from_static("memento-datetime"), &moment);
    }
}

/// The moment `Accept-Datetime` asks for.
fn moment(request: &Request<'_>) -> Result<Option<time::OffsetDateTime>, Refusal> {
    let Some(text) = request.call.header("accept-datetime") else {
        return Ok(None);
    };
    super::auth::parse_date(text).map(Some).ok_or_else(|| {
        Refusal::parameter(
            "Accept-Datetime",
            "Accept-Datetime: Invalid date".to_owned(),
        )
    })
}
