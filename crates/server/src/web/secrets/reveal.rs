//! Showing one value, today's or that of a past version. The use case records it before it gives the value out.

use askama::Template;
use axum::extract;
use axum::http::HeaderMap;
use axum::response::Response;
use model::SecretValue;
use service::secrets::{self, View};
use service::{Error, What};

use super::history::{history_of, number};
use super::place::{address, key, place};
use crate::State;
use crate::web::failure::Failure;
use crate::web::form::Sent;
use crate::web::page::{Page, Section, ok};
use crate::web::visitor::ProjectVisitor;

#[derive(Template)]
#[template(path = "secrets/revealed.html")]
struct Revealed {
    value: SecretValue,
}

#[derive(Template)]
#[template(path = "secrets/revealed_page.html")]
struct RevealedPage {
    page: Page,
    key: String,
    environment: String,
    version: Option<i64>,
    back: String,
    value: SecretValue,
}

/// `POST /projects/{project}/secrets/reveal`: a fragment for htmx, a page without it.
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Failure> {
    let place = place(&visitor, sent.text("environment"), sent.text("path"))?;
    let key = key(&sent.lines("key"))?;
    let view = View {
        reveal: true,
        ..View::default()
    };
    let version = match sent.text("version") {
        "" => None,
        _ => Some(number(&sent, "version")?),
    };
    let secret = secrets::get(&state.service, &visitor.caller, &place, &key, version, view).await?;
    let Some(value) = secret.value else {
        return Err(Error::not_found(What::Secret, &key).into());
    };
    if headers.contains_key("hx-request") {
        return Ok(ok(&Revealed { value }));
    }
    Ok(ok(&RevealedPage {
        page: visitor.page(&state, key.as_str(), Section::Secrets).await,
        key: key.to_string(),
        environment: place.environment.to_string(),
        version,
        back: match version {
            Some(_) => history_of(&visitor, &place, &key),
            None => address(
                &visitor.address("secrets"),
                &[("path", place.path.as_str())],
            ),
        },
        value,
    }))
}
