//! `GET /api/v1/organization/audit-logs`: the records of a project, or of all, newest first.
//!
//! Filters: `projectId`, `actor` (an id, or an exact name), `actorType`, `eventType` (several, split
//! by commas or repeated), `startDate` and `endDate` (RFC 3339; also as `from` and `to`), `limit` (20
//! unless told otherwise, 1,000 at most) and `offset`.

use axum::Json;
use axum::extract::RawQuery;
use model::Timestamp;
use model::access::ActorType;
use serde::Serialize;
use serde_json::json;
use service::access;
use service::audit::{self, Search};
use url::form_urlencoded;
use utoipa::ToSchema;
use utoipa::openapi::{KnownFormat, SchemaFormat};

use super::wire::{self, Record};
use crate::api::description::{self, Operation, integer, text, uuid};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Call, Fields};
use crate::api::wire::words;

const LIMIT: i64 = 20;
const MOST: i64 = 1_000;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuditLogs {
    audit_logs: Vec<Record>,
}

pub(super) fn operation() -> Operation {
    let time = || text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
    let most = integer()
        .minimum(Some(1))
        .maximum(Some(MOST))
        .default(Some(LIMIT.into()));
    let fields = description::Fields::new()
        .optional("projectId", uuid(), "Only those of a project.")
        .optional(
            "actor",
            text(),
            "Only those of an actor, by id or by the exact name.",
        )
        .optional(
            "actorType",
            words(ActorType::ALL),
            "Only those of a kind of actor.",
        )
        .optional(
            "eventType",
            text(),
            "Only these events, split by commas or repeated.",
        )
        .optional(
            "startDate",
            time(),
            "Only those from this time on; also `from`.",
        )
        .optional("endDate", time(), "Only those before this time; also `to`.")
        .optional("limit", most, "How many.")
        .optional(
            "offset",
            integer().minimum(Some(0)),
            "How many of the newest to pass over.",
        );
    Operation::get(handle, "Read the audit log")
        .about("Newest first. Without `projectId` that of the whole organization, for its admins.")
        .query(&fields)
        .answers::<AuditLogs>(json!({ "auditLogs": [wire::example()] }))
}

async fn handle(call: Call, RawQuery(query): RawQuery) -> Answer<AuditLogs> {
    let query = query.unwrap_or_default();
    let search = search(&query)?;
    let records = audit::find(&call.service, &call.caller, search).await?;
    let organization = access::organization(&call.service).await?;
    let records = records.into_iter();
    Ok(Json(AuditLogs {
        audit_logs: records
            .map(|record| Record::new(organization, record))
            .collect(),
    }))
}

fn search(query: &str) -> Result<Search, ApiError> {
    let fields = Fields::from_query(query);
    Ok(Search {
        project: fields.parsed("projectId")?,
        actor: fields.text("actor")?.map(str::to_owned),
        actor_type: fields.parsed::<ActorType>("actorType")?,
        events: events(query),
        from: time(&fields, &["startDate", "from"])?,
        to: time(&fields, &["endDate", "to"])?,
        offset: fields.integer("offset")?.unwrap_or(0).max(0).unsigned_abs(),
        limit: fields
            .integer("limit")?
            .unwrap_or(LIMIT)
            .clamp(1, MOST)
            .unsigned_abs(),
    })
}

/// Each event named, in whichever of the two ways.
fn events(query: &str) -> Vec<String> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    pairs
        .filter(|(name, _)| name == "eventType")
        .flat_map(|(_, events)| {
            let events = events.split(',').map(str::trim);
            let events: Vec<_> = events.map(str::to_owned).collect();
            events
        })
        .filter(|event| !event.is_empty())
        .collect()
}

fn time(fields: &Fields, names: &[&str]) -> Result<Option<Timestamp>, ApiError> {
    for name in names {
        if let Some(time) = fields.parsed(name)? {
            return Ok(Some(time));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_split_by_commas_or_repeated() {
        let search = search("eventType=get-secret,%20create-secret&eventType=delete-secret&limit=");
        let search = search.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(
            search.events,
            ["get-secret", "create-secret", "delete-secret"]
        );
        assert_eq!((search.limit, search.offset), (20, 0));
    }

    #[test]
    fn a_filter_that_cannot_be_used_is_named() {
        for (query, field) in [
            ("startDate=yesterday", "startDate"),
            ("to=2026-01-02", "to"),
            ("projectId=shop", "projectId"),
            ("actorType=ghost", "actorType"),
            ("limit=many", "limit"),
        ] {
            let error = search(query).err().map(|error| error.to_string());
            assert!(
                error.is_some_and(|error| error.starts_with(field)),
                "{query}"
            );
        }
    }
}
