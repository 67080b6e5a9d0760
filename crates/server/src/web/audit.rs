//! Who did what in a project, filtered by who, what and when.

use askama::Template;
use axum::Router;
use axum::extract::{self, Query};
use axum::response::Response;
use axum::routing::get;
use model::Timestamp;
use model::access::ActorType;
use serde::Deserialize;
use serde_json::Value;
use service::audit::{self, AuditRecord, Search};
use std::time::Duration;
use url::form_urlencoded;

use super::failure::Failure;
use super::page::{Page, Section, ok};
use super::view::ago;
use super::visitor::ProjectVisitor;
use crate::State;

/// Records on a page.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "audit/list.html")]
pub(super) struct AuditPage {
    pub(super) page: Page,
    pub(super) base: String,
    pub(super) filters: Filters,
    pub(super) kinds: [Kind; 4],
    pub(super) problem: Option<&'static str>,
    pub(super) rows: Vec<Row>,
    /// The records before these, if there are any.
    pub(super) older: Option<String>,
    /// The records after these.
    pub(super) newer: Option<String>,
}

/// What was asked for; the empty text for anything.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filters {
    pub(super) actor: String,
    pub(super) kind: String,
    pub(super) event: String,
    /// The first day, in UTC.
    pub(super) from: String,
    /// The last day, in UTC.
    pub(super) to: String,
    /// How many records to pass over.
    pub(super) offset: u32,
}

/// An entry of the select of actors.
pub(super) struct Kind {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
}

pub(super) struct Row {
    pub(super) at: String,
    pub(super) when: String,
    pub(super) actor: String,
    pub(super) action: String,
    pub(super) detail: String,
}

pub(super) fn router() -> Router<State> {
    Router::new().route("/projects/{project}/audit", get(show))
}

async fn show(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Query(filters): Query<Filters>,
) -> Result<Response, Failure> {
    let (mut records, problem) = match filters.search() {
        Ok(search) => {
            let search = Search {
                project: Some(visitor.project.id),
                ..search
            };
            let found = audit::find(&state.service, &visitor.caller, search).await?;
            (found, None)
        }
        Err(problem) => (Vec::new(), Some(problem)),
    };
    let base = format!("/projects/{}/audit", visitor.project.slug);
    let has_older = records.len() > SHOWN;
    records.truncate(SHOWN);
    let step = u32::try_from(SHOWN).unwrap_or(u32::MAX);
    let older = filters.offset.saturating_add(step);
    let newer = filters.offset.saturating_sub(step);
    let now = state.clock.now();
    Ok(ok(&AuditPage {
        page: visitor.page(&state, "Audit Log", Section::Audit).await,
        older: has_older.then(|| filters.link(&base, older)),
        newer: (filters.offset > 0).then(|| filters.link(&base, newer)),
        base,
        filters,
        kinds: KINDS,
        problem,
        rows: records.into_iter().map(|record| row(now, record)).collect(),
    }))
}

const KINDS: [Kind; 4] = [
    Kind {
        value: "",
        label: "Anybody",
    },
    Kind {
        value: ActorType::User.as_str(),
        label: "People",
    },
    Kind {
        value: ActorType::Identity.as_str(),
        label: "Machine identities",
    },
    Kind {
        value: ActorType::Platform.as_str(),
        label: "Keyferry itself",
    },
];

fn row(now: Timestamp, record: AuditRecord) -> Row {
    Row {
        at: record.at.to_string(),
        when: ago(now, record.at),
        actor: record.actor,
        action: record.action,
        detail: particulars(&record.detail),
    }
}

impl Filters {
    pub(super) fn are_set(&self) -> bool {
        let Self {
            actor,
            kind,
            event,
            from,
            to,
            ..
        } = self;
        [actor, kind, event, from, to]
            .iter()
            .any(|text| !text.is_empty())
    }

    /// One record more than is shown, to know whether there are older ones.
    fn search(&self) -> Result<Search, &'static str> {
        let typed = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let from = day(&self.from)?;
        let to = day(&self.to)?.map(|last| last + Duration::from_hours(24));
        let events = self.event.split([',', ' ']);
        Ok(Search {
            project: None,
            actor: typed(&self.actor),
            actor_type: self.kind.parse().ok(),
            events: events.filter_map(typed).collect(),
            from,
            to,
            offset: self.offset.into(),
            limit: SHOWN as u64 + 1,
        })
    }

    fn link(&self, base: &str, offset: u32) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, text) in [
            ("actor", &self.actor),
            ("kind", &self.kind),
            ("event", &self.event),
            ("from", &self.from),
            ("to", &self.to),
        ] {
            if !text.is_empty() {
                query.append_pair(name, text);
            }
        }
        if offset > 0 {
            query.append_pair("offset", &offset.to_string());
        }
        format!("{base}?{}", query.finish())
    }
}

/// The beginning of a day, as date fields send it.
fn day(text: &str) -> Result<Option<Timestamp>, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let start = format!("{text}T00:00:00Z").parse();
    start
        .map(Some)
        .map_err(|_| "Write days like 2026-01-31, or leave them empty.")
}

/// `{"key":"A","version":2}` as `key: A · version: 2`.
fn particulars(detail: &str) -> String {
    serde_json::from_str(detail).map_or_else(|_| detail.to_owned(), |value| words(&value))
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(members) => {
            let parts = members
                .iter()
                .map(|(name, value)| format!("{name}: {}", words(value)));
            parts.collect::<Vec<_>>().join(" · ")
        }
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particulars_read_as_names_and_values() {
        assert_eq!(
            particulars(r#"{"key":"A","version":2}"#),
            "key: A · version: 2"
        );
        assert_eq!(
            particulars(r#"{"secrets":[{"secretKey":"A"},{"secretKey":"B"}]}"#),
            "secrets: secretKey: A, secretKey: B"
        );
        assert_eq!(particulars("{}"), "");
        assert_eq!(particulars("not json"), "not json");
    }

    #[test]
    fn the_last_day_counts_whole() {
        let filters = Filters {
            from: "2026-01-02".to_owned(),
            to: "2026-01-02".to_owned(),
            ..Filters::default()
        };
        let search = filters.search().unwrap();
        assert_eq!(search.from, "2026-01-02T00:00:00Z".parse().ok());
        assert_eq!(search.to, "2026-01-03T00:00:00Z".parse().ok());
    }
}
