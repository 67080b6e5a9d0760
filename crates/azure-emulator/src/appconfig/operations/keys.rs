//! `GET /keys`: the distinct keys.

use super::{Refusal, Request};
use crate::{
    appconfig::{
        filter::TextFilter,
        item::ordinal,
        paging::{self, Row},
    },
    call::Reply,
};

const KEYSET: &str = "application/vnd.microsoft.appconfig.keyset+json; charset=utf-8";

pub(super) fn run(request: &Request<'_>) -> Result<Reply, Refusal> {
    let filter = TextFilter::parse("name", request.query.get("name"))?;
    let last = paging::position(request)?;
    let mut keys = request.store.with_content(|content| {
        content
            .items()
            .map(|item| item.name.key.clone())
            .collect::<Vec<_>>()
    });
    keys.dedup();
    let rows = keys
        .into_iter()
        .filter(|key| filter.matches(Some(key)))
        .filter(|key| last.as_ref().is_none_or(|last| ordinal(key, last).is_gt()))
        .map(|key| {
            let json = serde_json::json!({ "name": key }).to_string();
            Row {
                position: key.clone(),
                fingerprint: key,
                json,
            }
        });
    Ok(paging::page(request, KEYSET, rows))
}
