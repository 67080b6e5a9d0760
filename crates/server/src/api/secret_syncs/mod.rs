//! Secret syncs: their description, their plan and their runs.

mod by_name;
mod check_destination;
mod confirm;
mod create;
mod delete;
mod get;
mod list;
mod options;
mod pause;
mod plan;
mod resume;
mod run;
mod run_items;
mod runs;
mod update;
mod wire;

use axum::Router;
use axum::routing::{get as read, post};

use super::Routes;
use crate::State;

pub(super) fn routes() -> Router<State> {
    let sync = "/api/v1/secret-syncs/{destination}/{syncId}";
    Router::new()
        .at("/api/v1/secret-syncs/options", read(options::handle))
        .at("/api/v1/secret-syncs", read(list::every_destination))
        .at(
            "/api/v1/secret-syncs/{destination}",
            read(list::one_destination).post(create::handle),
        )
        .at(
            "/api/v1/secret-syncs/{destination}/sync-name/{name}",
            read(by_name::handle),
        )
        .at(
            "/api/v1/secret-syncs/{destination}/check-destination",
            post(check_destination::handle),
        )
        .at(
            sync,
            read(get::handle)
                .patch(update::handle)
                .delete(delete::handle),
        )
        .at(&format!("{sync}/sync-secrets"), post(run::handle))
        .at(&format!("{sync}/plan"), post(plan::handle))
        .at(&format!("{sync}/runs"), read(runs::handle))
        .at(&format!("{sync}/runs/{{runId}}"), read(run_items::handle))
        .at(&format!("{sync}/confirm"), post(confirm::handle))
        .at(&format!("{sync}/pause"), post(pause::handle))
        .at(&format!("{sync}/resume"), post(resume::handle))
}
