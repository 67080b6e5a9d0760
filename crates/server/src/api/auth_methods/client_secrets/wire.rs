//! The shapes of client secrets.

use model::Timestamp;
use model::id::{AuthMethodId, ClientSecretId};
use serde::Serialize;
use serde_json::{Value, json};
use service::access::ClientSecretView;
use utoipa::ToSchema;

/// What is known of a client secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClientSecretData {
    id: ClientSecretId,
    description: String,
    client_secret_prefix: String,
    client_secret_num_uses: u64,
    client_secret_num_uses_limit: u64,
    #[serde(rename = "clientSecretTTL")]
    client_secret_ttl: u64,
    #[serde(rename = "identityUAId")]
    identity_ua_id: AuthMethodId,
    is_client_secret_revoked: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// A client secret without the secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClientSecretReply {
    client_secret_data: ClientSecretData,
}

impl From<ClientSecretView> for ClientSecretData {
    fn from(view: ClientSecretView) -> Self {
        Self {
            id: view.id,
            description: view.description,
            client_secret_prefix: view.prefix,
            client_secret_num_uses: view.uses,
            client_secret_num_uses_limit: view.uses_limit,
            client_secret_ttl: view.ttl,
            identity_ua_id: view.auth_method,
            is_client_secret_revoked: view.revoked,
            created_at: view.created_at,
            updated_at: view.updated_at,
        }
    }
}

impl From<ClientSecretView> for ClientSecretReply {
    fn from(view: ClientSecretView) -> Self {
        Self {
            client_secret_data: view.into(),
        }
    }
}

pub(super) fn example() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000008",
        "description": "ci",
        "clientSecretPrefix": "ab12",
        "clientSecretNumUses": 0,
        "clientSecretNumUsesLimit": 0,
        "clientSecretTTL": 0,
        "identityUAId": "0198c0de-0000-7000-8000-000000000006",
        "isClientSecretRevoked": false,
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
    })
}
