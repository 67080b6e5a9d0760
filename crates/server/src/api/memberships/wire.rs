//! The shapes of memberships and their roles.

use model::access::TemporaryRange;
use model::id::{IdentityId, MembershipId, MembershipRoleId, ProjectId, RoleId};
use model::{Slug, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use service::access::{self, Member, RoleName};
use utoipa::ToSchema;

/// A machine identity in a project, with its roles.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IdentityMembership)]
pub(super) struct Membership {
    id: MembershipId,
    identity_id: Option<IdentityId>,
    project_id: ProjectId,
    roles: Vec<HeldRole>,
    identity: Identity,
    project: Project,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// A membership by itself.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OneIdentityMembership)]
pub(super) struct OneMembership {
    identity_membership: Membership,
}

/// A role of a member.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RoleOfMember)]
pub(super) struct HeldRole {
    id: MembershipRoleId,
    /// A built-in role, or `custom`.
    role: &'static str,
    custom_role_id: Option<RoleId>,
    custom_role_name: Option<String>,
    custom_role_slug: Option<Slug>,
    is_temporary: bool,
    /// `relative` for a temporary role.
    temporary_mode: Option<&'static str>,
    temporary_range: Option<TemporaryRange>,
    temporary_access_start_time: Option<Timestamp>,
    temporary_access_end_time: Option<Timestamp>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IdentityOfMembership)]
struct Identity {
    id: Option<IdentityId>,
    name: String,
    auth_methods: Vec<&'static str>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProjectOfMembership)]
struct Project {
    id: ProjectId,
    name: String,
}

impl From<access::Membership> for OneMembership {
    fn from(membership: access::Membership) -> Self {
        Self {
            identity_membership: membership.into(),
        }
    }
}

impl From<access::Membership> for Membership {
    fn from(membership: access::Membership) -> Self {
        let identity_id = match membership.member {
            Member::Identity(id) => Some(id),
            Member::User(_) => None,
        };
        Self {
            id: membership.id,
            identity_id,
            project_id: membership.project,
            roles: membership.roles.into_iter().map(HeldRole::from).collect(),
            identity: Identity {
                id: identity_id,
                name: membership.name,
                auth_methods: membership.auth_methods,
            },
            project: Project {
                id: membership.project,
                name: membership.project_name,
            },
            created_at: membership.created_at,
            updated_at: membership.updated_at,
        }
    }
}

impl From<access::HeldRole> for HeldRole {
    fn from(held: access::HeldRole) -> Self {
        let (role, custom) = match held.role {
            RoleName::BuiltIn(role) => (role.as_str(), None),
            RoleName::Custom { id, slug, name } => ("custom", Some((id, slug, name))),
        };
        let (custom_role_id, custom_role_slug, custom_role_name) = match custom {
            Some((id, slug, name)) => (Some(id), Some(slug), Some(name)),
            None => (None, None, None),
        };
        let (range, starts_at, ends_at) = match held.temporary {
            Some((range, start, end)) => (Some(range), Some(start), Some(end)),
            None => (None, None, None),
        };
        Self {
            id: held.id,
            role,
            custom_role_id,
            custom_role_name,
            custom_role_slug,
            is_temporary: range.is_some(),
            temporary_mode: range.is_some().then_some("relative"),
            temporary_range: range,
            temporary_access_start_time: starts_at,
            temporary_access_end_time: ends_at,
        }
    }
}

/// A membership as the API's description shows it.
pub(super) fn example() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000021",
        "identityId": "0198c0de-0000-7000-8000-000000000022",
        "projectId": "0198c0de-0000-7000-8000-000000000001",
        "roles": [example_of_role()],
        "identity": {
            "id": "0198c0de-0000-7000-8000-000000000022",
            "name": "ci-storefront",
            "authMethods": ["universal-auth"],
        },
        "project": { "id": "0198c0de-0000-7000-8000-000000000001", "name": "Shop" },
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
    })
}

/// A role as the API's description shows it.
pub(super) fn example_of_role() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000023",
        "role": "viewer",
        "customRoleId": null,
        "customRoleName": null,
        "customRoleSlug": null,
        "isTemporary": false,
        "temporaryMode": null,
        "temporaryRange": null,
        "temporaryAccessStartTime": null,
        "temporaryAccessEndTime": null,
    })
}
