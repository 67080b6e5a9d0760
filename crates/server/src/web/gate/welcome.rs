//! The page behind an invitation or a reset link, for somebody who has no account yet or cannot sign
//! in. Its address is a secret, so no page that it leads to learns it.

use askama::Template;
use axum::extract::{self, Path};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use secrecy::SecretString;
use service::Error;
use service::access::{self, Invitation, NewAccount, Welcome};

use super::Title;
use super::sign_in::end;
use crate::State;
use crate::web::browser::{Asking, keep};
use crate::web::by_link::private;
use crate::web::failure::{Failure, wait_of, with_wait};
use crate::web::form::{Field, Rejection, Sent};
use crate::web::page::{ok, render};
use crate::web::view::{Notice, moment};
use crate::web::visitor::session_token;

#[derive(Template)]
#[template(path = "gate/welcome.html")]
struct WelcomePage {
    page: Title,
    joins: bool,
    email: String,
    organization: String,
    made_by: String,
    until: String,
    notice: Option<Notice>,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "gate/welcome_refused.html")]
struct RefusedPage {
    page: Title,
    notice: Notice,
}

/// `GET /welcome/{token}`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    Path(token): Path<String>,
    Asking(browser): Asking,
) -> Response {
    let link = SecretString::from(token);
    private(
        match access::find_invite(&state.service, &link, browser.address).await {
            Ok(welcome) => ok(&page(&welcome, None)),
            Err(error) => refused(error),
        },
    )
}

/// `POST /welcome/{token}`: signs in, in place of whoever was signed in with this browser.
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    Path(token): Path<String>,
    Asking(browser): Asking,
    jar: CookieJar,
    sent: Sent,
) -> Response {
    let link = SecretString::from(token);
    let welcome = match access::find_invite(&state.service, &link, browser.address).await {
        Ok(welcome) => welcome,
        Err(error) => return private(refused(error)),
    };
    let account = NewAccount {
        name: sent.text("name").to_owned(),
        password: sent.password("password"),
    };
    let accepted = access::accept_invite(&state.service, &link, account, &browser).await;
    private(match accepted {
        Ok(signed_in) => {
            if let Some(old) = session_token(&jar, &state.site) {
                end(&state, &old).await;
            }
            let jar = keep(CookieJar::new(), &signed_in, &state);
            (jar, Redirect::to("/projects")).into_response()
        }
        // Somebody else used it meanwhile.
        Err(Error::Invalid(invalid)) if invalid.field == "link" => refused(invalid.into()),
        Err(error) => {
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut page = page(&welcome, Some(&sent));
            page.notice = rejection.place(&mut page.fields);
            render(status, &page)
        }
    })
}

fn page(welcome: &Welcome, sent: Option<&Sent>) -> WelcomePage {
    let joins = welcome.invitation == Invitation::Join;
    let mut fields = vec![
        // For the browser's password manager: the address cannot be changed.
        Field::text("email", "E-mail address")
            .autocomplete("username")
            .value(&*welcome.email)
            .fixed(),
    ];
    if joins {
        let name = Field::text("name", "Your name")
            .placeholder("Ada Lovelace")
            .autocomplete("name");
        fields.push(name.focused().kept(sent));
    }
    let password = Field::password("password", "Password", "new-password");
    fields.push(password.help("At least 12 characters."));
    WelcomePage {
        page: Title {
            title: if joins { "Join" } else { "New password" },
        },
        joins,
        email: welcome.email.clone(),
        organization: welcome.organization.clone(),
        made_by: welcome.made_by.clone(),
        until: moment(welcome.expires_at),
        notice: None,
        fields,
    }
}

/// What does not work any more has no form to go back to.
fn refused(error: Error) -> Response {
    if let Error::Internal(_) | Error::Busy = error {
        return Failure::from(error).into_response();
    }
    let wait = wait_of(&error);
    let nothing_to_send_again = matches!(error, Error::Invalid(_));
    let rejection = Rejection::from(error);
    let status = rejection.status;
    match rejection.place([]) {
        Some(mut notice) => {
            if nothing_to_send_again {
                notice.next_step.clear();
            }
            let page = Title {
                title: "No way in here",
            };
            with_wait(render(status, &RefusedPage { page, notice }), wait)
        }
        None => status.into_response(),
    }
}
