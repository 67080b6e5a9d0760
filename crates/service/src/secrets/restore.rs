//! Taking up a past version of a secret again.

use model::access::Action;
use serde_json::json;
use store::secrets;

use super::set::settle;
use super::writer::Writer;
use super::{Secret, Which};
use crate::{Caller, Error, Service, What, audit};

/// Gives a secret the value of one of its versions, as a new version: nothing is taken back. The
/// value's content type and whether `${…}` in it is text come along; the key, the type and all else
/// stay. With `expected` the secret has to be in that version still. The value is not given out.
///
/// # Errors
/// [`Error::NotFound`] when there is no such secret or version; [`Error::Refused`] for the version
/// that it is in; [`Error::Stale`] when it is not in the expected version; [`Error::Denied`] without
/// the right to know of and write it; [`Error::DeniedThere`] for a value that refers to what the
/// caller may not read.
pub async fn restore(
    service: &Service,
    caller: &Caller,
    which: Which<'_>,
    version: i64,
    expected: Option<i64>,
) -> Result<Secret, Error> {
    let tx = service.store().write().await?;
    let known = which.known(&tx, caller).await?;
    let (place, row) = (known.place, known.row);
    known
        .permits
        .must(Action::EditSecrets, &place, &row.key, &known.tags)?;
    if expected.is_some_and(|expected| expected != row.version) {
        return Err(Error::Stale);
    }
    if version == row.version {
        return Err(Error::Refused(
            "this is the current version: choose an earlier one to restore",
        ));
    }
    let past = secrets::version(&tx, row.id, version)
        .await?
        .ok_or_else(|| Error::not_found(What::Version, format!("{} v{version}", row.key)))?;
    let folder = row.folder_id;
    let writer = Writer::new(service, caller, known.permits, &tx, &place, folder).await?;
    let restored = writer.restore(row, past).await?;
    let detail = json!({
        "environment": place.environment,
        "secretPath": place.path,
        "secrets": [{
            "secretKey": restored.key,
            "secretVersion": restored.version,
            "restoredVersion": version,
        }],
    });
    let project = Some(place.project);
    audit::record(service, &tx, caller, "update-secret", project, detail).await?;
    settle(service, &tx, &[folder]).await?;
    tx.commit().await?;
    service.wake();
    Ok(restored)
}
