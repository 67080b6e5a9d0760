//! What a kind of signing in asks for and shows.

mod azure;
mod oidc;
mod token;
mod universal;

pub(super) use azure::Azure;
pub(super) use oidc::Oidc;
pub(super) use token::Token;
pub(super) use universal::Universal;

use model::access::AuthMethod;
use serde::Serialize;
use serde_json::Value;
use service::access::{ConfiguredAuth, SettingsChange};
use utoipa::ToSchema;

use crate::api::description;
use crate::api::error::ApiError;
use crate::api::request::Fields;

/// A kind of signing in.
pub(super) trait Kind: Send + 'static {
    /// Which.
    const KIND: AuthMethod;
    /// The summary of adding it.
    const ATTACH: &'static str;
    /// The summary of looking at it.
    const GET: &'static str;
    /// The summary of changing it.
    const CHANGE: &'static str;
    /// The summary of removing it.
    const DETACH: &'static str;
    /// What is answered.
    type Reply: Serialize + ToSchema + Send;

    /// What can be set, besides the terms of tokens.
    fn fields() -> description::Fields;
    /// What a body sets.
    fn parse(body: &Fields) -> Result<SettingsChange, ApiError>;
    /// How it is shown.
    fn reply(auth: ConfiguredAuth) -> Result<Self::Reply, ApiError>;
    /// An example of a body.
    fn body_example() -> Value;
    /// An example of an answer.
    fn example() -> Value;
}

/// The use cases gave another kind than they were asked for.
fn another_kind() -> ApiError {
    ApiError::Internal("an auth method is of another kind than asked for".to_owned())
}
