//! Projects and their environments. Infisical calls projects workspaces in its older routes.

mod by_slug;
mod create;
mod create_environment;
mod get;
mod list;
mod wire;

use axum::Router;
use axum::routing::{get as read, post};

use super::Routes;
use crate::State;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .at("/api/v2/workspace", post(create::handle))
        .at("/api/v1/workspace", read(list::workspaces))
        .at("/api/v1/projects", read(list::projects))
        .at("/api/v1/workspace/{projectId}", read(get::workspace))
        .at("/api/v1/projects/{projectId}", read(get::project))
        .at("/api/v1/projects/slug/{slug}", read(by_slug::handle))
        .at("/api/v2/workspace/{slug}", read(by_slug::handle))
        .at(
            "/api/v1/workspace/{projectId}/environments",
            post(create_environment::handle),
        )
        .at(
            "/api/v1/projects/{projectId}/environments",
            post(create_environment::handle),
        )
}
