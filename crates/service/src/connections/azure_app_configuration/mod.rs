//! Azure App Configuration as an app: Microsoft Entra ID signs in, a store is the destination.

mod app;
mod credentials;
mod description;
mod destination;
mod diagnosis;
mod lanes;
mod oauth;
mod rights;
mod token;

use azure::StoreEndpoint;

pub(super) use app::AzureAppConfiguration;

use crate::{Error, Service};

/// What is shared between the connections of this process: the pace of each store, and the access
/// tokens at hand.
#[derive(Default)]
pub(crate) struct AzureState {
    lanes: lanes::Lanes,
    tokens: token::Tokens,
}

impl AzureState {
    /// Forgets the access token of a connection whose credentials changed.
    pub(crate) fn forget(&self, connection: model::id::ConnectionId) {
        self.tokens.forget(connection);
    }
}

/// A store that a token may be sent to.
///
/// # Errors
/// [`Error::Invalid`] on `configurationUrl`, saying what is wrong and how to write it.
pub(crate) fn parse_endpoint(service: &Service, text: &str) -> Result<StoreEndpoint, Error> {
    let parts = service.parts();
    StoreEndpoint::parse(text.trim(), &parts.cloud, &parts.allowed_hosts)
        .map_err(|error| Error::invalid("configurationUrl", error.to_string()))
}
