//! The terms of access tokens, which all kinds share: what is sent, and what is shown.

use model::Timestamp;
use model::access::AddressRange;
use model::id::{AuthMethodId, IdentityId};
use serde::Serialize;
use serde_json::{Map, Value, json};
use service::access::{ConfiguredAuth, TermsChange};
use utoipa::ToSchema;
use utoipa::openapi::ArrayBuilder;

use crate::api::description::{self, integer, list, text};
use crate::api::error::ApiError;
use crate::api::request::Fields;

/// What every kind shows.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccessTokenTerms {
    id: AuthMethodId,
    identity_id: IdentityId,
    #[serde(rename = "accessTokenTTL")]
    access_token_ttl: u64,
    #[serde(rename = "accessTokenMaxTTL")]
    access_token_max_ttl: u64,
    access_token_num_uses_limit: u64,
    access_token_period: u64,
    access_token_trusted_ips: Vec<TrustedIp>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// An address or a range, in its parts.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TrustedIp {
    /// `ipv4` or `ipv6`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// How many leading bits count, of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<u8>,
    ip_address: String,
}

impl From<&ConfiguredAuth> for AccessTokenTerms {
    fn from(auth: &ConfiguredAuth) -> Self {
        Self {
            id: auth.id,
            identity_id: auth.identity,
            access_token_ttl: auth.terms.ttl.as_secs(),
            access_token_max_ttl: auth.terms.max_ttl.as_secs(),
            access_token_num_uses_limit: auth.terms.uses_limit,
            access_token_period: 0,
            access_token_trusted_ips: shown(&auth.terms.addresses),
            created_at: auth.created_at,
            updated_at: auth.updated_at,
        }
    }
}

/// Addresses as they are shown, in their order.
pub(super) fn shown(addresses: &[AddressRange]) -> Vec<TrustedIp> {
    let part = |range: &AddressRange| TrustedIp {
        kind: range.kind(),
        prefix: range.prefix(),
        ip_address: range.address().to_owned(),
    };
    addresses.iter().map(part).collect()
}

/// The terms that a body sets.
pub(super) fn parse(body: &Fields) -> Result<TermsChange, ApiError> {
    Ok(TermsChange {
        ttl: body.integer("accessTokenTTL")?,
        max_ttl: body.integer("accessTokenMaxTTL")?,
        uses_limit: body.integer("accessTokenNumUsesLimit")?,
        addresses: addresses(body, "accessTokenTrustedIps")?,
    })
}

/// A list of addresses, when it was sent.
pub(super) fn addresses(body: &Fields, name: &str) -> Result<Option<Vec<AddressRange>>, ApiError> {
    let Some(items) = body.objects(name)? else {
        return Ok(None);
    };
    let ranges = items.iter().map(|item| item.required("ipAddress"));
    ranges.collect::<Result<_, _>>().map(Some)
}

/// How the terms are described.
pub(super) fn fields() -> description::Fields {
    let seconds = || integer().minimum(Some(0)).maximum(Some(315_360_000));
    description::Fields::new()
        .optional(
            "accessTokenTTL",
            seconds(),
            "Seconds that a token lives unless it is renewed; 0 is without end.",
        )
        .optional(
            "accessTokenMaxTTL",
            seconds(),
            "Seconds that a token lives at most; 0 is without end.",
        )
        .optional(
            "accessTokenNumUsesLimit",
            integer().minimum(Some(0)),
            "How often a token may be used; 0 is without limit.",
        )
        .optional(
            "accessTokenTrustedIps",
            described_addresses(),
            "Where a token may be used from.",
        )
}

/// How a list of addresses is described.
pub(super) fn described_addresses() -> ArrayBuilder {
    let meaning = "An address, or a range in CIDR notation.";
    let address = description::Fields::new().required("ipAddress", text(), meaning);
    list(address).min_items(Some(1)).max_items(Some(100))
}

/// An example of what every kind shows, with what a kind adds.
pub(super) fn example(wrapper: &str, more: Value) -> Value {
    let everywhere = example_of_addresses();
    let mut shown = json!({
        "id": "0198c0de-0000-7000-8000-000000000006",
        "identityId": "0198c0de-0000-7000-8000-000000000004",
        "accessTokenTTL": 2_592_000,
        "accessTokenMaxTTL": 2_592_000,
        "accessTokenNumUsesLimit": 0,
        "accessTokenPeriod": 0,
        "accessTokenTrustedIps": everywhere,
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
    });
    if let (Some(shown), Value::Object(more)) = (shown.as_object_mut(), more) {
        shown.extend(more);
    }
    Value::Object(Map::from_iter([(wrapper.to_owned(), shown)]))
}

pub(super) fn example_of_addresses() -> Value {
    json!([
        { "type": "ipv4", "prefix": 0, "ipAddress": "0.0.0.0" },
        { "type": "ipv6", "prefix": 0, "ipAddress": "::" },
    ])
}
