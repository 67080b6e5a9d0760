//! The audit log.

mod list;
mod wire;

use axum::Router;
use axum::routing::get;

use super::Routes;
use crate::State;

pub(super) fn routes() -> Router<State> {
    Router::new().at("/api/v1/organization/audit-logs", get(list::handle))
}
