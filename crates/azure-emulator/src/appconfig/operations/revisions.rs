//! `GET /revisions`: every state the matching items were in, newest first.

use super::{KVSET, Refusal, Request, fields, moment};
use crate::{
    appconfig::{
        filter::{TagFilter, TextFilter},
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
    let until = moment(request)?;
    let before = match paging::position(request)? {
        None => None,
        Some(text) => Some(text.parse::<usize>().map_err(|_| {
            Refusal::parameter("after", "after: Invalid continuation token".to_owned())
        })?),
    };
    Ok(request.store.with_content(|content| {
        let rows = content
            .revisions()
            .filter(|(number, _)| before.is_none_or(|before| *number < before))
            .filter(|(_, item)| until.is_none_or(|until| item.last_modified <= until))
            .filter(|(_, item)| {
                key.matches(Some(&item.name.key))
                    && label.matches(item.name.label.as_deref())
                    && tags.matches(&item.payload.tags)
            })
            .filter_map(|(number, item)| {
                let view = item.view(request.version, &fields);
                Some(Row {
                    position: number.to_string(),
                    fingerprint: item.etag.clone(),
                    json: serde_json::to_string(&view).ok()?,
                })
            });
        paging::page(request, KVSET, rows)
    }))
}
