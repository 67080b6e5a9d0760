//! A project's secret syncs: the list, making one, its plan, its runs, its options.

mod act;
mod create;
mod frame;
mod list;
mod options;
mod plan;
mod runs;
mod status;

use axum::Router;
use axum::routing::{get, post};

use crate::State;

pub(super) fn router() -> Router<State> {
    let syncs = Router::new()
        .route("/", get(list::show))
        .route("/new", get(create::show).post(create::submit))
        .route("/{name}", get(plan::show))
        .route("/{name}/status", get(status::show))
        .route("/{name}/runs", get(runs::list))
        .route("/{name}/runs/{run}", get(runs::one))
        .route("/{name}/options", get(options::show).post(options::submit))
        .route("/{name}/run", post(act::run))
        .route("/{name}/pause", post(act::pause))
        .route("/{name}/resume", post(act::resume))
        .route("/{name}/confirm", post(act::confirm))
        .route("/{name}/delete", post(act::delete));
    Router::new().nest("/projects/{project}/syncs", syncs)
}
