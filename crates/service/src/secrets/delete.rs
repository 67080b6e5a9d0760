//! Deleting secrets.

use model::SecretKey;
use model::access::Action;
use serde_json::json;
use store::secrets;

use super::layers::tags_of;
use super::permits::Permits;
use super::row::without_value;
use super::set::settle;
use super::{Place, Secret};
use crate::projects::find_folder;
use crate::{Caller, Error, Service, What, audit};

/// Deletes secrets, all or none.
///
/// # Errors
/// [`Error::NotFound`] when one is not there; [`Error::Denied`] without the right to delete one.
pub async fn delete(
    service: &Service,
    caller: &Caller,
    place: &Place,
    keys: &[SecretKey],
) -> Result<Vec<Secret>, Error> {
    let tx = service.store().write().await?;
    let permits = Permits::of(caller, &tx, place.project).await?;
    permits.somewhere(Action::DeleteSecrets, place)?;
    let folder = find_folder(&tx, place).await?;
    let mut deleted = Vec::new();
    for key in keys {
        let Some(stored) = secrets::by_key(&tx, folder.id, key).await? else {
            permits.must(Action::DeleteSecrets, place, key, &[])?;
            return Err(Error::not_found(What::Secret, key));
        };
        let tags = tags_of(&tx, stored.id).await?;
        permits.must(Action::DeleteSecrets, place, key, &tags)?;
        deleted.push(without_value(&stored, place, &tags)?);
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
