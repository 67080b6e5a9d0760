//! Changing a custom role.

use std::sync::Arc;

use model::Slug;
use model::access::{Action, Held};
use model::id::{ProjectId, RoleId};
use serde_json::{Value, json};
use store::roles::{self, RoleChanges};
use store::{Constraint, StoreError};

use super::create::must_be_free;
use super::find::visible;
use super::{Role, rules};
use crate::access::boundary::Boundary;
use crate::access::held::stored_rules;
use crate::access::members::access_changed;
use crate::{Caller, Error, Service, What, audit};

/// A change of a role. What is absent stays.
#[derive(Default)]
pub struct RoleChange {
    /// A new short name.
    pub slug: Option<Slug>,
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// Other rules, in Infisical's form.
    pub permissions: Option<Value>,
}

/// Changes a custom role of a project.
///
/// # Errors
/// [`Error::NotFound`] when the project has no such role; as making one for the rest. Rules that
/// forbid something are changed only by somebody who may do everything in the project.
pub async fn update_role(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    id: RoleId,
    change: RoleChange,
) -> Result<Role, Error> {
    let tx = service.store().write().await?;
    let before = visible(&tx, caller, id, Some(project)).await?;
    caller.must(&tx, project, Action::EditRoles).await?;
    let slug = change.slug.filter(|slug| *slug != before.slug);
    if let Some(slug) = &slug {
        must_be_free(slug)?;
    }
    let permissions = match &change.permissions {
        None => None,
        Some(sent) => {
            let (parsed, text) = rules::checked(sent)?;
            let boundary = Boundary::of(&tx, caller, project).await?;
            let name = before.slug.as_str();
            boundary.may_replace(&stored_rules(&before)?, name)?;
            boundary.must_cover(&Held::Custom(Arc::new(parsed)), name)?;
            Some(text)
        }
    };
    let changes = RoleChanges {
        name: change.name.as_deref().map(rules::name).transpose()?,
        description: change
            .description
            .as_deref()
            .map(rules::description)
            .transpose()?,
        slug,
        permissions,
    };
    let wanted = changes.slug.as_ref().unwrap_or(&before.slug);
    let taken = Error::taken(What::Role, wanted, Constraint::RoleSlug);
    roles::update(&tx, id, &changes, service.now())
        .await
        .map_err(taken)?;
    if changes.permissions.is_some() {
        access_changed(service, &tx, project).await?;
    }
    let detail = json!({
        "roleId": id,
        "slug": changes.slug,
        "name": changes.name,
        "permissions": change.permissions,
    });
    let event = "update-project-role";
    audit::record(service, &tx, caller, event, Some(project), detail).await?;
    let after = roles::get(&tx, id).await?;
    let after = after.ok_or(StoreError::Stale {
        expected: before.version,
    })?;
    tx.commit().await?;
    service.wake();
    Ok(after.into())
}
