//! The projects a person may see, and making one.

mod create;
mod list;

use axum::Router;
use axum::extract::Path;
use axum::response::Redirect;
use axum::routing::get;

use crate::State;

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/projects", get(list::show))
        .route("/projects/new", get(create::show).post(create::submit))
        .route("/projects/{project}", get(enter))
}

async fn enter(Path(project): Path<String>) -> Redirect {
    Redirect::to(&format!("/projects/{project}/secrets"))
}
