//! `GET /labels`: the distinct labels, "no label" as null.

use super::{Refusal, Request};
use crate::{
    appconfig::{
        filter::TextFilter,
        item::ordinal,
        paging::{self, Row},
    },
    call::Reply,
};

const LABELSET: &str = "application/vnd.microsoft.appconfig.labelset+json; charset=utf-8";

pub(super) fn run(request: &Request<'_>) -> Result<Reply, Refusal> {
    let filter = TextFilter::parse("name", request.query.get("name"))?;
    let last = paging::position(request)?;
    let mut labels = request.store.with_content(|content| {
        content
            .items()
            .map(|item| item.name.label.clone())
            .collect::<Vec<_>>()
    });
    // No stored label is empty, so the empty text can stand for "no label", which comes first.
    let text = |label: &Option<String>| label.clone().unwrap_or_default();
    labels.sort_by(|left, right| ordinal(&text(left), &text(right)));
    labels.dedup();
    let rows = labels
        .into_iter()
        .filter(|label| filter.matches(label.as_deref()))
        .filter(|label| {
            last.as_ref()
                .is_none_or(|last| ordinal(&text(label), last).is_gt())
        })
        .map(|label| {
            let json = serde_json::json!({ "name": label }).to_string();
            let position = label.unwrap_or_default();
            Row {
                fingerprint: position.clone(),
                position,
                json,
            }
        });
    Ok(paging::page(request, LABELSET, rows))
}
