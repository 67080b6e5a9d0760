//! Secrets. The rest of a path is a secret's name, slashes included, written raw or encoded; so
//! fixed routes come first.

mod create;
mod create_batch;
mod delete;
mod get;
mod list;
pub(super) mod place;
mod update;
mod view;
mod wire;

use axum::Router;
use axum::routing::{get as read, post};

use super::Routes;
use crate::State;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .at("/api/v3/secrets/raw", read(list::v3))
        .route(
            "/api/v3/secrets/raw/{*name}",
            read(get::v3)
                .post(create::handle)
                .patch(update::handle)
                .delete(delete::handle),
        )
        .at("/api/v3/secrets/batch/raw", post(create_batch::handle))
        .at("/api/v4/secrets", read(list::v4))
        .route("/api/v4/secrets/{*name}", read(get::v4))
}
