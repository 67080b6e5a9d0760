//! What a form sent.

use axum::extract::{Form, FromRequest, Request};
use axum::response::{IntoResponse, Response};
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::messages::Message;
use crate::web::failure::error_page;

/// What a form sent. It may hold secrets, so it cannot be printed, and it is wiped at its end.
pub(in crate::web) struct Sent(Vec<(String, Zeroizing<String>)>);

impl Sent {
    /// What a form would have sent with these fields.
    pub(in crate::web) fn of(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        let wiped = |(name, value)| (name, Zeroizing::new(value));
        Self(fields.into_iter().map(wiped).collect())
    }

    /// A field's text without white space around it; empty when it was not sent.
    pub(in crate::web) fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// A field's text, if anything was typed.
    pub(in crate::web) fn typed(&self, name: &str) -> Option<String> {
        Some(self.text(name).to_owned()).filter(|text| !text.is_empty())
    }

    /// A field exactly as typed. Browsers send line breaks as CR LF; people type LF.
    pub(in crate::web) fn lines(&self, name: &str) -> Zeroizing<String> {
        Zeroizing::new(self.raw(name).replace("\r\n", "\n"))
    }

    /// A secret field without white space around it, which pasting often brings along.
    pub(in crate::web) fn secret(&self, name: &str) -> SecretString {
        SecretString::from(self.text(name))
    }

    /// A password exactly as typed.
    pub(in crate::web) fn password(&self, name: &str) -> SecretString {
        SecretString::from(self.raw(name))
    }

    /// Whether a box was checked.
    pub(in crate::web) fn checked(&self, name: &str) -> bool {
        self.raw(name) == "on"
    }

    fn raw(&self, name: &str) -> &str {
        let field = self.0.iter().find(|(sent, _)| sent == name);
        field.map_or("", |(_, value)| value.as_str())
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        match Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self::of(fields)),
            Err(rejection) => Err(error_page(
                rejection.into_response().status(),
                Message {
                    sentence: "The form could not be read.".to_owned(),
                    next_step: "Send it again from its page; it may hold up to 2 MB.".to_owned(),
                    command: None,
                },
            )),
        }
    }
}
