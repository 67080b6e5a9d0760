//! The page for what could not be done, and the status that goes with each error.

use std::time::Duration;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use service::Error;

use crate::http::request_id;
use crate::messages::{Message, describe_error};

/// An error on its way to its page.
#[derive(Debug)]
pub(super) struct Failure(Error);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

#[derive(Template)]
#[template(path = "gate/error.html")]
struct ErrorPage {
    page: Title,
    heading: &'static str,
    sentence: String,
    next_step: String,
    request: String,
}

struct Title {
    title: &'static str,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if matches!(self.0, Error::Unauthenticated(_)) {
            return Redirect::to("/sign-in").into_response();
        }
        let request = request_id::current();
        note(&self.0);
        let message = describe_error(&self.0, &request);
        error_page(status_of(&self.0), message)
    }
}

/// The status of an error.
pub(super) fn status_of(error: &Error) -> StatusCode {
    match error {
        Error::Invalid(_) => StatusCode::BAD_REQUEST,
        Error::NotFound { .. } => StatusCode::NOT_FOUND,
        Error::Denied(_)
        | Error::DeniedThere { .. }
        | Error::BeyondOwn(_)
        | Error::AdminsOnly
        | Error::Outside
        | Error::Protected { .. } => StatusCode::FORBIDDEN,
        Error::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
        Error::Taken { .. }
        | Error::StillUsed { .. }
        | Error::NotEmpty { .. }
        | Error::Running { .. }
        | Error::Stale
        | Error::Refused(_) => StatusCode::CONFLICT,
        Error::Diagnosed(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        Error::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// How long to wait before the next try, if that is what is wrong.
pub(super) fn wait_of(error: &Error) -> Option<Duration> {
    match error {
        Error::TooMany(wait) => Some(*wait),
        _ => None,
    }
}

/// Tells programs too how long to wait.
pub(super) fn with_wait(mut response: Response, wait: Option<Duration>) -> Response {
    if let Some(wait) = wait {
        let seconds = HeaderValue::from(wait.as_secs().max(1));
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

/// Writes to the log what a page does not show.
pub(super) fn note(error: &Error) {
    if let Error::Internal(text) = error {
        tracing::error!(error = text, "internal error");
    }
}

/// The page of an error.
pub(super) fn error_page(status: StatusCode, message: Message) -> Response {
    let heading = match status {
        StatusCode::NOT_FOUND => "Not found",
        StatusCode::FORBIDDEN => "Not allowed",
        StatusCode::INTERNAL_SERVER_ERROR => "Something failed",
        _ => "That did not work",
    };
    // Not through `render`, which comes back here when a template fails.
    let page = ErrorPage {
        page: Title { title: heading },
        heading,
        sentence: message.sentence,
        next_step: message.next_step,
        request: request_id::current(),
    };
    match page.render() {
        Ok(html) => (status, axum::response::Html(html)).into_response(),
        Err(_) => (status, page.sentence).into_response(),
    }
}

/// Any address that is none of ours.
pub(super) async fn no_such_page(uri: Uri) -> Response {
    error_page(
        StatusCode::NOT_FOUND,
        Message {
            sentence: format!("There is no page at {}.", uri.path()),
            next_step: "Check the address, or start from the projects.".to_owned(),
            command: None,
        },
    )
}
