//! The pages. Each handler reads what was sent, calls one use case and renders its answer; it
//! decides nothing.

mod account;
pub(crate) mod assets;
mod audit;
mod browser;
mod by_link;
mod connections;
mod failure;
mod flash;
mod form;
mod gate;
mod page;
mod people;
mod projects;
mod reference;
mod secrets;
mod settings;
mod syncs;
mod view;
mod visitor;

use axum::Router;
use axum::middleware::from_fn;
use axum::response::Redirect;
use axum::routing::get;

use crate::State;

pub(crate) use visitor::signed_in;

/// The routes of the pages and their assets.
pub(crate) fn router() -> Router<State> {
    Router::new()
        .route("/", get(async || Redirect::to("/projects")))
        .merge(gate::router())
        .merge(projects::router())
        .merge(secrets::router())
        .merge(connections::router())
        .merge(by_link::router())
        .merge(syncs::router())
        .merge(audit::router())
        .merge(settings::router())
        .merge(people::router())
        .merge(account::router())
        .merge(reference::router())
        .layer(from_fn(flash::forget_shown))
        .merge(assets::router())
        .fallback(failure::no_such_page)
}
