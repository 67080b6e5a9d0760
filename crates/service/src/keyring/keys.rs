//! The data keys of one owner, unwrapped: the newest seals, and all of them open.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use model::SecretValue;
use model::id::DataKeyId;
use seal::{DataKey, DigestKey, Place, SealError, Sealed};
use zeroize::Zeroizing;

/// What opens everything of an owner. It seals nothing: for that the keys have to be those that are
/// in use until what was sealed is committed, as with [`SealKeys`].
pub(crate) struct OpenKeys {
    newest: Key,
    /// Newest first.
    older: Vec<Key>,
    digests: Arc<DigestKey>,
}

/// A data key with its id.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: DataKeyId,
    pub(super) key: Arc<DataKey>,
}

/// What seals, for one transaction that writes.
pub(crate) struct SealKeys(Arc<OpenKeys>);

impl OpenKeys {
    pub(super) fn new(newest: Key, older: Vec<Key>) -> Self {
        let digests = Arc::new(newest.key.digests().clone());
        Self {
            newest,
            older,
            digests,
        }
    }

    pub(super) fn newest(&self) -> &DataKey {
        &self.newest.key
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.newest).chain(&self.older)
    }

    /// The half that makes digests, which all of an owner's keys share.
    pub(super) fn digests(&self) -> &Arc<DigestKey> {
        &self.digests
    }

    /// Whether there are keys whose work the newest is to take over.
    pub(crate) fn has_older(&self) -> bool {
        !self.older.is_empty()
    }

    /// As [`DataKey::open`], under any of the keys.
    pub(crate) fn open(
        &self,
        place: &Place,
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.under_any(|key| key.open(place, sealed))
    }

    /// As [`DataKey::open_value`], under any of the keys.
    pub(crate) fn open_value(
        &self,
        place: &Place,
        sealed: &Sealed,
    ) -> Result<SecretValue, SealError> {
        self.under_any(|key| key.open_value(place, sealed))
    }

    /// What takes the place of sealed bytes: the same under the newest key; none when that is what
    /// they are under.
    ///
    /// # Errors
    /// When they open under none of the keys.
    pub(crate) fn renew(
        &self,
        place: &Place,
        sealed: &Sealed,
    ) -> Result<Option<Sealed>, SealError> {
        let Err(refused) = self.newest().open(place, sealed) else {
            return Ok(None);
        };
        let plain = self
            .older
            .iter()
            .find_map(|older| older.key.open(place, sealed).ok())
            .ok_or(refused)?;
        Ok(Some(self.newest().seal(place, &plain)))
    }

    fn under_any<T>(
        &self,
        open: impl Fn(&DataKey) -> Result<T, SealError>,
    ) -> Result<T, SealError> {
        open(self.newest()).or_else(|refused| {
            let older = self.older.iter();
            older
                .map(|older| open(&older.key))
                .find_map(Result::ok)
                .ok_or(refused)
        })
    }
}

impl SealKeys {
    pub(super) fn new(keys: Arc<OpenKeys>) -> Self {
        Self(keys)
    }

    /// As [`DataKey::seal`], under the newest key.
    pub(crate) fn seal(&self, place: &Place, plain: &[u8]) -> Sealed {
        self.newest().seal(place, plain)
    }

    /// As [`DataKey::seal_value`], under the newest key.
    pub(crate) fn seal_value(&self, place: &Place, value: &SecretValue) -> Sealed {
        self.newest().seal_value(place, value)
    }
}

impl Deref for SealKeys {
    type Target = Arc<OpenKeys>;

    fn deref(&self) -> &Arc<OpenKeys> {
        &self.0
    }
}

impl fmt::Debug for OpenKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpenKeys({})", 1 + self.older.len())
    }
}
