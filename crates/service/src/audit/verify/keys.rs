//! The data keys, each opened with the root key.

use std::collections::HashMap;

use model::id::ProjectId;
use seal::{DataKey, RootKey, WrappedKey};
use store::{ReadTx, keys, settings};

use super::{Fault, Finding, Report, VerifyError};
use crate::keyring::check_of;
use crate::setup::KEY_CHECK;

/// Data keys by their owner, oldest first.
pub(super) struct Keys(HashMap<Option<ProjectId>, Vec<DataKey>>);

impl Keys {
    /// Opens all there are, after proving that the root key is the right one.
    pub(super) async fn open(
        tx: &ReadTx,
        root_key: &RootKey,
        report: &mut Report,
    ) -> Result<Self, VerifyError> {
        let known = settings::get(tx, KEY_CHECK).await?;
        let known = known.ok_or(VerifyError::Empty)?;
        if known != check_of(root_key) {
            return Err(VerifyError::WrongKey);
        }
        let mut opened: HashMap<_, Vec<_>> = HashMap::new();
        for row in keys::all(tx).await? {
            match root_key.unwrap(row.id, &WrappedKey::from_bytes(row.wrapped)) {
                Ok(key) => opened.entry(row.project_id).or_default().push(key),
                Err(_) => report
                    .findings
                    .push(Finding::of_no_chain(Fault::KeyRefused(row.id))),
            }
        }
        Ok(Self(opened))
    }

    /// The key whose digests bind the audit log.
    pub(super) fn of_organization(&self) -> Option<&DataKey> {
        self.of(None).next()
    }

    /// An owner's keys, newest first.
    pub(super) fn of(&self, project: Option<ProjectId>) -> impl Iterator<Item = &DataKey> {
        self.0.get(&project).into_iter().flatten().rev()
    }
}
