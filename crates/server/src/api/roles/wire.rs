//! The shape of a role, and of the rules that are sent.

use model::id::{ProjectId, RoleId};
use model::{Slug, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use service::access;
use utoipa::ToSchema;
use utoipa::openapi::{ArrayBuilder, ObjectBuilder};

use crate::api::description::{Fields, boolean, list, object, text};
use crate::api::error::ApiError;

/// A role of a project.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProjectRole)]
pub(super) struct Role {
    id: RoleId,
    project_id: ProjectId,
    slug: Slug,
    name: String,
    description: String,
    /// The rules as they were sent: of those that apply, the last one decides.
    #[schema(value_type = Vec<Object>)]
    permissions: Value,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// A role by itself.
#[derive(Serialize, ToSchema)]
#[schema(as = OneProjectRole)]
pub(super) struct OneRole {
    role: Role,
}

impl Role {
    pub(super) fn of(role: access::Role) -> Result<Self, ApiError> {
        let permissions = serde_json::from_str(&role.permissions)
            .map_err(|error| ApiError::Internal(format!("stored permissions: {error}")))?;
        Ok(Self {
            id: role.id,
            project_id: role.project,
            slug: role.slug,
            name: role.name,
            description: role.description,
            permissions,
            version: role.version,
            created_at: role.created_at,
            updated_at: role.updated_at,
        })
    }
}

impl OneRole {
    pub(super) fn of(role: access::Role) -> Result<Self, ApiError> {
        Ok(Self {
            role: Role::of(role)?,
        })
    }
}

/// The fields of a new role.
pub(super) fn fields_of_new() -> Fields {
    Fields::new()
        .required("slug", short(), "Its short name, unique in the project.")
        .required("name", short(), "Its name.")
        .required("permissions", rules(), "Its rules, in order.")
        .and(description())
}

/// The fields of a change. What is left out stays.
pub(super) fn fields_of_change() -> Fields {
    Fields::new()
        .optional("slug", short(), "A new short name.")
        .optional("name", short(), "A new name.")
        .optional("permissions", rules(), "Other rules, in order.")
        .and(description())
}

fn short() -> ObjectBuilder {
    text().min_length(Some(1)).max_length(Some(64))
}

fn description() -> Fields {
    let longer = text().max_length(Some(1_024));
    Fields::new().optional("description", longer, "What it is for.")
}

fn rules() -> ArrayBuilder {
    let rule = Fields::new()
        .required(
            "subject",
            text(),
            "What the rule is about, such as `secrets`.",
        )
        .required(
            "action",
            list(text()).min_items(Some(1)),
            "What it allows, such as `readValue`; one text will do.",
        )
        .optional("inverted", boolean(), "Whether it forbids instead.")
        .optional(
            "conditions",
            object(),
            "Where it applies: `environment`, `secretPath`, `secretName`, `secretTags` or \
             `connectionId`, each a text or an object of `$eq`, `$ne`, `$in` and `$glob`.",
        );
    list(rule).max_items(Some(200))
}

/// A role as the API's description shows it.
pub(super) fn example() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000011",
        "projectId": "0198c0de-0000-7000-8000-000000000001",
        "slug": "reader",
        "name": "Reader",
        "description": "Reads the values of QA",
        "permissions": example_of_permissions(),
        "version": 1,
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
    })
}

/// Rules as the API's description shows them.
pub(super) fn example_of_permissions() -> Value {
    json!([{
        "subject": "secrets",
        "action": ["describeSecret", "readValue"],
        "inverted": false,
        "conditions": { "environment": { "$in": ["qa"] } },
    }])
}
