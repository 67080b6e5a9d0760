//! Signing out of one's other browsers.

use axum::extract::{self, Path};
use axum::response::Response;
use model::id::SessionId;
use service::{Error, What, access};

use crate::State;
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::view::counted;
use crate::web::visitor::Visitor;

/// `POST /account/sessions/{id}/end`
pub(super) async fn end(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Error::not_found(What::SignIn, id))?;
    access::end_session(&state.service, &visitor.caller, id).await?;
    Ok(flash::redirect(
        "/account",
        Done::SessionsEnded,
        "1 browser",
    ))
}

/// `POST /account/sessions/end-others`
pub(super) async fn end_others(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let ended = access::end_other_sessions(&state.service, &visitor.caller).await?;
    let ended = counted(usize::try_from(ended).unwrap_or(usize::MAX), "browser");
    Ok(flash::redirect("/account", Done::SessionsEnded, &ended))
}
