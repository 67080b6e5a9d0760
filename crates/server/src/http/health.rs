//! Whether this process is alive, and whether it can do its work.

use axum::extract;
use axum::http::StatusCode;

use crate::State;

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers too, and is under a root key that this process has.
pub(super) async fn ready(
    extract::State(state): extract::State<State>,
) -> (StatusCode, &'static str) {
    match service::keys::has_root_key(&state.service).await {
        Ok(true) => (StatusCode::OK, "ready\n"),
        Ok(false) => {
            tracing::error!("not ready: the root key was replaced by one that is not here");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the root key was replaced: start this process with the new ENCRYPTION_KEY\n",
            )
        }
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
        }
    }
}
