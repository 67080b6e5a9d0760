//! The page of one's own account.

use askama::Template;
use axum::extract;
use axum::response::Response;
use model::Timestamp;
use service::Error;
use service::access::{self, OwnSession};

use crate::State;
use crate::messages::describe_agent;
use crate::web::failure::Failure;
use crate::web::form::Field;
use crate::web::page::{Page, Section, ok};
use crate::web::view::{Notice, ago};
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "account/page.html")]
pub(super) struct AccountPage {
    page: Page,
    pub(super) notice: Option<Notice>,
    pub(super) fields: Vec<Field>,
    sessions: Vec<Row>,
    has_others: bool,
}

struct Row {
    id: String,
    browser: String,
    agent: String,
    is_this: bool,
    since: String,
    used: String,
}

impl Row {
    fn new(session: OwnSession, now: Timestamp) -> Self {
        Self {
            id: session.id.to_string(),
            browser: describe_agent(&session.agent),
            agent: session.agent,
            is_this: session.is_this,
            since: ago(now, session.created_at),
            used: ago(now, session.last_used_at),
        }
    }
}

/// `GET /account`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    Ok(ok(&page(&state, &visitor).await?))
}

pub(super) async fn page(state: &State, visitor: &Visitor) -> Result<AccountPage, Error> {
    let now = state.clock.now();
    let sessions = access::own_sessions(&state.service, &visitor.caller).await?;
    Ok(AccountPage {
        page: visitor.page("Your account", Section::Account),
        notice: None,
        fields: vec![
            Field::password("current", "Current password", "current-password"),
            Field::password("password", "New password", "new-password")
                .help("At least 12 characters."),
        ],
        has_others: sessions.len() > 1,
        sessions: sessions.into_iter().map(|one| Row::new(one, now)).collect(),
    })
}
