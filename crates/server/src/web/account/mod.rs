//! A person's own account: their password, and the browsers they are signed in with.

mod password;
mod sessions;
mod show;

use axum::Router;
use axum::routing::{get, post};

use crate::State;

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/account", get(show::show))
        .route("/account/password", post(password::submit))
        .route("/account/sessions/end-others", post(sessions::end_others))
        .route("/account/sessions/{id}/end", post(sessions::end))
}
