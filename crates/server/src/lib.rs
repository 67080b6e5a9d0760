//! The faces: the JSON API and the web pages. They know HTTP and HTML; the use cases they call
//! know neither.

mod api;
mod http;
pub mod messages;
mod state;
mod web;

pub use state::{BadSite, Site, State};

use axum::Router;

/// Everything this instance answers.
pub fn router(state: State) -> Router {
    let routes = Router::new()
        .merge(api::router())
        .merge(web::router())
        .with_state(state.clone());
    http::wrap(routes, state)
}
