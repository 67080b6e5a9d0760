//! The ways in which machine identities sign in.

use crate::name::word_set;

word_set! {
    /// A way in which a machine identity signs in (Infisical's names).
    pub enum AuthMethod ("auth method") {
        /// By client id and client secret.
        Universal = "universal-auth",
        /// By access tokens that people make for it.
        Token = "token-auth",
        /// By a token of Microsoft Entra ID.
        Azure = "azure-auth",
        /// By a token of an OpenID Connect issuer.
        Oidc = "oidc-auth",
    }
}
