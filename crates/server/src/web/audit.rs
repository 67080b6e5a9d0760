//! Who did what in a project.

use askama::Template;
use axum::Router;
use axum::extract;
use axum::response::Response;
use axum::routing::get;
use serde_json::Value;
use service::audit;

use super::failure::Failure;
use super::page::{Page, Section, ok};
use super::view::ago;
use super::visitor::ProjectVisitor;
use crate::State;

const SHOWN: u64 = 200;

#[derive(Template)]
#[template(path = "audit/list.html")]
pub(super) struct AuditPage {
    pub(super) page: Page,
    pub(super) rows: Vec<Row>,
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
) -> Result<Response, Failure> {
    let project = Some(visitor.project.id);
    let records = audit::list(&state.service, &visitor.caller, project, SHOWN).await?;
    let now = state.clock.now();
    Ok(ok(&AuditPage {
        page: visitor.page(&state, "Audit Log", Section::Audit).await,
        rows: records
            .into_iter()
            .map(|record| Row {
                at: record.at.to_string(),
                when: ago(now, record.at),
                actor: record.actor,
                action: record.action,
                detail: particulars(&record.detail),
            })
            .collect(),
    }))
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
}
