//! Deleting secrets.

use model::SecretKey;
use model::access::Action;
use serde_json::json;
use store::secrets;

use super::row::{self, without_value};
use super::set::settle;
use super::{Place, Secret};
use crate::projects::find_folder;
use crate::{Caller, Error, Service, audit};

/// Deletes secrets, all or none.
///
/// # Errors
/// [`Error::NotFound`] when one is not there; [`Error::Denied`] without the right to write.
pub async fn delete(
    service: &Service,
    caller: &Caller,
    place: &Place,
    keys: &[SecretKey],
) -> Result<Vec<Secret>, Error> {
    let tx = service.store().write().await?;
    caller
        .must_at(&tx, place.project, Action::DeleteSecrets, &place.at())
        .await?;
    let folder = find_folder(&tx, place).await?;
    let mut deleted = Vec::new();
    for key in keys {
        let stored = row::find(&tx, place, key).await?;
        deleted.push(without_value(&stored, &place.environment, &place.path)?);
        secrets::delete(&tx, stored.id).await?;
    }
    let action = if keys.len() == 1 {
        "delete-secret"
    } else {
        "delete-secrets"
    };
    let detail =
        json!({ "environment": place.environment, "secretPath": place.path, "secretKeys": keys });
    audit::record(service, &tx, caller, action, Some(place.project), detail).await?;
    settle(service, &tx, &[folder.id]).await?;
    tx.commit().await?;
    service.wake();
    Ok(deleted)
}
