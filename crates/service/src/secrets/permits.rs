//! What a caller may do with each secret of a project. Rules may name a secret's key and tags, so
//! that a right to one secret of a folder is none to its neighbour.

use model::access::{Action, Grants};
use model::id::ProjectId;
use model::{SecretKey, SecretPath, Slug};
use store::ReadTx;

use super::Place;
use crate::tags::Tag;
use crate::{Caller, Error};

/// A caller's rights in a project, loaded once for a request.
#[derive(Debug, Clone)]
pub(super) struct Permits(Grants);

#[cfg(test)]
impl From<Grants> for Permits {
    fn from(grants: Grants) -> Self {
        Self(grants)
    }
}

impl Permits {
    pub(super) async fn of(
        caller: &Caller,
        tx: &ReadTx,
        project: ProjectId,
    ) -> Result<Self, Error> {
        Ok(Self(caller.grants(tx, project).await?))
    }

    /// The rights themselves.
    pub(super) fn grants(&self) -> &Grants {
        &self.0
    }

    /// Whether the caller knows of the project.
    pub(super) fn see_project(&self) -> bool {
        self.0.sees_project()
    }

    /// Refuses whoever may do this with no secret of the folder. It lets nobody do anything: that is
    /// decided secret by secret.
    pub(super) fn somewhere(&self, action: Action, place: &Place) -> Result<(), Error> {
        if self.0.allows_somewhere(action, &place.at()) {
            Ok(())
        } else {
            Err(Error::Denied(action))
        }
    }

    /// The same for the folders below too, of which little is known yet.
    pub(super) fn somewhere_below(&self, action: Action, place: &Place) -> Result<(), Error> {
        let at = model::access::At::environment(place.environment.as_str());
        if self.0.allows_somewhere(action, &at) {
            Ok(())
        } else {
            Err(Error::Denied(action))
        }
    }

    /// Whether the caller may do this with this secret.
    pub(super) fn allow(
        &self,
        action: Action,
        environment: &Slug,
        path: &SecretPath,
        key: &SecretKey,
        tags: &[Tag],
    ) -> bool {
        let slugs: Vec<String> = tags.iter().map(|tag| tag.slug.to_string()).collect();
        let at = model::access::At::folder(environment.as_str(), path.as_str());
        self.0.allows(action, &at.secret(key.as_str(), &slugs))
    }

    /// Refuses whoever may not do this with this secret.
    pub(super) fn must(
        &self,
        action: Action,
        place: &Place,
        key: &SecretKey,
        tags: &[Tag],
    ) -> Result<(), Error> {
        if self.allow(action, &place.environment, &place.path, key, tags) {
            Ok(())
        } else {
            Err(Error::Denied(action))
        }
    }
}
