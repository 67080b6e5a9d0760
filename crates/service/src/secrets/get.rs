//! Reading one secret.

use model::SecretKey;
use model::access::Action;
use serde_json::json;

use super::list::{see, shown};
use super::resolve::Resolver;
use super::row::{self, Sealer};
use super::{Place, Secret, View};
use crate::{Caller, Error, Service, What, audit};

/// One secret, at its newest or a given version. A reveal is recorded before the value is given
/// out.
///
/// # Errors
/// [`Error::NotFound`] when there is no such secret or version; [`Error::Denied`] without the right
/// to read.
pub async fn get(
    service: &Service,
    caller: &Caller,
    place: &Place,
    key: &SecretKey,
    version: Option<i64>,
    view: View,
) -> Result<Secret, Error> {
    let secret = read(service, caller, place, key, version, view).await?;
    if secret.value.is_some() {
        let tx = service.store().write().await?;
        let detail = json!({
            "environment": place.environment,
            "secretPath": place.path,
            "secretId": secret.id,
            "secretKey": secret.key,
            "secretVersion": secret.version,
        });
        audit::record(
            service,
            &tx,
            caller,
            "get-secret",
            Some(place.project),
            detail,
        )
        .await?;
        tx.commit().await?;
    }
    Ok(secret)
}

async fn read(
    service: &Service,
    caller: &Caller,
    place: &Place,
    key: &SecretKey,
    version: Option<i64>,
    view: View,
) -> Result<Secret, Error> {
    let tx = service.store().read().await?;
    caller
        .must_at(&tx, place.project, Action::ReadSecrets, &place.at())
        .await?;
    let stored = row::find(&tx, place, key).await?;
    let mut resolver = Resolver::new(service, &tx, place).await?;
    let Some(wanted) = version.filter(|wanted| *wanted != stored.version) else {
        return see(&mut resolver, place, &stored, view).await;
    };
    let past = store::secrets::version(&tx, stored.id, wanted)
        .await?
        .ok_or_else(|| Error::not_found(What::Version, format!("{key} v{wanted}")))?;
    let mut secret = row::without_value(&stored, &place.environment, &place.path)?;
    secret.version = past.version;
    // It may have been a secret then, even if it is plain configuration now.
    if view.reveal {
        let sealer = Sealer::of(service, &tx, place).await?;
        let value = sealer.open(stored.id, past.version, past.value)?;
        (secret.value, secret.unresolved) = shown(&mut resolver, &stored, value, view).await?;
    }
    Ok(secret)
}
