//! Which secret a use case is about, and whether the caller may know of it.

use model::SecretKey;
use model::access::Action;
use model::id::SecretId;
use store::{ReadTx, secrets};

use super::Place;
use super::get::{Found, find};
use super::layers::tags_of;
use super::permits::Permits;
use crate::imports::place_of;
use crate::tags::Tag;
use crate::{Caller, Error, What};

/// A secret by its key in a folder, or by its id wherever it lies.
#[derive(Debug, Clone, Copy)]
pub enum Which<'a> {
    /// By its key.
    Key(&'a Place, &'a SecretKey),
    /// By its id.
    Id(SecretId),
}

/// A secret that the caller may know of.
pub(super) struct Known {
    pub(super) permits: Permits,
    /// The folder it lies in.
    pub(super) place: Place,
    pub(super) row: secrets::Secret,
    pub(super) tags: Vec<Tag>,
}

impl Which<'_> {
    /// The secret; not found when it lies in a project that the caller does not see.
    pub(super) async fn known(self, tx: &ReadTx, caller: &Caller) -> Result<Known, Error> {
        match self {
            Self::Key(place, key) => {
                let permits = Permits::of(caller, tx, place.project).await?;
                let found = find(tx, &permits, place, key, false).await?;
                Known::of(tx, permits, found).await
            }
            Self::Id(id) => {
                let missing = || Error::not_found(What::Secret, id);
                let row = secrets::get(tx, id).await?.ok_or_else(missing)?;
                let place = place_of(tx, row.folder_id).await?;
                let permits = Permits::of(caller, tx, place.project).await?;
                if !permits.see_project() {
                    return Err(missing());
                }
                Known::of(tx, permits, (place, row)).await
            }
        }
    }
}

impl Known {
    /// Refuses whoever may not know of the secret.
    pub(super) async fn of(
        tx: &ReadTx,
        permits: Permits,
        (place, row): Found,
    ) -> Result<Self, Error> {
        let tags = tags_of(tx, row.id).await?;
        permits.must(Action::DescribeSecrets, &place, &row.key, &tags)?;
        Ok(Self {
            permits,
            place,
            row,
            tags,
        })
    }
}
