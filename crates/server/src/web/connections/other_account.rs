//! Asking whether a connection is to use another account than the one it belonged to.

use askama::Template;
use axum::extract;
use axum::response::Response;
use secrecy::ExposeSecret;
use service::connections::{self, OtherAccount};

use super::show::saved;
use crate::State;
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::form::Sent;
use crate::web::page::{Page, Section, ok};
use crate::web::visitor::Visitor;

/// Where the answer goes.
pub(super) const ACTION: &str = "/organization/app-connections/azure/oauth/account";

#[derive(Template)]
#[template(path = "connections/other_account.html")]
pub(in crate::web) struct AskPage {
    pub(in crate::web) page: Page,
    pub(in crate::web) action: &'static str,
    pub(in crate::web) name: String,
    pub(in crate::web) was: connections::Account,
    pub(in crate::web) now: connections::Account,
    pub(in crate::web) used_by: Vec<String>,
    pub(in crate::web) pending: String,
}

/// The question.
pub(super) async fn ask(
    state: &State,
    visitor: Visitor,
    asked: OtherAccount,
) -> Result<Response, Failure> {
    const TITLE: &str = "Another account";
    let page = match asked.connection.project {
        Some(project) => {
            let visitor = visitor.in_project(state, project).await?;
            visitor.page(state, TITLE, Section::Connections).await
        }
        None => visitor.page(TITLE, Section::Connections),
    };
    let used_by = asked.connection.used_by.iter();
    Ok(ok(&AskPage {
        page,
        action: ACTION,
        name: asked.connection.name.to_string(),
        was: asked.was,
        now: asked.now,
        used_by: used_by.map(|used| used.name.to_string()).collect(),
        pending: asked.pending.expose_secret().to_owned(),
    }))
}

/// `POST /organization/app-connections/azure/oauth/account`
pub(super) async fn answer(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let (service, caller) = (&state.service, &visitor.caller);
    let pending = sent.secret("pending");
    if sent.text("answer") == "use" {
        let done = connections::confirm_account(service, caller, &pending).await?;
        let (to, connection) = (done.return_to, done.connection);
        return Ok(saved(&to, &connection, Done::ConnectionMended));
    }
    let kept = connections::keep_account(service, caller, &pending).await?;
    let name = kept.connection.name.as_str();
    Ok(flash::redirect(&kept.return_to, Done::AccountKept, name))
}
