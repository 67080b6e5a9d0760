//! What every page has around its own content, and how a template becomes an answer.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::failure::Failure;
use super::flash::Flash;

/// Which entry of the navigation a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Projects,
    Secrets,
    Connections,
    Syncs,
    Audit,
    Settings,
    People,
    Account,
}

/// The frame of a page.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) section: Section,
    pub(super) project: Option<Navigation>,
    pub(super) user: String,
    /// Whether they may see the people of the organization.
    pub(super) is_admin: bool,
    pub(super) flash: Option<Flash>,
}

/// The project in the navigation, with how many it has of what.
#[derive(Debug, Clone)]
pub(super) struct Navigation {
    pub(super) name: String,
    pub(super) slug: String,
    pub(super) connections: Option<usize>,
    pub(super) syncs: Option<usize>,
}

/// Renders a template.
pub(super) fn render(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            Failure::from(service::Error::Internal(format!("rendering: {error}"))).into_response()
        }
    }
}

/// Renders a template with status 200.
pub(super) fn ok(template: &impl Template) -> Response {
    render(StatusCode::OK, template)
}
