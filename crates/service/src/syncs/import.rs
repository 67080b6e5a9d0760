//! Bringing home, on request, what is at a sync's destination.

use model::access::Action;
use model::id::SyncId;
use plan::Priority;
use serde_json::json;
use store::syncs::SecretSync;
use store::{ReadTx, connections as rows, folders, stores};

use super::ferry::first_import::Home;
use super::ferry::{look, source};
use super::{Finished, Sync, SyncPlace, find, options, view};
use crate::connections::destination::{Fault, Target};
use crate::connections::{Reach, destination};
use crate::secrets::{Expect, set};
use crate::{Caller, Error, Service, What, audit};

/// Makes secrets of what is at the destination, under the sync's own keys. Where both sides have
/// one, the side with priority keeps its value. What comes from there is taken literally.
///
/// # Errors
/// [`Error::NotFound`], also when the source folder is gone; [`Error::Diagnosed`] when the
/// destination cannot be read; [`Error::Denied`] without the permissions to import and to create and
/// change secrets in the source.
pub async fn import_secrets(
    service: &Service,
    caller: &Caller,
    id: SyncId,
    priority: Priority,
) -> Result<Finished, Error> {
    let asked = {
        let tx = service.store().read().await?;
        Asked::read(&tx, caller, id).await?
    };
    let diagnosed = |fault: Fault| Error::diagnosed(fault.diagnosis);
    let there = destination(service, asked.connection.app, &asked.target, &asked.reach)
        .await
        .map_err(diagnosed)?;
    let seen = look::whole(&*there).await.map_err(diagnosed)?;
    let (options, _) = options::read(&asked.row)?;
    let home = Home::read(service, &asked.folder).await?;
    let changes = home.changes(
        &asked.folder,
        &options.key_schema,
        &asked.reach,
        &seen.observed,
        priority,
    );
    let detail = json!({ "syncId": id, "name": asked.row.name, "count": changes.len() });
    if !changes.is_empty() {
        let place = source::place(&asked.folder);
        set(service, caller, &place, changes, Expect::Any).await?;
    }
    let tx = service.store().write().await?;
    let project = Some(asked.row.project_id);
    let event = "secret-sync-import-secrets";
    audit::record(service, &tx, caller, event, project, detail).await?;
    let row = find::sync(&tx, caller, id, Action::ImportFromSyncs).await?;
    let sync = Sync::of(&tx, row).await?;
    tx.commit().await?;
    let at = service.now();
    Ok(Finished { sync, at })
}

/// What an import is about.
struct Asked {
    row: SecretSync,
    folder: folders::Folder,
    connection: rows::Connection,
    target: Target,
    reach: Reach,
}

impl Asked {
    async fn read(tx: &ReadTx, caller: &Caller, id: SyncId) -> Result<Self, Error> {
        let row = find::sync(tx, caller, id, Action::ImportFromSyncs).await?;
        SyncPlace::of(tx, &row)
            .await?
            .must_import(tx, caller, row.project_id)
            .await?;
        let missing = || Error::not_found(What::Folder, &row.source.path);
        let folder = row.source.folder_id.ok_or_else(missing)?;
        let folder = folders::get(tx, folder).await?.ok_or_else(missing)?;
        let connection = rows::get(tx, row.connection_id)
            .await?
            .ok_or_else(|| Error::not_found(What::Connection, row.connection_id))?;
        let store = stores::get(tx, row.destination.store_id)
            .await?
            .ok_or_else(|| Error::Internal(format!("the store of sync {id} is gone")))?;
        let there = &row.destination;
        Ok(Self {
            reach: Reach::of(&connection, row.project_id, &there.endpoint, &there.label)?,
            target: Target {
                connection: connection.id,
                endpoint: there.endpoint.clone(),
                label: view::label(there.label.clone()),
                tier: store.tier,
            },
            row,
            folder,
            connection,
        })
    }
}
