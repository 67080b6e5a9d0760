//! Folders of an environment.

mod create;
mod list;
mod wire;

use axum::Router;
use axum::routing::get;

use super::Routes;
use crate::State;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .at("/api/v1/folders", get(list::handle).post(create::handle))
        .at("/api/v2/folders", get(list::handle).post(create::handle))
}
