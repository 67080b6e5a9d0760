//! The shapes of tokens that people make.

use model::Timestamp;
use model::access::AuthMethod;
use model::id::{AccessTokenId, ClientSecretId, IdentityId};
use serde::Serialize;
use serde_json::{Value, json};
use service::access::TokenView;
use utoipa::ToSchema;

/// What is known of a token.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenData {
    id: AccessTokenId,
    identity_id: IdentityId,
    name: String,
    auth_method: AuthMethod,
    #[serde(rename = "accessTokenTTL")]
    access_token_ttl: u64,
    #[serde(rename = "accessTokenMaxTTL")]
    access_token_max_ttl: u64,
    access_token_num_uses: u64,
    access_token_num_uses_limit: u64,
    access_token_period: u64,
    access_token_last_used_at: Option<Timestamp>,
    access_token_last_renewed_at: Option<Timestamp>,
    is_access_token_revoked: bool,
    #[serde(rename = "identityUAClientSecretId")]
    identity_ua_client_secret_id: Option<ClientSecretId>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// A token without the token.
#[derive(Serialize, ToSchema)]
pub(super) struct TokenReply {
    token: TokenData,
}

impl From<TokenView> for TokenData {
    fn from(view: TokenView) -> Self {
        Self {
            id: view.id,
            identity_id: view.identity,
            name: view.name,
            auth_method: AuthMethod::Token,
            access_token_ttl: view.ttl.as_secs(),
            access_token_max_ttl: view.max_ttl.as_secs(),
            access_token_num_uses: view.uses,
            access_token_num_uses_limit: view.uses_limit,
            access_token_period: 0,
            access_token_last_used_at: view.last_used_at,
            access_token_last_renewed_at: view.last_renewed_at,
            is_access_token_revoked: view.revoked,
            identity_ua_client_secret_id: view.client_secret,
            created_at: view.created_at,
            updated_at: view.updated_at,
        }
    }
}

impl From<TokenView> for TokenReply {
    fn from(view: TokenView) -> Self {
        Self { token: view.into() }
    }
}

pub(super) fn example() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000009",
        "identityId": "0198c0de-0000-7000-8000-000000000004",
        "name": "ci",
        "authMethod": "token-auth",
        "accessTokenTTL": 2_592_000,
        "accessTokenMaxTTL": 2_592_000,
        "accessTokenNumUses": 0,
        "accessTokenNumUsesLimit": 0,
        "accessTokenPeriod": 0,
        "accessTokenLastUsedAt": null,
        "accessTokenLastRenewedAt": null,
        "isAccessTokenRevoked": false,
        "identityUAClientSecretId": null,
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
    })
}
