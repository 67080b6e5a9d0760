//! A new import.

use model::access::Action;
use model::id::{FolderId, SecretImportId};
use serde_json::json;
use store::imports;
use store::{Constraint, ReadTx};

use super::Graph;
use super::view::{Import, place_of};
use crate::projects::find_folder;
use crate::secrets::{self, Place};
use crate::{Caller, Error, Service, What, audit};

/// Makes a folder import another one of the project, after those it imports already.
///
/// # Errors
/// [`Error::NotFound`] when either folder is not there; [`Error::Taken`] when it is imported
/// already; [`Error::Invalid`] when the folder would import itself, at whatever depth;
/// [`Error::Denied`] without the right to create imports here, or to read all that would come along.
pub async fn create(
    service: &Service,
    caller: &Caller,
    place: &Place,
    target: &Place,
) -> Result<Import, Error> {
    let tx = service.store().write().await?;
    caller
        .must_at(&tx, place.project, Action::CreateImports, &place.at())
        .await?;
    let folder = find_folder(&tx, place).await?;
    let target_folder = may_import(caller, &tx, folder.id, target).await?;
    let last = imports::list(&tx, folder.id)
        .await?
        .last()
        .map_or(0, |import| import.position);
    let row = imports::Import {
        id: SecretImportId::generate(service.clock(), service.entropy()),
        folder_id: folder.id,
        target_folder_id: target_folder,
        position: last + 1,
        created_at: service.now(),
        updated_at: service.now(),
    };
    imports::insert(&tx, &row).await.map_err(taken(target))?;
    let detail = json!({
        "secretImportId": row.id,
        "importFromEnvironment": target.environment,
        "importFromSecretPath": target.path,
        "importToEnvironment": place.environment,
        "importToSecretPath": place.path,
    });
    audit::record(
        service,
        &tx,
        caller,
        "create-secret-import",
        Some(place.project),
        detail,
    )
    .await?;
    secrets::settle(service, &tx, &[folder.id]).await?;
    let import = Import::of(&tx, row).await?;
    tx.commit().await?;
    service.wake();
    Ok(import)
}

pub(super) fn taken(target: &Place) -> impl Fn(store::StoreError) -> Error {
    let name = format!("{}:{}", target.environment, target.path);
    Error::taken(What::Import, name, Constraint::Import)
}

/// The target's folder, when the caller may have `folder` import it. Whoever reads the folder reads
/// what it imports, so the caller has to be allowed to read all that comes along: what the target
/// imports and refers to, too.
pub(super) async fn may_import(
    caller: &Caller,
    tx: &ReadTx,
    folder: FolderId,
    target: &Place,
) -> Result<FolderId, Error> {
    let grants = caller.grants(tx, target.project).await?;
    if !grants.allows(Action::ReadSecrets, &target.at()) {
        return Err(Error::Denied(Action::ReadSecrets));
    }
    let target_folder = find_folder(tx, target).await?.id;
    let graph = Graph::of(tx, target.project).await?;
    if graph.precedence(target_folder).contains(&folder) {
        return Err(Error::invalid(
            "import.path",
            "the folder would import itself: choose one that does not import it",
        ));
    }
    for source in secrets::sources(tx, target_folder).await? {
        let place = place_of(tx, source).await?;
        if !grants.allows(Action::ReadSecrets, &place.at()) {
            return Err(Error::Denied(Action::ReadSecrets));
        }
    }
    Ok(target_folder)
}
