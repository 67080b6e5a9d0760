//! A project's app connections: the list, adding one, looking at one, mending one.

mod callback;
pub(super) mod care;
mod change;
mod choose;
pub(super) mod create;
pub(super) mod form;
mod history;
mod limits;
mod list;
mod mending;
mod other_account;
mod reconnect;
mod show;

use axum::Router;
use axum::routing::{get, post};

use crate::State;

pub(super) fn router() -> Router<State> {
    let connections = Router::new()
        .route("/", get(list::show))
        .route("/new", get(choose::show))
        .route("/new/{app}", get(create::show).post(create::submit))
        .route("/{name}", get(show::show))
        .route("/{name}/check", post(show::check))
        .route("/{name}/edit", get(change::show).post(change::submit))
        .route("/{name}/limits", get(limits::show).post(limits::submit))
        .route(
            "/{name}/reconnect",
            get(reconnect::show).post(reconnect::submit),
        )
        .route("/{name}/reconnect-link", post(mending::make_link))
        .route("/{name}/next-credentials", post(mending::add_next))
        .route("/{name}/next-credentials/delete", post(mending::drop_next))
        .route("/{name}/delete", post(show::delete));
    Router::new()
        .nest("/projects/{project}/connections", connections)
        .route(
            "/organization/app-connections/azure/oauth/callback",
            get(callback::finish),
        )
        .route(other_account::ACTION, post(other_account::answer))
}
