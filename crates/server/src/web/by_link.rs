//! The page behind a reconnect link, for somebody who need have no account here: whom to sign in as,
//! or which secret to enter. Its address is a secret, so no page that it leads to learns it.

use askama::Template;
use axum::Router;
use axum::extract::{self, Path};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use model::connection::Method;
use model::id::SessionId;
use secrecy::SecretString;
use service::Error;
use service::connections::{self, LinkedConnection, OAuthCallback};
use uuid::Uuid;

use super::connections::create::credentials;
use super::connections::form::method_field;
use super::failure::Failure;
use super::form::{Field, Rejection, Sent};
use super::page::render;
use super::view::{Notice, moment};
use crate::{Site, State};

pub(super) fn router() -> Router<State> {
    Router::new().route("/reconnect/{token}", get(show).post(submit))
}

#[derive(Template)]
#[template(path = "gate/by_link.html")]
struct LinkPage {
    page: Title,
    name: String,
    app: &'static str,
    method: &'static str,
    account: connections::Account,
    made_by: String,
    until: String,
    browser: bool,
    authority: String,
    notice: Option<Notice>,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "gate/by_link_done.html")]
struct DonePage {
    page: Title,
    name: String,
}

#[derive(Template)]
#[template(path = "gate/by_link_refused.html")]
struct RefusedPage {
    page: Title,
    notice: Notice,
}

struct Title {
    title: &'static str,
}

/// `GET /reconnect/{token}`
async fn show(extract::State(state): extract::State<State>, Path(token): Path<String>) -> Response {
    let link = SecretString::from(token);
    private(
        match connections::find_by_link(&state.service, &link).await {
            Ok(linked) => render(StatusCode::OK, &page(&state, linked)),
            Err(error) => refused(error),
        },
    )
}

/// `POST /reconnect/{token}`: to the app's sign-in page, or with the new secret.
async fn submit(
    extract::State(state): extract::State<State>,
    Path(token): Path<String>,
    jar: CookieJar,
    sent: Sent,
) -> Response {
    let link = SecretString::from(token);
    let linked = match connections::find_by_link(&state.service, &link).await {
        Ok(linked) => linked,
        Err(error) => return private(refused(error)),
    };
    let done = if linked.method == Method::OAuth {
        depart(&state, jar, &link).await
    } else {
        let fields = credentials(linked.app, linked.method, &sent);
        let entered = connections::enter_by_link(&state.service, &link, fields).await;
        entered.map(|name| done(name.as_str()))
    };
    private(match done {
        Ok(response) => response,
        Err(error) => {
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut page = page(&state, linked);
            page.notice = rejection.place(&mut page.fields);
            render(status, &page)
        }
    })
}

async fn depart(state: &State, jar: CookieJar, link: &SecretString) -> Result<Response, Error> {
    let departed = connections::start_by_link(&state.service, link).await?;
    let cookie = cookie(&state.site, departed.browser.to_string());
    Ok((jar.add(cookie), Redirect::to(departed.url.as_str())).into_response())
}

/// The way back from the app's sign-in page.
pub(super) async fn finish(state: &State, jar: &CookieJar, callback: OAuthCallback) -> Response {
    let browser = jar
        .get(cookie_name(&state.site))
        .and_then(|cookie| Uuid::try_parse(cookie.value()).ok())
        .map(SessionId::from_uuid);
    let finished = connections::finish_reconnect_link(&state.service, browser, callback).await;
    private(match finished {
        Ok(name) => done(name.as_str()),
        Err(error) => refused(error),
    })
}

fn page(state: &State, linked: LinkedConnection) -> LinkPage {
    let method = linked.app.method(linked.method);
    LinkPage {
        page: Title {
            title: "Sign a connection in again",
        },
        name: linked.name.to_string(),
        app: linked.app.name,
        method: method.map_or("", |method| method.name),
        account: linked.account,
        made_by: linked.made_by,
        until: moment(linked.expires_at),
        browser: linked.method == Method::OAuth,
        authority: state.site.authority_host().to_owned(),
        notice: None,
        fields: linked
            .fields
            .into_iter()
            .map(|field| method_field(linked.method, field, None))
            .collect(),
    }
}

fn done(name: &str) -> Response {
    let page = DonePage {
        page: Title { title: "Signed in" },
        name: name.to_owned(),
    };
    render(StatusCode::OK, &page)
}

/// What does not work any more has no form to go back to.
fn refused(error: Error) -> Response {
    if let Error::Internal(_) | Error::Busy = error {
        return Failure::from(error).into_response();
    }
    let nothing_to_send_again = matches!(error, Error::Invalid(_));
    let rejection = Rejection::from(error);
    let status = rejection.status;
    match rejection.place([]) {
        Some(mut notice) => {
            if nothing_to_send_again {
                notice.next_step.clear();
            }
            let page = Title {
                title: "Not signed in",
            };
            render(status, &RefusedPage { page, notice })
        }
        None => status.into_response(),
    }
}

/// Keeps the address to this browser: it is neither stored, nor indexed, nor named to the pages
/// that follow. `no-referrer` would make browsers send `Origin: null` with the form.
pub(super) fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("strict-origin"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex, nofollow"),
    );
    response
}

fn cookie_name(site: &Site) -> &'static str {
    if site.is_https() {
        "__Host-keyferry-link"
    } else {
        "keyferry-link"
    }
}

/// Lax, because the way back comes from another site.
fn cookie(site: &Site, browser: String) -> Cookie<'static> {
    Cookie::build((cookie_name(site), browser))
        .path("/")
        .http_only(true)
        .secure(site.is_https())
        .same_site(SameSite::Lax)
        .max_age(time::Duration::minutes(10))
        .build()
}
