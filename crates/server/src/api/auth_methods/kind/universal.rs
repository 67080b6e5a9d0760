//! Universal auth: client id and client secret.

use model::access::AuthMethod;
use serde::Serialize;
use serde_json::{Value, json};
use service::access::{ConfiguredAuth, Settings, SettingsChange, UniversalAuthChange};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::terms::{self, AccessTokenTerms, TrustedIp};
use super::{Kind, another_kind};
use crate::api::description;
use crate::api::error::ApiError;
use crate::api::request::Fields;

pub(in super::super) struct Universal;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct UniversalAuthReply {
    identity_universal_auth: IdentityUniversalAuth,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IdentityUniversalAuth {
    #[serde(flatten)]
    terms: AccessTokenTerms,
    client_id: Uuid,
    client_secret_trusted_ips: Vec<TrustedIp>,
}

impl Kind for Universal {
    const KIND: AuthMethod = AuthMethod::Universal;
    const ATTACH: &'static str = "Add universal auth to an identity";
    const GET: &'static str = "Get an identity's universal auth";
    const CHANGE: &'static str = "Change an identity's universal auth";
    const DETACH: &'static str = "Remove universal auth from an identity";
    type Reply = UniversalAuthReply;

    fn fields() -> description::Fields {
        description::Fields::new().optional(
            "clientSecretTrustedIps",
            terms::described_addresses(),
            "Where client secrets may be used from.",
        )
    }

    fn parse(body: &Fields) -> Result<SettingsChange, ApiError> {
        let client_secret_addresses = terms::addresses(body, "clientSecretTrustedIps")?;
        Ok(SettingsChange::Universal(UniversalAuthChange {
            client_secret_addresses,
        }))
    }

    fn reply(auth: ConfiguredAuth) -> Result<Self::Reply, ApiError> {
        let (Settings::Universal(settings), Some(client_id)) = (&auth.settings, auth.client_id)
        else {
            return Err(another_kind());
        };
        Ok(UniversalAuthReply {
            identity_universal_auth: IdentityUniversalAuth {
                terms: AccessTokenTerms::from(&auth),
                client_id,
                client_secret_trusted_ips: terms::shown(&settings.client_secret_addresses),
            },
        })
    }

    fn body_example() -> Value {
        json!({
            "accessTokenTTL": 3_600,
            "accessTokenMaxTTL": 7_200,
            "clientSecretTrustedIps": [{ "ipAddress": "10.0.0.0/8" }],
        })
    }

    fn example() -> Value {
        let more = json!({
            "clientId": "6b0e6c0e-0000-4000-8000-000000000007",
            "clientSecretTrustedIps": terms::example_of_addresses(),
        });
        terms::example("identityUniversalAuth", more)
    }
}
