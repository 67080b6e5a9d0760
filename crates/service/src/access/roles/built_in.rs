//! The built-in roles, shown as custom ones are.

use std::collections::BTreeMap;

use model::access::{Action, ProjectRole};
use model::id::RoleId;
use model::{NameError, Slug};
use serde_json::json;
use store::projects::Project;
use uuid::Uuid;

use super::Role;

/// What Infisical calls the role of a member who holds a custom one.
const CUSTOM: &str = "custom";

/// Whether no custom role may have this short name.
pub(super) fn is_reserved(slug: &Slug) -> bool {
    slug.as_str() == CUSTOM || slug.as_str().parse::<ProjectRole>().is_ok()
}

/// A built-in role of a project. Its id is the same everywhere.
pub(super) fn shown(role: ProjectRole, project: &Project) -> Result<Role, NameError> {
    let (number, name, description) = match role {
        ProjectRole::Admin => (1, "Admin", "May do everything in the project"),
        ProjectRole::Developer => (
            2,
            "Developer",
            "Reads and writes secrets, uses connections, runs syncs",
        ),
        ProjectRole::Viewer => (3, "Viewer", "Reads"),
        ProjectRole::NoAccess => (4, "No Access", "Sees nothing"),
    };
    Ok(Role {
        id: RoleId::from_uuid(Uuid::from_u128(number)),
        project: project.id,
        slug: Slug::parse(role.as_str())?,
        name: name.to_owned(),
        description: description.to_owned(),
        permissions: permissions(role),
        version: 1,
        created_at: project.created_at,
        updated_at: project.created_at,
    })
}

/// What a built-in role allows, as rules.
fn permissions(role: ProjectRole) -> String {
    let mut verbs: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for action in Action::ALL.iter().filter(|action| role.allows(**action)) {
        verbs
            .entry(action.subject())
            .or_default()
            .push(action.verb());
    }
    let rules: Vec<_> = verbs
        .into_iter()
        .map(|(subject, action)| json!({ "subject": subject, "action": action, "inverted": false }))
        .collect();
    json!(rules).to_string()
}
