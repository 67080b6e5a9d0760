//! App connections.

mod by_name;
mod check;
mod checks;
mod create;
mod delete;
mod get;
mod list;
mod next_credentials;
mod options;
mod reconnect_link;
mod start_oauth;
mod update;
mod wire;

use axum::Router;
use axum::routing::{get as read, post, put};

use super::Routes;
use crate::State;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .at("/api/v1/app-connections/options", read(options::handle))
        .at("/api/v1/app-connections", read(list::every_app))
        .at(
            "/api/v1/app-connections/{app}",
            read(list::one_app).post(create::handle),
        )
        .at(
            "/api/v1/app-connections/{app}/available",
            read(list::available),
        )
        .at(
            "/api/v1/app-connections/{app}/connection-name/{name}",
            read(by_name::handle),
        )
        .at(
            "/api/v1/app-connections/{app}/oauth/start",
            post(start_oauth::handle),
        )
        .at(
            "/api/v1/app-connections/{app}/{connectionId}",
            read(get::handle)
                .patch(update::handle)
                .delete(delete::handle),
        )
        .at(
            "/api/v1/app-connections/{app}/{connectionId}/check",
            post(check::handle),
        )
        .at(
            "/api/v1/app-connections/{app}/{connectionId}/checks",
            read(checks::handle),
        )
        .at(
            "/api/v1/app-connections/{app}/{connectionId}/reconnect-link",
            post(reconnect_link::make).delete(reconnect_link::revoke),
        )
        .at(
            "/api/v1/app-connections/{app}/{connectionId}/next-credentials",
            put(next_credentials::set).delete(next_credentials::clear),
        )
}
