//! Data keys: one for the organization, one for each project. Unwrapped once, kept in memory.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use model::id::{DataKeyId, ProjectId};
use model::{Clock, Entropy};
use seal::{DataKey, RootKey, WrappedKey};
use store::{ReadTx, WriteTx, keys, settings};

use crate::Error;
use crate::setup::KEY_CHECK;

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
    roots: Vec<RootKey>,
    open: RwLock<HashMap<Owner, Arc<DataKey>>>,
}

/// What is told where the root key was replaced by one that this process does not have.
const REPLACED: &str =
    "the root key was replaced: start this process with the new one in ENCRYPTION_KEY";

/// What recognises a root key in the database, where it tells nothing of the key.
pub(crate) fn check_of(root: &RootKey) -> String {
    hex::encode(root.key_check().as_bytes())
}

impl Keyring {
    /// A keyring with a root key, and the one before it while that may still be in use.
    pub(crate) fn new(root: RootKey, previous: Option<RootKey>) -> Self {
        Self {
            roots: std::iter::once(root).chain(previous).collect(),
            open: RwLock::default(),
        }
    }

    /// The place of the root key that has this check: 0 for the one in use, 1 for the one before it.
    pub(crate) fn recognises(&self, check: &str) -> Option<usize> {
        self.roots.iter().position(|root| check_of(root) == check)
    }

    /// Whether the database is under a root key that is here.
    pub(crate) async fn has_root_key(&self, tx: &ReadTx) -> Result<bool, Error> {
        let check = settings::get(tx, KEY_CHECK).await?;
        Ok(check.is_some_and(|check| self.recognises(&check).is_some()))
    }

    async fn unwrap(&self, tx: &ReadTx, row: keys::DataKey) -> Result<DataKey, Error> {
        let wrapped = WrappedKey::from_bytes(row.wrapped);
        let mut refused = Error::Internal(REPLACED.to_owned());
        for root in &self.roots {
            match root.unwrap(row.id, &wrapped) {
                Ok(key) => return Ok(key),
                Err(error) => refused = error.into(),
            }
        }
        Err(if self.has_root_key(tx).await? {
            refused
        } else {
            Error::Internal(REPLACED.to_owned())
        })
    }

    /// The root key that the database is under, which stays so until the transaction ends.
    async fn root_for(&self, tx: &WriteTx) -> Result<&RootKey, Error> {
        for root in &self.roots {
            let check = check_of(root);
            if settings::replace(tx, KEY_CHECK, &check, &check).await? {
                return Ok(root);
            }
        }
        Err(Error::Internal(REPLACED.to_owned()))
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
        let key = Arc::new(self.unwrap(tx, row).await?);
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

    /// Makes the data key of a new owner, never under a root key that was replaced. It is remembered
    /// only when it is next looked up, so that
    /// a transaction that rolls back leaves nothing behind.
    pub(crate) async fn create(
        &self,
        tx: &WriteTx,
        owner: Owner,
        clock: &dyn Clock,
        entropy: &dyn Entropy,
    ) -> Result<(), Error> {
        let id = DataKeyId::generate(clock, entropy);
        let root = self.root_for(tx).await?;
        let wrapped = root.wrap(id, &DataKey::generate(entropy)).into_bytes();
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
