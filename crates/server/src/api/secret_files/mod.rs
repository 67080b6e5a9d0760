//! Configuration files in and out. Additive: Infisical's clients read files themselves.

mod export;
mod import;

use axum::Router;
use axum::routing::{get, post};

use super::Routes;
use crate::State;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .at("/api/v1/secrets/import-file", post(import::handle))
        .at("/api/v1/secrets/export-file", get(export::handle))
}
