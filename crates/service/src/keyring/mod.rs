//! Data keys: one for the organization, one for each project, and more than one while everything is
//! sealed anew. Which there are is asked in every transaction that opens or seals; each is unwrapped
//! once and kept in memory.

mod keys;
mod place;

pub(crate) use self::keys::{OpenKeys, SealKeys};
pub(crate) use self::place::place_of;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use model::id::{DataKeyId, ProjectId};
use model::{Clock, Entropy, Timestamp};
use seal::{DataKey, DigestKey, RootKey, WrappedKey};
use store::{ReadTx, WriteTx, keys as rows, settings};

use self::keys::Key;
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

impl Owner {
    /// The project; none for the organization.
    pub(crate) fn project(self) -> Option<ProjectId> {
        match self {
            Self::Organization => None,
            Self::Project(project) => Some(project),
        }
    }
}

impl From<Option<ProjectId>> for Owner {
    fn from(project: Option<ProjectId>) -> Self {
        project.map_or(Self::Organization, Self::Project)
    }
}

pub(crate) struct Keyring {
    roots: Vec<RootKey>,
    open: RwLock<HashMap<Owner, Arc<OpenKeys>>>,
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

    async fn unwrap(&self, tx: &ReadTx, row: rows::DataKey) -> Result<DataKey, Error> {
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

    /// The root key that the database is under, which stays so until the transaction ends. Whoever
    /// else asks meanwhile waits.
    pub(crate) async fn root_for(&self, tx: &WriteTx) -> Result<&RootKey, Error> {
        for root in &self.roots {
            let check = check_of(root);
            if settings::replace(tx, KEY_CHECK, &check, &check).await? {
                return Ok(root);
            }
        }
        Err(Error::Internal(REPLACED.to_owned()))
    }

    /// What makes an owner's digests. It stays the same as long as the owner lives.
    pub(crate) async fn digests(&self, tx: &ReadTx, owner: Owner) -> Result<Arc<DigestKey>, Error> {
        match self.known_digests(owner) {
            Some(digests) => Ok(digests),
            None => Ok(Arc::clone(self.to_open(tx, owner).await?.digests())),
        }
    }

    /// The same, when the owner's keys were used before.
    pub(crate) fn known_digests(&self, owner: Owner) -> Option<Arc<DigestKey>> {
        self.known(owner).map(|keys| Arc::clone(keys.digests()))
    }

    /// What opens everything that the transaction sees of an owner. In one that writes it opens also
    /// what others commit meanwhile, if it is asked for before what is to be opened is read.
    pub(crate) async fn to_open(&self, tx: &ReadTx, owner: Owner) -> Result<Arc<OpenKeys>, Error> {
        let keys = self.find(tx, owner).await?;
        keys.ok_or_else(|| Error::Internal(format!("no data key for {owner:?}")))
    }

    /// What seals for an owner within the transaction. No key is retired under which it seals: whoever
    /// reseals waits for the transaction's end.
    pub(crate) async fn to_seal(&self, tx: &WriteTx, owner: Owner) -> Result<SealKeys, Error> {
        Ok(SealKeys::new(self.to_open(tx, owner).await?))
    }

    /// The keys of an owner that may be gone.
    pub(crate) async fn find(
        &self,
        tx: &ReadTx,
        owner: Owner,
    ) -> Result<Option<Arc<OpenKeys>>, Error> {
        let stored = rows::of(tx, owner.project()).await?;
        let known = self.known(owner);
        if let Some(known) = &known
            && known
                .all()
                .map(|key| key.id)
                .eq(stored.iter().rev().map(|row| row.id))
        {
            return Ok(Some(Arc::clone(known)));
        }
        let mut found = Vec::new();
        for row in stored.into_iter().rev() {
            let id = row.id;
            let before = known.as_ref();
            let before = before.and_then(|known| known.all().find(|key| key.id == id).cloned());
            found.push(match before {
                Some(key) => key,
                None => Key {
                    id,
                    key: Arc::new(self.unwrap(tx, row).await?),
                },
            });
        }
        let mut found = found.into_iter();
        let Some(newest) = found.next() else {
            return Ok(None);
        };
        let keys = Arc::new(OpenKeys::new(newest, found.collect()));
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        open.insert(owner, Arc::clone(&keys));
        Ok(Some(keys))
    }

    /// Forgets the data keys of an owner that is gone.
    pub(crate) fn forget(&self, owner: Owner) {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        open.remove(&owner);
    }

    fn known(&self, owner: Owner) -> Option<Arc<OpenKeys>> {
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
        let key = DataKey::generate(entropy);
        self.insert(
            tx,
            owner,
            &key,
            clock.now(),
            DataKeyId::generate(clock, entropy),
        )
        .await
    }

    /// Makes a newer data key for an owner that has one: it seals for whoever looks it up from then on,
    /// and makes the same digests.
    pub(crate) async fn supersede(
        &self,
        tx: &WriteTx,
        owner: Owner,
        clock: &dyn Clock,
        entropy: &dyn Entropy,
    ) -> Result<(), Error> {
        let Some(keys) = self.find(tx, owner).await? else {
            return Ok(());
        };
        let kept = rows::of(tx, owner.project()).await?;
        // What is newest must not hang on how well the clocks of replicas agree.
        let last = kept.iter().map(|row| row.created_at).max();
        let after = last.map(|last| last + Duration::from_micros(1));
        let at = after.map_or_else(|| clock.now(), |after| after.max(clock.now()));
        let key = keys.newest().with_new_sealing(entropy);
        self.insert(tx, owner, &key, at, DataKeyId::generate(clock, entropy))
            .await
    }

    async fn insert(
        &self,
        tx: &WriteTx,
        owner: Owner,
        key: &DataKey,
        created_at: Timestamp,
        id: DataKeyId,
    ) -> Result<(), Error> {
        let root = self.root_for(tx).await?;
        let row = rows::DataKey {
            id,
            project_id: owner.project(),
            wrapped: root.wrap(id, key).into_bytes(),
            created_at,
        };
        Ok(rows::insert(tx, &row).await?)
    }
}
