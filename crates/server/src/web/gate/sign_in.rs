//! Signing in with e-mail address and password.

use askama::Template;
use axum::extract::{self, Query};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;
use service::access;

use super::Title;
use crate::State;
use crate::web::browser::{Asking, keep};
use crate::web::failure::{Failure, wait_of, with_wait};
use crate::web::form::{Field, Rejection, Sent};
use crate::web::page::{ok, render};
use crate::web::view::Notice;
use crate::web::visitor::{safe_next, session_token};

#[derive(Template)]
#[template(path = "gate/sign_in.html")]
struct SignInPage {
    page: Title,
    site: String,
    next: String,
    notice: Option<Notice>,
    fields: Vec<Field>,
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(super) struct Way {
    #[serde(default)]
    next: String,
}

fn fields(sent: Option<&Sent>) -> Vec<Field> {
    vec![
        Field::text("email", "E-mail address")
            .autocomplete("username")
            .focused()
            .kept(sent),
        Field::password("password", "Password", "current-password"),
    ]
}

fn page(state: &State, next: &str, notice: Option<Notice>, fields: Vec<Field>) -> SignInPage {
    SignInPage {
        page: Title { title: "Sign in" },
        site: state.site.host().to_owned(),
        next: safe_next(next).to_owned(),
        notice,
        fields,
    }
}

/// `GET /sign-in`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    Query(way): Query<Way>,
) -> Result<Response, Failure> {
    if access::needs_set_up(&state.service).await? {
        return Ok(Redirect::to("/setup").into_response());
    }
    Ok(ok(&page(&state, &way.next, None, fields(None))))
}

/// `POST /sign-in`: the session that the browser had, if any, ends.
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    Asking(browser): Asking,
    jar: CookieJar,
    sent: Sent,
) -> Response {
    let next = sent.text("next");
    let password = sent.password("password");
    match access::sign_in(&state.service, sent.text("email"), &password, &browser).await {
        Ok(signed_in) => {
            if let Some(old) = session_token(&jar, &state.site) {
                end(&state, &old).await;
            }
            let jar = keep(jar, &signed_in, &state);
            (jar, Redirect::to(safe_next(next))).into_response()
        }
        Err(error) => {
            let wait = wait_of(&error);
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut fields = fields(Some(&sent));
            let notice = rejection.place(&mut fields);
            with_wait(render(status, &page(&state, next, notice, fields)), wait)
        }
    }
}

/// Ends a session that may have ended already.
pub(super) async fn end(state: &State, token: &secrecy::SecretString) {
    if let Ok(caller) = access::session(&state.service, token).await
        && let Err(error) = access::sign_out(&state.service, &caller).await
    {
        tracing::warn!(%error, "the earlier session was not ended");
    }
}
