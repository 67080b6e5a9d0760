//! The versions of a secret.

use model::access::Action;
use model::{SecretKey, Timestamp};

use super::Place;
use super::get::find;
use super::layers::tags_of;
use super::permits::Permits;
use crate::{Caller, Error, Service};

/// A past or present version of a secret, without its value.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its number.
    pub version: i64,
    /// Who made it.
    pub actor: String,
    /// When.
    pub created_at: Timestamp,
}

/// The versions of a secret, newest first.
///
/// # Errors
/// [`Error::NotFound`] when there is no such secret; [`Error::Denied`] without the right to
/// know of it.
pub async fn versions(
    service: &Service,
    caller: &Caller,
    place: &Place,
    key: &SecretKey,
) -> Result<Vec<Version>, Error> {
    let tx = service.store().read().await?;
    let permits = Permits::of(caller, &tx, place.project).await?;
    let (_, secret) = find(&tx, &permits, place, key, false).await?;
    let tags = tags_of(&tx, secret.id).await?;
    permits.must(Action::DescribeSecrets, place, key, &tags)?;
    let rows = store::secrets::versions(&tx, secret.id, 0, u64::from(u32::MAX)).await?;
    let version = |row: store::secrets::SecretVersion| Version {
        version: row.version,
        actor: row.actor,
        created_at: row.created_at,
    };
    Ok(rows.into_iter().map(version).collect())
}
