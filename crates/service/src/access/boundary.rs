//! What somebody may give to others: nothing that they may not do themselves, and nothing for longer
//! than they may do it.

use model::access::{Grants, Held, Rules};
use model::id::ProjectId;
use store::ReadTx;

use super::held;
use crate::{Caller, Error};

/// The rights that somebody can give away in a project.
pub(super) struct Boundary {
    now: Grants,
    /// Without what is theirs for a while only.
    lasting: Grants,
}

impl Boundary {
    pub(super) async fn of(
        tx: &ReadTx,
        caller: &Caller,
        project: ProjectId,
    ) -> Result<Self, Error> {
        let now = caller.grants(tx, project).await?;
        let lasting = match (&now, caller.member()) {
            (Grants::Of(_), Some(member)) => held::lasting(tx, project, member).await?,
            _ => now.clone(),
        };
        Ok(Self { now, lasting })
    }

    /// Refuses to give or take a role that allows more than the caller may do.
    pub(super) fn must_cover(&self, role: &Held, name: &str) -> Result<(), Error> {
        if self.now.cover(role) && self.lasting.cover(role) {
            Ok(())
        } else {
            Err(Error::BeyondOwn(name.to_owned()))
        }
    }

    /// Refuses to change rules some of which forbid: whoever holds the role may be held back by
    /// nothing else.
    pub(super) fn may_replace(&self, rules: &Rules, name: &str) -> Result<(), Error> {
        let unlimited = self.now.are_unlimited() && self.lasting.are_unlimited();
        if unlimited || !rules.forbid_something() {
            Ok(())
        } else {
            Err(Error::BeyondOwn(name.to_owned()))
        }
    }
}
