//! Azure auth: a token of Microsoft Entra ID.

use model::access::AuthMethod;
use serde::Serialize;
use serde_json::{Value, json};
use service::access::{AzureAuthChange, ConfiguredAuth, Settings, SettingsChange};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::terms::{self, AccessTokenTerms};
use super::{Kind, another_kind};
use crate::api::description::{self, text, uuid};
use crate::api::error::ApiError;
use crate::api::request::Fields;

pub(in super::super) struct Azure;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct AzureAuthReply {
    identity_azure_auth: IdentityAzureAuth,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IdentityAzureAuth {
    #[serde(flatten)]
    terms: AccessTokenTerms,
    tenant_id: Uuid,
    resource: String,
    allowed_service_principal_ids: String,
}

impl Kind for Azure {
    const KIND: AuthMethod = AuthMethod::Azure;
    const ATTACH: &'static str = "Add Azure auth to an identity";
    const GET: &'static str = "Get an identity's Azure auth";
    const CHANGE: &'static str = "Change an identity's Azure auth";
    const DETACH: &'static str = "Remove Azure auth from an identity";
    type Reply = AzureAuthReply;

    fn fields() -> description::Fields {
        description::Fields::new()
            .optional(
                "tenantId",
                uuid(),
                "The tenant that issues the tokens; to be said when it is added.",
            )
            .optional(
                "resource",
                text(),
                "The audience of the tokens; `https://management.azure.com/` unless set.",
            )
            .optional(
                "allowedServicePrincipalIds",
                text(),
                "Object ids of the service principals that may sign in, separated by commas; empty for \
                 all of the tenant.",
            )
    }

    fn parse(body: &Fields) -> Result<SettingsChange, ApiError> {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Ok(SettingsChange::Azure(AzureAuthChange {
            tenant: owned(body.text("tenantId")?),
            resource: owned(body.text("resource")?),
            principals: owned(body.exact_text("allowedServicePrincipalIds")?),
        }))
    }

    fn reply(auth: ConfiguredAuth) -> Result<Self::Reply, ApiError> {
        let Settings::Azure(settings) = &auth.settings else {
            return Err(another_kind());
        };
        let principals: Vec<_> = settings.principals.iter().map(Uuid::to_string).collect();
        Ok(AzureAuthReply {
            identity_azure_auth: IdentityAzureAuth {
                terms: AccessTokenTerms::from(&auth),
                tenant_id: settings.tenant,
                resource: settings.resource.clone(),
                allowed_service_principal_ids: principals.join(","),
            },
        })
    }

    fn body_example() -> Value {
        json!({
            "tenantId": "33333333-3333-3333-3333-333333333333",
            "resource": "https://management.azure.com/",
            "allowedServicePrincipalIds": "44444444-4444-4444-4444-444444444444",
        })
    }

    fn example() -> Value {
        terms::example("identityAzureAuth", Self::body_example())
    }
}
