//! The shape of an access token just given, and of what is asked for it.

use model::id::IdentityId;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::{Value, json};
use service::access::{ExternalLogin, TokenGrant};
use service::{Origin, Service};
use utoipa::ToSchema;

use crate::api::description::{self, text, uuid};
use crate::api::error::ApiError;
use crate::api::request::Fields;
use crate::api::wire::{given_out, organization};

/// What `organizationSlug` means.
pub(super) const SLUG: &str =
    "The organization's slug. There is one organization; it may be left out.";

/// An access token, which its reader is meant to have. The times are in seconds; zero is without end.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Grant {
    #[serde(serialize_with = "given_out")]
    #[schema(value_type = String)]
    access_token: SecretString,
    expires_in: u64,
    #[serde(rename = "accessTokenMaxTTL")]
    access_token_max_ttl: u64,
    token_type: &'static str,
}

impl From<TokenGrant> for Grant {
    fn from(grant: TokenGrant) -> Self {
        Self {
            access_token: grant.token,
            expires_in: grant.expires_in.as_secs(),
            access_token_max_ttl: grant.max_ttl.as_secs(),
            token_type: "Bearer",
        }
    }
}

/// A grant as the API's description shows it.
pub(super) fn example() -> Value {
    json!({
        "accessToken": "5f3c…",
        "expiresIn": 2_592_000,
        "accessTokenMaxTTL": 2_592_000,
        "tokenType": "Bearer",
    })
}

/// The access token in a body.
pub(super) fn token_field() -> description::Fields {
    description::Fields::new().required("accessToken", text(), "The access token.")
}

pub(super) fn token_example() -> Value {
    json!({ "accessToken": "5f3c…" })
}

/// What signing in by somebody else's token asks for.
pub(super) fn external_fields(jwt: &'static str) -> description::Fields {
    description::Fields::new()
        .required("identityId", uuid(), "The machine identity's id.")
        .required("jwt", text(), jwt)
        .optional("organizationSlug", text(), SLUG)
}

pub(super) fn external_example() -> Value {
    json!({ "identityId": "0198c0de-0000-7000-8000-000000000004", "jwt": "eyJ…" })
}

/// A sign-in by somebody else's token.
pub(super) async fn external_login(
    service: &Service,
    body: &Fields,
    origin: Origin,
) -> Result<ExternalLogin, ApiError> {
    let identity: IdentityId = body.required("identityId")?;
    let jwt = body.required_text("jwt")?.into();
    organization::must_be_own(service, body).await?;
    Ok(ExternalLogin {
        identity,
        jwt,
        origin,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;

    #[test]
    fn a_grant_has_the_four_fields_that_every_client_needs() {
        let grant = Grant::from(TokenGrant {
            token: "t0k3n".into(),
            expires_in: Duration::from_mins(1),
            max_ttl: Duration::from_mins(10),
        });
        assert_eq!(
            serde_json::to_value(&grant).unwrap(),
            json!({
                "accessToken": "t0k3n",
                "expiresIn": 60,
                "accessTokenMaxTTL": 600,
                "tokenType": "Bearer",
            })
        );
    }
}
