//! Imports: folders that have the secrets of others.

use model::id::{FolderId, SecretImportId};
use store::imports::{self, Import};
use store::{Constraint, StoreError, folders, secrets};

use crate::harness::{Database, World, at};

on_both!(
    imports_come_in_their_order,
    a_folder_imports_another_once,
    a_change_finds_the_folders_that_import_it,
    an_import_ends_with_either_folder,
);

async fn import(db: &Database, folder: FolderId, target: FolderId, position: i64) -> Import {
    let import = Import {
        id: SecretImportId::from_uuid(db.id()),
        folder_id: folder,
        target_folder_id: target,
        position,
        created_at: at(0),
        updated_at: at(0),
    };
    let tx = db.write().await;
    imports::insert(&tx, &import).await.unwrap();
    tx.commit().await.unwrap();
    import
}

async fn imports_come_in_their_order(db: Database) {
    let world = World::new(&db).await;
    let app = db.folder(world.environment, "/app").await;
    let shared = db.folder(world.environment, "/shared").await;
    let late = import(&db, world.folder, app, 2).await;
    let early = import(&db, world.folder, shared, 1).await;
    let other = import(&db, app, shared, 1).await;
    let tx = db.write().await;
    let found = imports::list(&tx, world.folder).await.unwrap();
    assert_eq!(found, [early.clone(), late.clone()]);
    let all = imports::of_project(&tx, world.project).await.unwrap();
    assert_eq!(all.len(), 3);
    assert!(all.contains(&other) && all.last() == Some(&late));

    assert!(
        imports::update(&tx, early.id, shared, 3, at(1))
            .await
            .unwrap()
    );
    let moved = imports::get(&tx, early.id).await.unwrap().unwrap();
    assert_eq!((moved.position, moved.updated_at), (3, at(1)));
    assert!(imports::delete(&tx, late.id).await.unwrap());
    assert!(!imports::delete(&tx, late.id).await.unwrap());
    assert_eq!(imports::list(&tx, world.folder).await.unwrap(), [moved]);
}

async fn a_folder_imports_another_once(db: Database) {
    let world = World::new(&db).await;
    let app = db.folder(world.environment, "/app").await;
    let first = import(&db, world.folder, app, 1).await;
    let tx = db.write().await;
    let again = Import {
        id: SecretImportId::from_uuid(db.id()),
        position: 2,
        ..first
    };
    let refused = imports::insert(&tx, &again).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Constraint::Import))
    ));
}

async fn a_change_finds_the_folders_that_import_it(db: Database) {
    let world = World::new(&db).await;
    let app = db.folder(world.environment, "/app").await;
    let shared = db.folder(world.environment, "/shared").await;
    import(&db, app, shared, 1).await;
    let url = db.secret(world.folder, "URL").await;
    let tx = db.write().await;
    secrets::set_refs(&tx, url, &[shared]).await.unwrap();
    let mut both = [app, world.folder];
    both.sort();
    assert_eq!(secrets::dependents(&tx, &[shared]).await.unwrap(), both);
    assert_eq!(secrets::sources(&tx, &both).await.unwrap(), [shared]);
    assert!(secrets::sources(&tx, &[shared]).await.unwrap().is_empty());
}

async fn an_import_ends_with_either_folder(db: Database) {
    let world = World::new(&db).await;
    let app = db.folder(world.environment, "/app").await;
    let shared = db.folder(world.environment, "/shared").await;
    let import = import(&db, app, shared, 1).await;
    let tx = db.write().await;
    assert!(folders::delete(&tx, shared).await.unwrap());
    assert!(imports::get(&tx, import.id).await.unwrap().is_none());
    assert!(folders::get(&tx, app).await.unwrap().is_some());
}
