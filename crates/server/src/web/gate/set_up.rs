//! First-run set-up: makes the organization and its first admin.

use askama::Template;
use axum::extract;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use service::Error;
use service::access::{self, SetUp};

use super::Title;
use crate::State;
use crate::web::browser::{Asking, keep};
use crate::web::failure::Failure;
use crate::web::form::{Field, Rejection, Sent};
use crate::web::page::{ok, render};
use crate::web::view::Notice;

#[derive(Template)]
#[template(path = "gate/set_up.html")]
struct SetUpPage {
    page: Title,
    notice: Option<Notice>,
    fields: Vec<Field>,
}

fn fields(sent: Option<&Sent>) -> Vec<Field> {
    vec![
        Field::password("code", "Set-up code", "one-time-code")
            .help("Printed to Keyferry's log at its first start, or KEYFERRY_SETUP_TOKEN.")
            .focused(),
        Field::text("organization", "Organization")
            .placeholder("Contoso")
            .autocomplete("organization")
            .kept(sent),
        Field::text("email", "Your e-mail address")
            .placeholder("ada@contoso.com")
            .autocomplete("username")
            .kept(sent),
        Field::password("password", "Password", "new-password").help("At least 12 characters."),
    ]
}

fn page(notice: Option<Notice>, fields: Vec<Field>) -> SetUpPage {
    SetUpPage {
        page: Title { title: "Set up" },
        notice,
        fields,
    }
}

/// `GET /setup`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
) -> Result<Response, Failure> {
    if access::needs_set_up(&state.service).await? {
        Ok(ok(&page(None, fields(None))))
    } else {
        Ok(Redirect::to("/sign-in").into_response())
    }
}

/// `POST /setup`
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    Asking(browser): Asking,
    jar: CookieJar,
    sent: Sent,
) -> Response {
    let request = SetUp {
        code: sent.secret("code"),
        organization: sent.text("organization").to_owned(),
        email: sent.text("email").to_owned(),
        password: sent.password("password"),
    };
    match access::set_up(&state.service, request, &browser).await {
        Ok(signed_in) => {
            let jar = keep(jar, &signed_in, &state);
            (jar, Redirect::to("/projects")).into_response()
        }
        Err(error) => {
            let rejection = Rejection::from(at_the_code(error));
            let status: StatusCode = rejection.status;
            let mut fields = fields(Some(&sent));
            let notice = rejection.place(&mut fields);
            render(status, &page(notice, fields))
        }
    }
}

/// A wrong code is an error of its field: nobody can sign in again before set-up.
fn at_the_code(error: Error) -> Error {
    match error {
        Error::Unauthenticated(why) => Error::invalid("code", why),
        other => other,
    }
}
