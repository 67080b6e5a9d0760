//! The shapes of tags.

use model::id::{ProjectId, TagId};
use model::{Slug, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use service::tags;
use utoipa::ToSchema;

/// A tag as Infisical shows it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tag {
    id: TagId,
    slug: Slug,
    name: String,
    color: String,
    project_id: ProjectId,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// A tag in the newer spelling.
#[derive(Serialize, ToSchema)]
#[schema(as = TagAnswer)]
pub(super) struct Newer {
    tag: Tag,
}

/// A tag in the older spelling.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkspaceTagAnswer)]
#[serde(rename_all = "camelCase")]
pub(super) struct Older {
    workspace_tag: Tag,
}

impl From<tags::Tag> for Tag {
    fn from(tag: tags::Tag) -> Self {
        Self {
            id: tag.id,
            slug: tag.slug,
            name: tag.name,
            color: tag.color,
            project_id: tag.project,
            created_at: tag.created_at,
            updated_at: tag.updated_at,
        }
    }
}

impl From<tags::Tag> for Newer {
    fn from(tag: tags::Tag) -> Self {
        Self { tag: tag.into() }
    }
}

impl From<tags::Tag> for Older {
    fn from(tag: tags::Tag) -> Self {
        Self {
            workspace_tag: tag.into(),
        }
    }
}

/// A tag as the API's description shows it.
pub(super) fn example() -> Value {
    json!({
        "id": "0198c0de-0000-7000-8000-000000000005",
        "slug": "backend",
        "name": "Backend",
        "color": "#ff0000",
        "projectId": "0198c0de-0000-7000-8000-000000000001",
        "createdAt": "2026-01-02T03:04:05.000Z",
        "updatedAt": "2026-01-02T03:04:05.000Z",
    })
}

pub(super) fn newer_example() -> Value {
    json!({ "tag": example() })
}

pub(super) fn older_example() -> Value {
    json!({ "workspaceTag": example() })
}
