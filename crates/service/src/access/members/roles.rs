//! From the slugs of roles to what is stored, within what the caller may give.

use model::Slug;
use model::access::ProjectRole;
use model::id::{MembershipRoleId, ProjectId};
use store::memberships::{GivenRole, MemberRole, Temporary, held};
use store::{ReadTx, roles};

use super::{Member, NewRoleOfMember};
use crate::access::boundary::Boundary;
use crate::access::held::as_held;
use crate::{Error, Service, What};

/// The most roles of one member.
const MOST: usize = 50;

/// The roles to store for a member, each of which the caller may give.
pub(super) async fn accepted(
    service: &Service,
    tx: &ReadTx,
    project: ProjectId,
    boundary: &Boundary,
    asked: &[NewRoleOfMember],
) -> Result<Vec<MemberRole>, Error> {
    if asked.is_empty() || asked.len() > MOST {
        return Err(Error::invalid("roles", format!("name 1 to {MOST} roles")));
    }
    let mut accepted = Vec::new();
    for role in asked {
        let found = find(tx, project, &role.role).await?;
        boundary.must_cover(&as_held(&found)?, &role.role)?;
        accepted.push(MemberRole {
            id: MembershipRoleId::generate(service.clock(), service.entropy()),
            role: match found {
                GivenRole::BuiltIn(role) => GivenRole::BuiltIn(role),
                GivenRole::Custom(role) => GivenRole::Custom(role.id),
            },
            temporary: role.temporary.as_ref().map(|temporary| Temporary {
                range: temporary.range.clone(),
                starts_at: temporary.starts_at,
                ends_at: temporary.starts_at + temporary.range.span(),
            }),
        });
    }
    Ok(accepted)
}

/// Refuses to touch a member who may do more than the caller. Roles that do not count any more, or
/// not yet, count here.
pub(super) async fn must_outrank(
    tx: &ReadTx,
    project: ProjectId,
    boundary: &Boundary,
    member: Member,
) -> Result<(), Error> {
    for held in held(tx, project, member.principal()).await? {
        let name = match &held.role {
            GivenRole::BuiltIn(role) => role.as_str(),
            GivenRole::Custom(role) => role.slug.as_str(),
        };
        boundary.must_cover(&as_held(&held.role)?, name)?;
    }
    Ok(())
}

async fn find(
    tx: &ReadTx,
    project: ProjectId,
    slug: &str,
) -> Result<GivenRole<roles::Role>, Error> {
    if let Ok(built_in) = slug.parse::<ProjectRole>() {
        return Ok(GivenRole::BuiltIn(built_in));
    }
    let missing = || Error::not_found(What::Role, slug);
    let slug = Slug::parse(slug).map_err(|_| missing())?;
    let custom = roles::by_slug(tx, project, &slug).await?;
    custom.map(GivenRole::Custom).ok_or_else(missing)
}
