//! The way in: first-run set-up, invitations, signing in, signing out.

mod set_up;
mod sign_in;
mod sign_out;
mod welcome;

use axum::Router;
use axum::routing::{get, post};

use crate::State;

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/setup", get(set_up::show).post(set_up::submit))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-out", post(sign_out::submit))
        .route("/welcome/{token}", get(welcome::show).post(welcome::submit))
}

/// The title of a page without navigation.
struct Title {
    title: &'static str,
}
