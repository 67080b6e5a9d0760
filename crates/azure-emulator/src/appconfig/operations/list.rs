//! `GET /kv`: the items that match, a page at a time.

use super::{KVSET, Refusal, Request, fields, memento, moment};
use crate::{
    appconfig::{
        filter::{TagFilter, TextFilter},
        item::{KeyValue, Name},
        paging::{self, Row},
    },
    call::Reply,
};

pub(super) fn run(request: &Request<'_>) -> Result<Reply, Refusal> {
    let key = TextFilter::parse("key", request.query.get("key"))?;
    let label = TextFilter::parse("label", request.query.get("label"))?;
    let tags = if request.version.filters_lists_by_tags() {
        TagFilter::parse(request.query.all("tags"))?
    } else {
        TagFilter::default()
    };
    let fields = fields(request)?;
    let last = paging::position(request)?.map(|text| name_at(&text));
    let matches = |item: &&KeyValue| {
        key.matches(Some(&item.name.key))
            && label.matches(item.name.label.as_deref())
            && tags.matches(&item.payload.tags)
    };
    let row = |item: &KeyValue| -> Option<Row> {
        Some(Row {
            position: position_of(&item.name),
            fingerprint: item.etag.clone(),
            json: serde_json::to_string(&item.view(request.version, &fields)).ok()?,
        })
    };
    if let Some(moment) = moment(request)? {
        let then = request.store.with_content(|content| content.as_of(moment));
        let left = then
            .values()
            .filter(|item| last.as_ref().is_none_or(|last| item.name > *last));
        let mut reply = paging::page(request, KVSET, left.filter(matches).filter_map(row));
        memento(&mut reply, moment);
        return Ok(reply);
    }
    Ok(request.store.with_content(|content| {
        paging::page(
            request,
            KVSET,
            content.after(last).filter(matches).filter_map(row),
        )
    }))
}

/// `key LF label`; nothing behind the line feed is "no label".
fn position_of(name: &Name) -> String {
    format!(
        "{}\n{}",
        name.key,
        name.label.as_deref().unwrap_or_default()
    )
}

fn name_at(position: &str) -> Name {
    let (key, label) = position.split_once('\n').unwrap_or((position, ""));
    Name {
        key: key.to_owned(),
        label: Some(label.to_owned()).filter(|label| !label.is_empty()),
    }
}
