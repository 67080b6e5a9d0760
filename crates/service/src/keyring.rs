//! Data keys: one for the organization, one for each project. Unwrapped once, kept in memory.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use model::id::{DataKeyId, ProjectId};
use model::{Clock, Entropy};
use seal::{DataKey, RootKey, WrappedKey};
use store::keys;
use store::{ReadTx, WriteTx};

use crate::Error;

/// Whose data key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Owner {
    /// The organization: people, machines, organization connections, the audit log.
    Organization,
    /// A project: its secrets, connections and ledgers.
    Project(ProjectId),
}

impl From<Option<ProjectId>> for Owner {
    fn from(project: Option<ProjectId>) -> Self {
        project.map_or(Self::Organization, Self::Project)
    }
}

pub(crate) struct Keyring {
    root: RootKey,
    open: RwLock<HashMap<Owner, Arc<DataKey>>>,
}

impl Keyring {
    pub(crate) fn new(root: RootKey) -> Self {
        Self {
            root,
            open: RwLock::default(),
        }
    }

    /// The data key of an owner that has one.
    pub(crate) async fn of(&self, tx: &ReadTx, owner: Owner) -> Result<Arc<DataKey>, Error> {
        if let Some(key) = self
            .open
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&owner)
        {
            return Ok(Arc::clone(key));
        }
        let rows = match owner {
            Owner::Organization => keys::of_organization(tx).await?,
            Owner::Project(project) => keys::of_project(tx, project).await?,
        };
        let row = rows
            .into_iter()
            .next_back()
            .ok_or_else(|| Error::Internal(format!("no data key for {owner:?}")))?;
        let key = Arc::new(
            self.root
                .unwrap(row.id, &WrappedKey::from_bytes(row.wrapped))?,
        );
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        open.insert(owner, Arc::clone(&key));
        Ok(key)
    }

    /// Forgets the data key of an owner that is gone.
    pub(crate) fn forget(&self, owner: Owner) {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        open.remove(&owner);
    }

    /// The data key of an owner, when it was used before.
    pub(crate) fn known(&self, owner: Owner) -> Option<Arc<DataKey>> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.get(&owner).map(Arc::clone)
    }

    /// Makes the data key of a new owner. It is remembered only when it is next looked up, so that
    /// a transaction that rolls back leaves nothing behind.
    pub(crate) async fn create(
        &self,
        tx: &WriteTx,
        owner: Owner,
        clock: &dyn Clock,
        entropy: &dyn Entropy,
    ) -> Result<(), Error> {
        let id = DataKeyId::generate(clock, entropy);
        let wrapped = self.root.wrap(id, &DataKey::generate(entropy)).into_bytes();
        let project_id = match owner {
            Owner::Organization => None,
            Owner::Project(project) => Some(project),
        };
        let row = keys::DataKey {
            id,
            project_id,
            wrapped,
            created_at: clock.now(),
        };
        keys::insert(tx, &row).await?;
        Ok(())
    }
}
