//! The syncs of a project.

use askama::Template;
use axum::extract;
use axum::response::Response;
use model::Timestamp;
use service::connections::{self, Scope};
use service::syncs::{self, Sync};

use super::frame::{label_words, store_host};
use crate::State;
use crate::messages::describe_state;
use crate::web::connections::care::in_one_line;
use crate::web::failure::Failure;
use crate::web::page::{Page, Section, ok};
use crate::web::view::{Badge, ago};
use crate::web::visitor::ProjectVisitor;

#[derive(Template)]
#[template(path = "syncs/list.html")]
pub(in crate::web) struct ListPage {
    pub(in crate::web) page: Page,
    pub(in crate::web) base: String,
    pub(in crate::web) connections: String,
    /// Connections that hold syncs up, in one line.
    pub(in crate::web) trouble: Option<String>,
    pub(in crate::web) rows: Vec<Row>,
}

pub(in crate::web) struct Row {
    pub(in crate::web) name: String,
    pub(in crate::web) description: String,
    pub(in crate::web) source: String,
    pub(in crate::web) store: String,
    pub(in crate::web) label: String,
    pub(in crate::web) connection: String,
    pub(in crate::web) state: Badge,
    pub(in crate::web) last: String,
}

/// `GET /projects/{project}/syncs`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
) -> Result<Response, Failure> {
    let syncs = syncs::list(&state.service, &visitor.caller, visitor.project.id).await?;
    // Whoever may not see connections is not told of them.
    let usable = Scope::UsableIn(visitor.project.id);
    let connections = connections::list(&state.service, &visitor.caller, usable).await;
    let now = state.clock.now();
    Ok(ok(&ListPage {
        page: visitor.page(&state, "Secret Syncs", Section::Syncs).await,
        base: visitor.address("syncs"),
        connections: visitor.address("connections"),
        trouble: in_one_line(&connections.unwrap_or_default()),
        rows: syncs.into_iter().map(|sync| Row::new(sync, now)).collect(),
    }))
}

impl Row {
    fn new(sync: Sync, now: Timestamp) -> Self {
        Self {
            source: format!("{} {}", sync.environment, sync.path),
            store: store_host(&sync.endpoint).to_owned(),
            label: label_words(sync.label.as_deref()),
            connection: sync.connection_name.to_string(),
            state: Badge::new(describe_state(sync.state)),
            last: sync
                .last_synced_at
                .map_or_else(|| "never".to_owned(), |at| ago(now, at)),
            name: sync.name.to_string(),
            description: sync.description.unwrap_or_default(),
        }
    }
}
