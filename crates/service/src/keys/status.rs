//! How the keys stand: which root key the database is under, and whether every data key opens.

use model::Timestamp;
use model::id::DataKeyId;
use seal::{RootKey, WrappedKey};
use store::{Store, StoreError, keys, settings};

use crate::keyring::check_of;
use crate::setup::KEY_CHECK;

/// How the keys stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Which of the given root keys the database is under, by its place in the list.
    pub root_key: Option<usize>,
    /// How many data keys there are.
    pub data_keys: usize,
    /// The data keys that do not open with that root key.
    pub refused: Vec<DataKeyId>,
    /// When the oldest data key was made.
    pub oldest: Option<Timestamp>,
}

/// Looks at the keys of a database, given root keys that it may be under. Nothing is changed.
///
/// # Errors
/// When the database fails.
pub async fn status(store: &Store, root_keys: &[&RootKey]) -> Result<Status, StoreError> {
    let tx = store.read().await?;
    let known = settings::get(&tx, KEY_CHECK).await?;
    let place = root_keys
        .iter()
        .position(|key| known.as_deref() == Some(check_of(key).as_str()));
    let rows = keys::all(&tx).await?;
    let oldest = rows.iter().map(|row| row.created_at).min();
    let data_keys = rows.len();
    let root_key = place.and_then(|place| root_keys.get(place));
    let refused = rows.into_iter().filter_map(|row| {
        let wrapped = WrappedKey::from_bytes(row.wrapped);
        let opens = root_key.is_some_and(|root| root.unwrap(row.id, &wrapped).is_ok());
        (!opens).then_some(row.id)
    });
    Ok(Status {
        root_key: place,
        data_keys,
        refused: refused.collect(),
        oldest,
    })
}
