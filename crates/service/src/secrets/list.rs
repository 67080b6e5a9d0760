//! Listing the secrets of a folder.

use model::access::Action;
use model::secret::SecretKind;
use model::{SecretPath, SecretValue};
use serde_json::json;
use store::{ReadTx, secrets};

use super::resolve::Resolver;
use super::{Place, Secret, View, row};
use crate::projects::{find_environment, find_folder};
use crate::{Caller, Error, Service, audit};

/// The secrets of a folder, in key order. Values of kind `config` are always in the answer; those
/// of kind `secret` only when the view reveals them. Either way the reading is recorded first.
///
/// # Errors
/// [`Error::NotFound`] when the place is not there; [`Error::Denied`] without the right to read.
pub async fn list(
    service: &Service,
    caller: &Caller,
    place: &Place,
    view: View,
) -> Result<Vec<Secret>, Error> {
    let found = read(service, caller, place, view).await?;
    if found.iter().any(|secret| secret.value.is_some()) {
        let tx = service.store().write().await?;
        let detail = json!({
            "environment": place.environment,
            "secretPath": place.path,
            "numberOfSecrets": found.len(),
            "revealed": view.reveal,
        });
        audit::record(
            service,
            &tx,
            caller,
            "get-secrets",
            Some(place.project),
            detail,
        )
        .await?;
        tx.commit().await?;
    }
    Ok(found)
}

async fn read(
    service: &Service,
    caller: &Caller,
    place: &Place,
    view: View,
) -> Result<Vec<Secret>, Error> {
    let tx = service.store().read().await?;
    caller
        .must_at(&tx, place.project, Action::ReadSecrets, &place.at())
        .await?;
    let mut found = Vec::new();
    for (path, rows) in rows(&tx, place, view.recursive).await? {
        let home = Place {
            path,
            ..place.clone()
        };
        let mut resolver = Resolver::new(service, &tx, &home).await?;
        for stored in rows {
            found.push(see(&mut resolver, &home, &stored, view).await?);
        }
    }
    Ok(found)
}

/// A stored secret as the view shows it.
pub(super) async fn see(
    resolver: &mut Resolver<'_>,
    home: &Place,
    stored: &secrets::Secret,
    view: View,
) -> Result<Secret, Error> {
    let mut secret = row::without_value(stored, &home.environment, &home.path)?;
    if view.reveal || stored.kind == SecretKind::Config {
        let value = resolver.open(stored)?;
        (secret.value, secret.unresolved) = shown(resolver, stored, value, view).await?;
    }
    Ok(secret)
}

pub(super) async fn shown(
    resolver: &mut Resolver<'_>,
    stored: &secrets::Secret,
    value: SecretValue,
    view: View,
) -> Result<(Option<SecretValue>, Vec<String>), Error> {
    if !view.expand || stored.literal {
        return Ok((Some(value), Vec::new()));
    }
    let expansion = resolver.expand(&value).await?;
    // A value with a gap in it is returned as typed, with the gap named.
    let shown = if expansion.unresolved.is_empty() {
        expansion.value
    } else {
        value
    };
    Ok((Some(shown), expansion.unresolved))
}

/// The rows of a folder, or of it and all below it, by folder.
async fn rows(
    tx: &ReadTx,
    place: &Place,
    recursive: bool,
) -> Result<Vec<(SecretPath, Vec<secrets::Secret>)>, Error> {
    let folder = find_folder(tx, place).await?;
    if !recursive {
        return Ok(vec![(
            place.path.clone(),
            secrets::list(tx, folder.id).await?,
        )]);
    }
    let environment = find_environment(tx, place.project, &place.environment).await?;
    let mut folders: Vec<(SecretPath, Vec<secrets::Secret>)> = Vec::new();
    for (path, row) in secrets::list_under(tx, environment.id, &place.path).await? {
        match folders.last_mut() {
            Some((last, rows)) if *last == path => rows.push(row),
            _ => folders.push((path, vec![row])),
        }
    }
    Ok(folders)
}
