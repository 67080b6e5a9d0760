//! Workload identity federation: whose tokens stand for an app.

use serde::{Deserialize, Serialize};

/// A federated credential of an app registration. A token of an external issuer is the app's
/// proof when all three members equal the token's claims, letter by letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FederatedCredential {
    /// The token's `iss`. What begins with `/external/` is an issuer of the emulator itself,
    /// whatever its port is.
    pub issuer: String,
    /// The token's `sub`, such as `system:serviceaccount:shop:keyferry`.
    pub subject: String,
    /// The token's `aud`.
    #[serde(default = "token_exchange")]
    pub audience: String,
}

/// The audience that Microsoft recommends for tokens handed to Entra ID.
pub(crate) fn token_exchange() -> String {
    "api://AzureADTokenExchange".to_owned()
}
