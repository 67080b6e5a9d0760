//! Pages of a hundred, the link to the next and the etag of each.

use std::fmt::Write as _;

use aws_lc_rs::digest::{Context, SHA256};
use axum::http::{HeaderName, StatusCode, header};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};

use super::{Refusal, Request, conditions::Conditions};
use crate::call::{Reply, body, empty, set};

const PAGE_SIZE: usize = 100;

/// Tokens come back with and without their padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// One element of a page.
pub(super) struct Row {
    /// What `after` must name to go on behind this row.
    pub(super) position: String,
    /// What changes when the row changes.
    pub(super) fingerprint: String,
    pub(super) json: String,
}

/// Where the client wants to go on: the text behind its continuation token.
pub(super) fn position(request: &Request<'_>) -> Result<Option<String>, Refusal> {
    let Some(token) = request.query.get("after").filter(|token| !token.is_empty()) else {
        return Ok(None);
    };
    // A raw `+` was read as a space.
    LENIENT
        .decode(token.replace(' ', "+"))
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .map(Some)
        .ok_or_else(|| Refusal::parameter("after", "after: Invalid continuation token".to_owned()))
}

/// Serves the first hundred of the rows that are left.
pub(super) fn page(
    request: &Request<'_>,
    media_type: &'static str,
    rows: impl Iterator<Item = Row>,
) -> Reply {
    let mut rows: Vec<Row> = rows.take(PAGE_SIZE + 1).collect();
    let more = rows.len() > PAGE_SIZE
        || (rows.len() == PAGE_SIZE && request.settings.link_after_full_page);
    rows.truncate(PAGE_SIZE);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| next_link(request, &row.position));

    let etag = request
        .version
        .has_page_etags()
        .then(|| etag(&rows, next.as_deref()));
    let conditions = Conditions::of(&request.call.headers);
    if let Some(etag) = &etag {
        if !conditions.match_holds(Some(etag)) {
            return empty(StatusCode::PRECONDITION_FAILED);
        }
        if !conditions.none_match_holds(Some(etag)) {
            let mut reply = empty(StatusCode::NOT_MODIFIED);
            finish(&mut reply, Some(etag), next.as_deref());
            return reply;
        }
    }
    let text = text(&rows, etag.as_deref(), next.as_deref());
    let mut reply = body(StatusCode::OK, media_type, text);
    finish(&mut reply, etag.as_deref(), next.as_deref());
    reply
}

/// `{"items":[…],"etag":"…","@nextLink":"…"}`; the rows are JSON already.
fn text(rows: &[Row], etag: Option<&str>, next: Option<&str>) -> String {
    let items = rows
        .iter()
        .map(|row| row.json.as_str())
        .collect::<Vec<_>>()
        .join(",");
    let mut text = format!("{{\"items\":[{items}]");
    for (member, value) in [("etag", etag), ("@nextLink", next)] {
        if let Some(value) = value {
            let _ = write!(text, ",\"{member}\":{}", serde_json::Value::from(value));
        }
    }
    text.push('}');
    text
}

fn finish(reply: &mut Reply, etag: Option<&str>, next: Option<&str>) {
    if let Some(etag) = etag {
        set(reply, header::ETAG, &format!("\"{etag}\""));
    }
    if let Some(next) = next {
        set(
            reply,
            HeaderName::from_static("link"),
            &format!("<{next}>; rel=\"next\""),
        );
    }
}

/// The request's own query, as it came, with the place to go on.
fn next_link(request: &Request<'_>, position: &str) -> String {
    let query = request.call.uri.query().unwrap_or_default();
    let kept = query.split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && !name.eq_ignore_ascii_case("after")
    });
    let token = STANDARD
        .encode(position)
        .replace('=', "%3D")
        .replace('+', "%2B");
    let query = kept
        .chain([format!("after={token}").as_str()])
        .collect::<Vec<_>>()
        .join("&");
    format!("{}?{query}", request.call.uri.path())
}

fn etag(rows: &[Row], next: Option<&str>) -> String {
    let mut hash = Context::new(&SHA256);
    for row in rows {
        hash.update(row.fingerprint.as_bytes());
        hash.update(b"\n");
    }
    hash.update(next.unwrap_or_default().as_bytes());
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(hash.finish())
}
