//! Deleting a custom role.

use model::access::Action;
use model::id::{ProjectId, RoleId};
use serde_json::json;
use store::memberships::{self, Principal};
use store::{ReadTx, identities, roles, users};

use super::Role;
use super::find::visible;
use crate::{Caller, Error, Service, What, audit};

/// Deletes a custom role of a project that nobody holds, and returns what it was.
///
/// # Errors
/// [`Error::NotFound`] when the project has no such role; [`Error::Denied`] without the right to
/// delete roles; [`Error::StillUsed`] when somebody holds it, naming who.
pub async fn delete_role(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    id: RoleId,
) -> Result<Role, Error> {
    let tx = service.store().write().await?;
    let row = visible(&tx, caller, id, Some(project)).await?;
    caller.must(&tx, project, Action::DeleteRoles).await?;
    let holders = holders(&tx, id).await?;
    if !holders.is_empty() {
        return Err(Error::StillUsed {
            what: What::Role,
            name: row.slug.to_string(),
            users: holders.join(", "),
        });
    }
    roles::delete(&tx, id).await?;
    let detail = json!({ "roleId": id, "slug": row.slug, "name": row.name });
    let event = "delete-project-role";
    audit::record(service, &tx, caller, event, Some(project), detail).await?;
    tx.commit().await?;
    Ok(row.into())
}

/// The names of those who hold a role.
async fn holders(tx: &ReadTx, id: RoleId) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for membership in memberships::holders(tx, id).await? {
        let name = match membership.principal {
            Principal::User(id) => users::get(tx, id).await?.map(|user| user.email),
            Principal::Identity(id) => identities::get(tx, id).await?.map(|found| found.name),
        };
        names.extend(name);
    }
    Ok(names)
}
