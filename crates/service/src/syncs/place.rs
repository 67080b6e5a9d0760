//! Where a sync is, for permission rules: its source, reached through its connection.

use model::access::{Action, At, Grants};
use model::id::{ConnectionId, ProjectId};
use model::{SecretPath, Slug};
use store::syncs::SecretSync;
use store::{ReadTx, folders};

use crate::{Caller, Error};

/// Where a sync is, or is to be.
pub(crate) struct SyncPlace {
    environment: Slug,
    path: SecretPath,
    connection: String,
}

impl SyncPlace {
    /// A source and a connection.
    pub(crate) fn new(environment: &Slug, path: &SecretPath, connection: ConnectionId) -> Self {
        Self {
            environment: environment.clone(),
            path: path.clone(),
            connection: connection.to_string(),
        }
    }

    /// Where a sync is now. A source folder that is gone counts as where it was.
    pub(crate) async fn of(tx: &ReadTx, row: &SecretSync) -> Result<Self, Error> {
        let folder = match row.source.folder_id {
            Some(folder) => folders::get(tx, folder).await?,
            None => None,
        };
        Ok(match folder {
            Some(folder) => Self::new(&folder.environment, &folder.path, row.connection_id),
            None => Self::new(&row.source.environment, &row.source.path, row.connection_id),
        })
    }

    /// The same place, through another connection.
    pub(super) fn through(self, connection: ConnectionId) -> Self {
        Self {
            connection: connection.to_string(),
            ..self
        }
    }

    /// Whether this is allowed here.
    pub(crate) fn allows(&self, grants: &Grants, action: Action) -> bool {
        grants.allows(action, &self.at())
    }

    /// Whether the caller may do this here.
    ///
    /// # Errors
    /// [`Error::Denied`] when not.
    pub(super) async fn must(
        &self,
        tx: &ReadTx,
        caller: &Caller,
        project: ProjectId,
        action: Action,
    ) -> Result<(), Error> {
        caller.must_at(tx, project, action, &self.at()).await
    }

    /// Whether the caller may bring values from a destination into the source.
    ///
    /// # Errors
    /// [`Error::Denied`] without the right to import, or to create or change secrets there.
    pub(super) async fn must_import(
        &self,
        tx: &ReadTx,
        caller: &Caller,
        project: ProjectId,
    ) -> Result<(), Error> {
        for action in [
            Action::ImportFromSyncs,
            Action::CreateSecrets,
            Action::EditSecrets,
        ] {
            self.must(tx, caller, project, action).await?;
        }
        Ok(())
    }

    fn at(&self) -> At<'_> {
        At::folder(self.environment.as_str(), self.path.as_str()).through(&self.connection)
    }
}
