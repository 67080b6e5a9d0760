//! The way back from the app's sign-in page. The query holds a code and a state: neither is
//! logged, shown or passed on.

use axum::extract::{self, Query};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::cookie::CookieJar;
use model::connection::Method;
use secrecy::SecretString;
use serde::Deserialize;
use service::Error;
use service::connections::{self, OAuthCallback, OAuthFailed, OAuthFinished, StartOAuth};

use super::create::{new_form, tenant_field};
use super::form::{ConnectionForm, answer, find_app};
use super::other_account;
use super::reconnect::reconnect_form;
use super::show::saved;
use crate::State;
use crate::web::by_link;
use crate::web::failure::Failure;
use crate::web::flash::Done;
use crate::web::form::{Rejection, Sent};
use crate::web::visitor::{ProjectVisitor, Visitor};

/// What Microsoft sends back.
#[derive(Deserialize)]
pub(super) struct Returned {
    code: Option<String>,
    #[serde(default)]
    state: String,
    error: Option<String>,
    error_description: Option<String>,
    iss: Option<String>,
}

/// `GET /organization/app-connections/azure/oauth/callback`
pub(super) async fn finish(
    extract::State(state): extract::State<State>,
    visitor: Result<Visitor, Response>,
    jar: CookieJar,
    Query(returned): Query<Returned>,
) -> Result<Response, Failure> {
    let callback = OAuthCallback {
        code: returned.code.map(SecretString::from),
        state: SecretString::from(returned.state),
        error: returned.error,
        error_description: returned.error_description,
        issuer: returned.iss,
    };
    if callback.is_of_a_link() {
        return Ok(by_link::finish(&state, &jar, callback).await);
    }
    let visitor = match visitor {
        Ok(visitor) => visitor,
        Err(to_sign_in) => return Ok(to_sign_in),
    };
    match connections::finish_oauth(&state.service, &visitor.caller, callback).await {
        Ok(OAuthFinished::OtherAccount(asked)) => other_account::ask(&state, visitor, asked).await,
        Ok(OAuthFinished::Connected(finished)) => {
            let connection = finished.connection;
            let done = if connection.version > 1 {
                Done::ConnectionMended
            } else {
                Done::ConnectionAdded
            };
            Ok(saved(&finished.return_to, &connection, done))
        }
        Err(failed) => show_again(&state, visitor, failed).await,
    }
}

/// The form as it was before the browser left, with what Microsoft said.
async fn show_again(
    state: &State,
    visitor: Visitor,
    failed: OAuthFailed,
) -> Result<Response, Failure> {
    let Some((form, project)) = failed.form.and_then(|form| {
        let project = form.project?;
        Some((form, project))
    }) else {
        return Err(failed.error.into());
    };
    let visitor = visitor.in_project(state, project).await?;
    let mut shown = refilled(state, &visitor, &form).await?;
    let rejection = Rejection::from(failed.error);
    let status = match rejection.status {
        StatusCode::UNAUTHORIZED => StatusCode::BAD_REQUEST,
        status => status,
    };
    shown.reject(rejection);
    answer(state, &visitor, status, shown).await
}

async fn refilled(
    state: &State,
    visitor: &ProjectVisitor,
    form: &StartOAuth,
) -> Result<ConnectionForm, Error> {
    let app = find_app(connections::apps(&state.service), form.app.as_str())?;
    let sent = sent_before(form);
    if let Some(id) = form.reconnect {
        let connection = connections::get(&state.service, &visitor.caller, id).await?;
        return Ok(reconnect_form(
            state,
            visitor,
            &app,
            &connection,
            Some(&sent),
        ));
    }
    Ok(new_form(state, visitor, app, Some(&sent)))
}

/// What the form had sent when the sign-in started.
fn sent_before(form: &StartOAuth) -> Sent {
    let typed = |text: &Option<String>| text.clone().unwrap_or_default();
    Sent::of([
        ("name".to_owned(), form.name.to_string()),
        ("method".to_owned(), Method::OAuth.to_string()),
        (tenant_field(), typed(&form.tenant)),
        ("store".to_owned(), typed(&form.store)),
    ])
}
