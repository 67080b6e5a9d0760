//! The ways in which machine identities sign in: what they are, and setting them up. Signing in itself
//! is `machine_sign_in`.

mod azure;
mod client_secrets;
mod configure;
mod events;
mod named_tokens;
mod oidc;
mod row;
mod settings;
mod terms;

pub use azure::{AzureAuth, AzureAuthChange};
pub(super) use client_secrets::insert as insert_client_secret;
pub use client_secrets::{
    ClientSecretView, MadeClientSecret, NewClientSecret, client_secret, client_secrets,
    create_client_secret, revoke_client_secret,
};
pub(super) use configure::insert;
pub use configure::{attach, auth_method, change_auth_method, detach};
pub(super) use events::login_event;
pub(super) use named_tokens::make as make_token;
pub use named_tokens::{
    MadeToken, TokenView, create_token, rename_token, revoke_named_token, token, tokens,
};
pub use oidc::{OidcAuth, OidcAuthChange};
pub use row::ConfiguredAuth;
pub use settings::{Settings, SettingsChange, UniversalAuth, UniversalAuthChange};
pub use terms::{Terms, TermsChange};
