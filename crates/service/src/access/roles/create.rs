//! Making a custom role.

use std::sync::Arc;

use model::Slug;
use model::access::{Action, Held};
use model::id::{ProjectId, RoleId};
use serde_json::{Value, json};
use store::{Constraint, roles};

use super::{Role, built_in, rules};
use crate::access::boundary::Boundary;
use crate::projects::must_exist;
use crate::{Caller, Error, Service, What, audit};

/// What a new role needs.
pub struct NewRole {
    /// Its short name.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its rules, in Infisical's form.
    pub permissions: Value,
}

/// Makes a custom role.
///
/// # Errors
/// [`Error::Invalid`] for rules that cannot be understood; [`Error::Taken`] for a short name in use,
/// also by a built-in role; [`Error::Denied`] without the right to make roles; [`Error::BeyondOwn`]
/// when the role would allow more than the caller may do.
pub async fn create_role(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    request: NewRole,
) -> Result<Role, Error> {
    let name = rules::name(&request.name)?;
    let description = rules::description(&request.description)?;
    let (parsed, permissions) = rules::checked(&request.permissions)?;
    let tx = service.store().write().await?;
    caller.must(&tx, project, Action::CreateRoles).await?;
    must_exist(&tx, project).await?;
    must_be_free(&request.slug)?;
    let boundary = Boundary::of(&tx, caller, project).await?;
    let held = Held::Custom(Arc::new(parsed));
    boundary.must_cover(&held, request.slug.as_str())?;
    let now = service.now();
    let row = roles::Role {
        id: RoleId::generate(service.clock(), service.entropy()),
        project_id: project,
        slug: request.slug,
        name,
        description,
        permissions,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let taken = Error::taken(What::Role, &row.slug, Constraint::RoleSlug);
    roles::insert(&tx, &row).await.map_err(taken)?;
    let detail = json!({
        "roleId": row.id,
        "slug": row.slug,
        "name": row.name,
        "permissions": request.permissions,
    });
    let event = "create-project-role";
    audit::record(service, &tx, caller, event, Some(project), detail).await?;
    tx.commit().await?;
    Ok(row.into())
}

/// Refuses the short name of a built-in role.
pub(super) fn must_be_free(slug: &Slug) -> Result<(), Error> {
    if built_in::is_reserved(slug) {
        return Err(Error::Taken {
            what: What::Role,
            name: slug.to_string(),
        });
    }
    Ok(())
}
