//! `PUT /kv/{key}`: a full replacement, never a merge.

use serde::Deserialize;

use super::{Refusal, Request, fields, name, note, one};
use crate::{
    appconfig::{
        conditions::Conditions,
        item::{Name, Payload, Tags},
    },
    call::Reply,
    traffic::WriteKind,
};

/// Key, label, content type, value and tags together, in bytes. Microsoft documents 10 KB.
const MAX_BYTES: usize = 10 * 1024;

/// What a PUT may say. Clients also send `key`, `label`, `etag`, `locked` and `last_modified`,
/// sometimes of another item: they are ignored.
#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    value: Option<String>,
    #[serde(default)]
    content_type: Option<String>,
    #[serde(default)]
    tags: Option<Tags>,
    #[serde(default)]
    description: Option<String>,
}

pub(super) fn run(request: &Request<'_>, key: &str) -> Result<Reply, Refusal> {
    let fields = fields(request)?;
    let name = name(request, key);
    let payload = payload(request)?;
    if size(&name, &payload) > MAX_BYTES {
        return Err(Refusal::TooLarge);
    }
    let conditions = Conditions::of(&request.call.headers);
    let now = request.world.clock.now();
    let (item, changed) = request.store.with_content(|content| {
        let present = content.get(&name);
        if !conditions.allow_write(present.map(|item| item.etag.as_str())) {
            return Err(Refusal::PreconditionFailed);
        }
        if let Some(item) = present {
            if item.locked {
                return Err(Refusal::Locked(name.key.clone()));
            }
            if request.settings.equal_put_is_noop && item.payload == payload {
                return Ok((item.clone(), false));
            }
        }
        Ok((content.put(name, payload, now), true))
    })?;
    note(request, WriteKind::Put, &item, changed);
    Ok(one(request, &item, &fields))
}

fn payload(request: &Request<'_>) -> Result<Payload, Refusal> {
    let Body {
        value,
        content_type,
        tags,
        description,
    } = serde_json::from_slice(&request.call.body).map_err(|error| Refusal::Invalid {
        title: "Invalid request body".to_owned(),
        name: "body".to_owned(),
        detail: format!("line {}, column {}", error.line(), error.column()),
    })?;
    Ok(Payload {
        value,
        content_type,
        tags: tags.unwrap_or_default(),
        description: description.filter(|_| request.version.has_description()),
    })
}

fn size(name: &Name, payload: &Payload) -> usize {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let tags: usize = payload
        .tags
        .iter()
        .map(|(name, value)| name.len() + length(value))
        .sum();
    name.key.len()
        + length(&name.label)
        + length(&payload.value)
        + length(&payload.content_type)
        + length(&payload.description)
        + tags
}
