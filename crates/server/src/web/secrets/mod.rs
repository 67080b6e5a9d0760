//! The secrets of a project: the grid of keys and environments, and changing them.

mod edit;
mod folders;
mod grid;
mod history;
mod import;
mod new;
mod place;
mod reveal;

use axum::Router;
use axum::routing::{get, post};

use crate::State;

pub(super) fn router() -> Router<State> {
    let secrets = Router::new()
        .route("/", get(grid::show))
        .route("/new", get(new::show).post(new::submit))
        .route("/edit", get(edit::show).post(edit::submit))
        .route("/delete", post(edit::delete))
        .route("/history", get(history::show).post(history::restore))
        .route("/reveal", post(reveal::submit))
        .route("/folders", post(folders::create))
        .route("/import", get(import::show).post(import::submit));
    Router::new().nest("/projects/{project}/secrets", secrets)
}
