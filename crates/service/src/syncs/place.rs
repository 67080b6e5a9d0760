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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use model::access::{Held, Rules};
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;

    const AZURE: ConnectionId = ConnectionId::from_uuid(Uuid::from_u128(1));
    const OTHER: ConnectionId = ConnectionId::from_uuid(Uuid::from_u128(2));

    fn allowed(environment: &str, path: &str, connection: ConnectionId, rule: &Value) -> bool {
        let (environment, path) = (environment.parse().unwrap(), path.parse().unwrap());
        let rules = Rules::parse(&json!([rule])).unwrap();
        let grants = Grants::Of(vec![Held::Custom(Arc::new(rules))]);
        SyncPlace::new(&environment, &path, connection).allows(&grants, Action::RunSyncs)
    }

    #[test]
    fn a_rule_may_name_the_source_of_a_sync() {
        let rule = json!({
            "subject": "secret-syncs", "action": ["sync-secrets"],
            "conditions": { "environment": "dev", "secretPath": { "$glob": "/shop/**" } },
        });
        assert!(allowed("dev", "/shop/web", AZURE, &rule));
        assert!(!allowed("prod", "/shop/web", AZURE, &rule));
        assert!(!allowed("dev", "/office", AZURE, &rule));
    }

    #[test]
    fn a_rule_may_name_the_connection_of_a_sync() {
        let rule = json!({
            "subject": "secret-syncs", "action": ["sync-secrets"],
            "conditions": { "connectionId": AZURE.to_string() },
        });
        assert!(allowed("dev", "/", AZURE, &rule));
        assert!(!allowed("dev", "/", OTHER, &rule));
    }
}
