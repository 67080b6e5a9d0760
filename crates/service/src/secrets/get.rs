//! Reading one secret.

use model::SecretKey;
use model::access::Action;
use model::id::SecretId;
use serde_json::json;
use store::{ReadTx, secrets};

use super::layers::layers;
use super::permits::Permits;
use super::resolve::Resolver;
use super::row::without_value;
use super::see::{may_read, see, shown};
use super::which::Known;
use super::{Place, Secret, View, Which};
use crate::imports::Graph;
use crate::projects::find_folder;
use crate::{Caller, Error, Service, What, audit};

/// One secret, at its newest or a given version. With [`View::imports`] one that the folder imports
/// is found where it has none of its own. Its value is hidden from who may not read it; a reveal is
/// recorded before the value is given out.
///
/// # Errors
/// [`Error::NotFound`] when there is no such secret or version; [`Error::Denied`] when the caller may
/// not know of it, or it refers to a value that the caller may not read.
pub async fn get(
    service: &Service,
    caller: &Caller,
    place: &Place,
    key: &SecretKey,
    version: Option<i64>,
    view: View,
) -> Result<Secret, Error> {
    let tx = service.store().read().await?;
    let permits = Permits::of(caller, &tx, place.project).await?;
    let found = find(&tx, &permits, place, key, view.imports).await?;
    let known = Known::of(&tx, permits, found).await?;
    let secret = show(service, &tx, known, version, view).await?;
    drop(tx);
    recorded(service, caller, secret).await
}

/// One secret by its id, wherever it lies; otherwise as [`get`].
///
/// # Errors
/// [`Error::NotFound`] also when it lies in a project that the caller does not see.
pub async fn get_by_id(
    service: &Service,
    caller: &Caller,
    id: SecretId,
    version: Option<i64>,
    view: View,
) -> Result<Secret, Error> {
    let tx = service.store().read().await?;
    let known = Which::Id(id).known(&tx, caller).await?;
    let secret = show(service, &tx, known, version, view).await?;
    drop(tx);
    recorded(service, caller, secret).await
}

/// A secret with the folder it lies in.
pub(super) type Found = (Place, secrets::Secret);

pub(super) async fn find(
    tx: &ReadTx,
    permits: &Permits,
    place: &Place,
    key: &SecretKey,
    imports: bool,
) -> Result<Found, Error> {
    permits.somewhere(Action::DescribeSecrets, place)?;
    let folder = find_folder(tx, place).await?;
    if let Some(row) = secrets::by_key(tx, folder.id, key).await? {
        return Ok((place.clone(), row));
    }
    if imports {
        let graph = Graph::of(tx, place.project).await?;
        for layer in layers(tx, &graph, folder.id).await? {
            if let Some(row) = layer.rows.into_iter().find(|row| row.key == *key) {
                return Ok((layer.place, row));
            }
        }
    }
    permits.must(Action::DescribeSecrets, place, key, &[])?;
    Err(Error::not_found(What::Secret, key))
}

async fn show(
    service: &Service,
    tx: &ReadTx,
    known: Known,
    version: Option<i64>,
    view: View,
) -> Result<Secret, Error> {
    let Known {
        permits,
        place: home,
        row: stored,
        tags,
    } = known;
    let mut secret = without_value(&stored, &home, &tags)?;
    let resolver = Resolver::new(service, tx, &home).await?;
    let mut resolver = resolver.seen_by(permits.clone());
    let Some(wanted) = version.filter(|wanted| *wanted != stored.version) else {
        return see(&mut resolver, &permits, secret, &stored, view).await;
    };
    let past = secrets::version(tx, stored.id, wanted)
        .await?
        .ok_or_else(|| Error::not_found(What::Version, format!("{} v{wanted}", stored.key)))?;
    secret.version = past.version;
    // It may have been a secret then, even if it is plain configuration now.
    if view.reveal && may_read(&permits, &secret) {
        let literal = past.literal;
        let value = resolver.open_version(past)?;
        (secret.value, secret.unresolved) = shown(&mut resolver, literal, value, view).await?;
    }
    Ok(secret)
}

async fn recorded(service: &Service, caller: &Caller, secret: Secret) -> Result<Secret, Error> {
    if secret.value.is_some() {
        let tx = service.store().write().await?;
        let detail = json!({
            "environment": secret.environment,
            "secretPath": secret.path,
            "secretId": secret.id,
            "secretKey": secret.key,
            "secretVersion": secret.version,
        });
        audit::record(
            service,
            &tx,
            caller,
            "get-secret",
            Some(secret.project),
            detail,
        )
        .await?;
        tx.commit().await?;
    }
    Ok(secret)
}
