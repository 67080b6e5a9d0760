//! Taking a new root key into use: every data key is wrapped by it, in one transaction. The data
//! keys stay the same, so no value is sealed anew and no digest changes.

use model::id::{DataKeyId, ReplicaId};
use model::{Clock, Entropy};
use seal::{RootKey, WrappedKey};
use serde_json::json;
use store::{Store, StoreError, keys, settings};
use thiserror::Error;

use crate::audit::{self, Entry};
use crate::keyring::check_of;
use crate::setup::KEY_CHECK;
use crate::{Caller, Error};

/// What a rotation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotated {
    /// The new key wraps this many data keys now.
    Now(usize),
    /// It was done before.
    Before,
}

/// Why a new root key was not taken into use. Nothing was changed then.
#[derive(Debug, Error)]
pub enum RotateError {
    /// There is nothing to wrap.
    #[error("no Keyferry was ever started on this database")]
    Empty,
    /// The old and the new key are the same.
    #[error("the new root key is the old one")]
    Same,
    /// The database is under another key than the old one.
    #[error("the old root key is not the one that this database is under")]
    WrongKey,
    /// A data key does not open.
    #[error("data key {0} does not open with the old root key: it was altered")]
    Refused(DataKeyId),
    /// The database or the audit log failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<StoreError> for RotateError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Wraps every data key by the new root key instead of the old one: all of them, or none.
///
/// Processes that make data keys meanwhile wait, or are refused afterwards if they have only the
/// old key.
///
/// # Errors
/// When one of the keys is not right, a data key does not open, or the database fails.
pub async fn rotate(
    store: &Store,
    old: &RootKey,
    new: &RootKey,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
) -> Result<Rotated, RotateError> {
    let (from, to) = (check_of(old), check_of(new));
    if from == to {
        return Err(RotateError::Same);
    }
    let tx = store.write().await?;
    // First of all, so that whoever makes a data key either is done or sees the new key.
    if !settings::replace(&tx, KEY_CHECK, &from, &to).await? {
        return match settings::get(&tx, KEY_CHECK).await? {
            None => Err(RotateError::Empty),
            Some(known) if known == to => Ok(Rotated::Before),
            Some(_) => Err(RotateError::WrongKey),
        };
    }
    let rows = keys::all(&tx).await?;
    let count = rows.len();
    let mut of_organization = None;
    for row in rows {
        let key = old
            .unwrap(row.id, &WrappedKey::from_bytes(row.wrapped))
            .map_err(|_| RotateError::Refused(row.id))?;
        keys::rewrap(&tx, row.id, new.wrap(row.id, &key).as_bytes()).await?;
        if row.project_id.is_none() {
            of_organization = Some(key);
        }
    }
    let key = of_organization.ok_or(RotateError::Empty)?;
    let key = key.digests();
    let chain = ReplicaId::generate(clock, entropy);
    audit::begin(&tx, key, chain).await?;
    let entry = Entry {
        chain,
        at: clock.now(),
        caller: &Caller::platform(),
        action: "rotate-root-key",
        project: None,
        detail: json!({ "dataKeys": count }),
    };
    audit::append(&tx, key, entry).await?;
    tx.commit().await?;
    Ok(Rotated::Now(count))
}
