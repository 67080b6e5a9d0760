//! The roles that somebody holds in a project, as what they may do there.

use std::sync::Arc;

use model::access::{Grants, Held, OrgRole, Rules};
use model::id::ProjectId;
use store::memberships::{self, GivenRole, MemberRole, Principal};
use store::roles::Role;
use store::{ReadTx, identities, users};

use crate::Error;

/// What the roles allow that somebody holds in a project. Temporary ones count from their start to
/// before their end, at the time of the transaction.
pub(crate) async fn grants(
    tx: &ReadTx,
    project: ProjectId,
    member: Principal,
) -> Result<Grants, Error> {
    let now = tx.began_at();
    let held = memberships::held(tx, project, member).await?;
    of(&held, |role| {
        role.temporary.as_ref().is_none_or(|t| t.counts_at(now))
    })
}

/// What somebody may do in a project who is not calling; none for who is gone.
pub(crate) async fn of_somebody(
    tx: &ReadTx,
    project: ProjectId,
    who: Principal,
) -> Result<Option<Grants>, Error> {
    let role = match who {
        Principal::User(id) => users::get(tx, id).await?.map(|user| user.org_role),
        Principal::Identity(id) => identities::get(tx, id).await?.map(|found| found.org_role),
    };
    Ok(match role {
        None => None,
        Some(OrgRole::Admin) => Some(Grants::Everything),
        Some(_) => Some(grants(tx, project, who).await?),
    })
}

/// What the roles allow that somebody holds for good.
pub(super) async fn lasting(
    tx: &ReadTx,
    project: ProjectId,
    member: Principal,
) -> Result<Grants, Error> {
    let held = memberships::held(tx, project, member).await?;
    of(&held, |role| role.temporary.is_none())
}

fn of(
    held: &[MemberRole<GivenRole<Role>>],
    counts: impl Fn(&MemberRole<GivenRole<Role>>) -> bool,
) -> Result<Grants, Error> {
    let roles = held.iter().filter(|role| counts(role));
    let roles = roles.map(|role| as_held(&role.role));
    Ok(Grants::Of(roles.collect::<Result<_, _>>()?))
}

/// A role with its rules parsed.
pub(super) fn as_held(role: &GivenRole<Role>) -> Result<Held, Error> {
    Ok(match role {
        GivenRole::BuiltIn(role) => Held::BuiltIn(*role),
        GivenRole::Custom(role) => Held::Custom(Arc::new(stored_rules(role)?)),
    })
}

/// The rules of a stored role.
pub(super) fn stored_rules(role: &Role) -> Result<Rules, Error> {
    let damaged = |error: &dyn std::fmt::Display| {
        Error::Internal(format!(
            "the rules of role {} are damaged: {error}",
            role.id
        ))
    };
    let value = serde_json::from_str(&role.permissions).map_err(|error| damaged(&error))?;
    Rules::parse(&value).map_err(|error| damaged(&error))
}
