//! OIDC auth: a token of an OpenID Connect issuer.

use std::collections::BTreeMap;

use model::access::AuthMethod;
use serde::Serialize;
use serde_json::{Value, json};
use service::access::{ConfiguredAuth, OidcAuthChange, Settings, SettingsChange};
use utoipa::ToSchema;

use super::super::terms::{self, AccessTokenTerms};
use super::{Kind, another_kind};
use crate::api::description::{self, object, text};
use crate::api::error::ApiError;
use crate::api::request::Fields;

pub(in super::super) struct Oidc;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in super::super) struct OidcAuthReply {
    identity_oidc_auth: IdentityOidcAuth,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IdentityOidcAuth {
    #[serde(flatten)]
    terms: AccessTokenTerms,
    oidc_discovery_url: String,
    bound_issuer: String,
    bound_audiences: String,
    bound_subject: String,
    bound_claims: BTreeMap<String, String>,
    claim_metadata_mapping: BTreeMap<String, String>,
    ca_cert: String,
}

impl Kind for Oidc {
    const KIND: AuthMethod = AuthMethod::Oidc;
    const ATTACH: &'static str = "Add OIDC auth to an identity";
    const GET: &'static str = "Get an identity's OIDC auth";
    const CHANGE: &'static str = "Change an identity's OIDC auth";
    const DETACH: &'static str = "Remove OIDC auth from an identity";
    type Reply = OidcAuthReply;

    fn fields() -> description::Fields {
        description::Fields::new()
            .optional(
                "oidcDiscoveryUrl",
                text(),
                "Below this address is the issuer's discovery document; to be said when it is added.",
            )
            .optional(
                "boundIssuer",
                text(),
                "The `iss` of the tokens; to be said when it is added.",
            )
            .optional(
                "boundAudiences",
                text(),
                "Audiences of which a token must have one, separated by commas.",
            )
            .optional(
                "boundSubject",
                text(),
                "The `sub` of the tokens, in which `*` stands for anything but slashes.",
            )
            .optional(
                "boundClaims",
                object(),
                "Further claims, each with the values, separated by commas, of which it must have one.",
            )
    }

    fn parse(body: &Fields) -> Result<SettingsChange, ApiError> {
        refuse_what_is_not_there(body)?;
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Ok(SettingsChange::Oidc(Box::new(OidcAuthChange {
            discovery_url: owned(body.text("oidcDiscoveryUrl")?),
            issuer: owned(body.text("boundIssuer")?),
            audiences: owned(body.exact_text("boundAudiences")?),
            subject: owned(body.exact_text("boundSubject")?),
            claims: claims(body)?,
        })))
    }

    fn reply(auth: ConfiguredAuth) -> Result<Self::Reply, ApiError> {
        let terms = AccessTokenTerms::from(&auth);
        let Settings::Oidc(settings) = auth.settings else {
            return Err(another_kind());
        };
        Ok(OidcAuthReply {
            identity_oidc_auth: IdentityOidcAuth {
                terms,
                oidc_discovery_url: settings.discovery_url,
                bound_issuer: settings.issuer,
                bound_audiences: settings.audiences,
                bound_subject: settings.subject,
                bound_claims: settings.claims,
                claim_metadata_mapping: BTreeMap::new(),
                ca_cert: String::new(),
            },
        })
    }

    fn body_example() -> Value {
        json!({
            "oidcDiscoveryUrl": "https://token.actions.githubusercontent.com",
            "boundIssuer": "https://token.actions.githubusercontent.com",
            "boundAudiences": "https://github.com/contoso",
            "boundSubject": "repo:contoso/shop:*",
            "boundClaims": {},
        })
    }

    fn example() -> Value {
        let mut more = Self::body_example();
        more["claimMetadataMapping"] = json!({});
        more["caCert"] = json!("");
        terms::example("identityOidcAuth", more)
    }
}

fn claims(body: &Fields) -> Result<Option<BTreeMap<String, String>>, ApiError> {
    let Some(claims) = body.object("boundClaims")? else {
        return Ok(None);
    };
    let claim = |name: &str| {
        let values = claims.exact_text(name)?.unwrap_or_default();
        Ok((name.to_owned(), values.to_owned()))
    };
    claims
        .names()
        .map(claim)
        .collect::<Result<_, _>>()
        .map(Some)
}

/// Infisical's fields that Keyferry has no use for are refused when they would mean something.
fn refuse_what_is_not_there(body: &Fields) -> Result<(), ApiError> {
    if body.text("caCert")?.is_some() {
        let problem =
            "is not supported: trust the issuer's CA by KEYFERRY_AZURE_CA_FILE or the system";
        return Err(body.fault("caCert", problem));
    }
    match body.object("claimMetadataMapping")? {
        Some(mapping) if mapping.names().next().is_some() => {
            Err(body.fault("claimMetadataMapping", "is not supported: leave it out"))
        }
        _ => Ok(()),
    }
}
