//! Signing out.

use axum::extract;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use service::access;

use crate::State;
use crate::web::failure::Failure;
use crate::web::visitor::{Visitor, no_session_cookie};

/// `POST /sign-out`
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    access::sign_out(&state.service, &visitor.caller).await?;
    let jar = CookieJar::new().add(no_session_cookie(&state.site));
    Ok((jar, Redirect::to("/sign-in")).into_response())
}
