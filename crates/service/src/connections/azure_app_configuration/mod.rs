//! Azure App Configuration as an app: Microsoft Entra ID signs in, a store is the destination.

mod app;
mod credentials;
mod description;
mod destination;
mod diagnosis;
mod endpoint;
mod lanes;
mod oauth;
mod rights;
mod sign_in;
mod times;
mod token;

pub(super) use app::AzureAppConfiguration;
pub(crate) use endpoint::{parse_endpoint, parse_own_endpoint};

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
