//! Token auth: tokens that people make.

use model::access::AuthMethod;
use serde::Serialize;
use serde_json::{Value, json};
use service::access::{ConfiguredAuth, SettingsChange};
use utoipa::ToSchema;

use super::super::terms::{self, AccessTokenTerms};
use super::Kind;
use crate::api::description;
use crate::api::error::ApiError;
use crate::api::request::Fields;

pub(in super::super) struct Token;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct TokenAuthReply {
    identity_token_auth: AccessTokenTerms,
}

impl Kind for Token {
    const KIND: AuthMethod = AuthMethod::Token;
    const ATTACH: &'static str = "Add token auth to an identity";
    const GET: &'static str = "Get an identity's token auth";
    const CHANGE: &'static str = "Change an identity's token auth";
    const DETACH: &'static str = "Remove token auth from an identity";
    type Reply = TokenAuthReply;

    fn fields() -> description::Fields {
        description::Fields::new()
    }

    fn parse(_: &Fields) -> Result<SettingsChange, ApiError> {
        Ok(SettingsChange::Token)
    }

    fn reply(auth: ConfiguredAuth) -> Result<Self::Reply, ApiError> {
        Ok(TokenAuthReply {
            identity_token_auth: AccessTokenTerms::from(&auth),
        })
    }

    fn body_example() -> Value {
        json!({ "accessTokenTTL": 2_592_000 })
    }

    fn example() -> Value {
        terms::example("identityTokenAuth", json!({}))
    }
}
