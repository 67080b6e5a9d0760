//! The shapes of machine identities.

use model::Timestamp;
use model::access::{AuthMethod, OrgRole};
use model::id::{IdentityId, OrganizationId};
use serde::Serialize;
use serde_json::{Value, json};
use service::access::{MachineIdentity, Metadatum};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::description::{self, boolean, list, text};
use crate::api::error::ApiError;
use crate::api::request::Fields;

/// An identity as it is after it was made or changed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Identity {
    id: IdentityId,
    name: String,
    has_delete_protection: bool,
    org_id: OrganizationId,
    #[schema(value_type = Vec<String>)]
    auth_methods: Vec<AuthMethod>,
    metadata: Vec<IdentityMetadata>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// An identity in a reply of its own.
#[derive(Serialize, ToSchema)]
pub(super) struct IdentityReply {
    pub(super) identity: Identity,
}

/// An identity's place in the organization.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IdentityOfOrganization)]
pub(super) struct IdentityMembership {
    id: IdentityId,
    role: OrgRole,
    role_id: Option<String>,
    custom_role: Option<CustomOrgRole>,
    org_id: OrganizationId,
    identity_id: IdentityId,
    metadata: Vec<IdentityMetadata>,
    created_at: Timestamp,
    updated_at: Timestamp,
    identity: MemberIdentity,
}

/// The organization has built-in roles only.
#[derive(Serialize, ToSchema)]
struct CustomOrgRole {
    id: String,
    name: String,
    slug: String,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MemberIdentity {
    id: IdentityId,
    name: String,
    has_delete_protection: bool,
    auth_methods: Vec<AuthMethod>,
}

#[derive(Serialize, ToSchema)]
struct IdentityMetadata {
    id: Uuid,
    key: String,
    value: String,
}

impl From<Metadatum> for IdentityMetadata {
    fn from(it: Metadatum) -> Self {
        Self {
            id: it.id,
            key: it.key,
            value: it.value,
        }
    }
}

impl Identity {
    pub(super) fn new(org_id: OrganizationId, identity: MachineIdentity) -> Self {
        Self {
            id: identity.id,
            name: identity.name,
            has_delete_protection: identity.delete_protection,
            org_id,
            auth_methods: identity.auth_methods,
            metadata: identity.metadata.into_iter().map(Into::into).collect(),
            created_at: identity.created_at,
            updated_at: identity.updated_at,
        }
    }
}

impl IdentityMembership {
    pub(super) fn new(org_id: OrganizationId, identity: MachineIdentity) -> Self {
        Self {
            id: identity.id,
            role: identity.org_role,
            role_id: None,
            custom_role: None,
            org_id,
            identity_id: identity.id,
            metadata: identity.metadata.into_iter().map(Into::into).collect(),
            created_at: identity.created_at,
            updated_at: identity.updated_at,
            identity: MemberIdentity {
                id: identity.id,
                name: identity.name,
                has_delete_protection: identity.delete_protection,
                auth_methods: identity.auth_methods,
            },
        }
    }
}

/// What may be said of an identity, besides its name.
pub(super) fn fields() -> description::Fields {
    let pair = description::Fields::new()
        .required(
            "key",
            text().min_length(Some(1)).max_length(Some(255)),
            "The key.",
        )
        .required("value", text().max_length(Some(1_020)), "The value.");
    description::Fields::new()
        .optional(
            "role",
            text().enum_values(Some(OrgRole::ALL.iter().map(|role| role.as_str()))),
            "Its role in the organization.",
        )
        .optional(
            "hasDeleteProtection",
            boolean(),
            "Whether it cannot be deleted until this is false.",
        )
        .optional("metadata", list(pair), "Keys and values to keep with it.")
}

/// The name of an identity.
pub(super) fn name() -> utoipa::openapi::ObjectBuilder {
    text().min_length(Some(1)).max_length(Some(100))
}

pub(super) fn metadata(body: &Fields) -> Result<Option<Vec<(String, String)>>, ApiError> {
    let Some(pairs) = body.objects("metadata")? else {
        return Ok(None);
    };
    let pair = |pair: Fields| {
        let value = pair.exact_text("value")?.unwrap_or_default().to_owned();
        Ok((pair.required_text("key")?.to_owned(), value))
    };
    pairs
        .into_iter()
        .map(pair)
        .collect::<Result<_, _>>()
        .map(Some)
}

const ID: &str = "0198c0de-0000-7000-8000-000000000004";
const ORGANIZATION: &str = "0198c0de-0000-7000-8000-000000000002";
const TIME: &str = "2026-01-02T03:04:05.000Z";

pub(super) fn example() -> Value {
    json!({ "identity": {
        "id": ID,
        "name": "ci",
        "hasDeleteProtection": false,
        "orgId": ORGANIZATION,
        "authMethods": ["universal-auth"],
        "metadata": [],
        "createdAt": TIME,
        "updatedAt": TIME,
    } })
}

pub(super) fn example_of_membership() -> Value {
    json!({
        "id": ID,
        "role": "member",
        "roleId": null,
        "customRole": null,
        "orgId": ORGANIZATION,
        "identityId": ID,
        "metadata": [],
        "createdAt": TIME,
        "updatedAt": TIME,
        "identity": {
            "id": ID,
            "name": "ci",
            "hasDeleteProtection": false,
            "authMethods": ["universal-auth"],
        },
    })
}
