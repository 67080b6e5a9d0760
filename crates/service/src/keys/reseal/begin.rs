//! Beginning to seal everything anew.

use std::collections::BTreeSet;

use serde_json::json;
use store::{keys, sealed};

use super::EVENT;
use super::record::Record;
use super::status::Reseal;
use crate::keyring::Owner;
use crate::{Caller, Error, Service, audit};

/// Gives the organization and every project a newer data key and has everything sealed anew under it.
/// While that goes on, beginning again changes nothing and tells how it stands.
///
/// # Errors
/// [`Error::AdminsOnly`] for others than admins of the organization; when a data key does not open.
pub async fn begin(service: &Service, caller: &Caller) -> Result<Reseal, Error> {
    caller.must_be_admin()?;
    let tx = service.store().write().await?;
    // First of all, so that of those who begin at the same time one does.
    service.keyring().root_for(&tx).await?;
    if let Some(record) = Record::find(&tx).await?
        && record.is_running()
    {
        return Ok(Reseal::of(&record));
    }
    let keys = keys::all(&tx).await?;
    let owners: BTreeSet<_> = keys.into_iter().map(|key| key.project_id).collect();
    for owner in &owners {
        let (clock, entropy) = (service.clock(), service.entropy());
        let keyring = service.keyring();
        keyring
            .supersede(&tx, Owner::from(*owner), clock, entropy)
            .await?;
    }
    let rows = sealed::count(&tx).await?;
    let record = Record::new(service.now(), owners.len() as u64, rows);
    record.keep(&tx).await?;
    let detail = json!({ "stage": "begun", "owners": owners.len(), "rows": rows });
    audit::record(service, &tx, caller, EVENT, None, detail).await?;
    tx.commit().await?;
    service.wake_resealer();
    tracing::info!(
        owners = owners.len(),
        rows,
        "everything is being sealed anew"
    );
    Ok(Reseal::of(&record))
}
