//! Folders.

use model::id::FolderId;
use model::secret::FolderName;
use store::folders::{self, FolderChanges, NewFolder};
use store::{Constraint, StoreError, secrets, syncs};

use crate::harness::{Database, World, at, path};

on_both!(
    the_folders_around_a_path_are_made_once,
    a_path_is_taken_once_in_an_environment,
    folders_are_listed_one_level_or_all,
    a_renamed_folder_takes_its_contents_along,
    a_deleted_folder_takes_its_contents_along,
    a_sync_outlives_its_source_folder,
    a_sync_follows_its_renamed_source_folder,
    a_description_stays_until_it_is_changed,
    folders_that_hold_secrets_are_told_from_empty_ones,
    secrets_that_refer_into_folders_are_found_once,
);

fn named(name: &str) -> FolderChanges {
    FolderChanges {
        name: Some(FolderName::parse(name).unwrap()),
        description: None,
    }
}

fn paths(folders: &[folders::Folder]) -> Vec<&str> {
    folders.iter().map(|folder| folder.path.as_str()).collect()
}

async fn the_folders_around_a_path_are_made_once(db: Database) {
    let world = World::new(&db).await;
    let deep = db.folder(world.environment, "/a/b").await;
    assert_eq!(db.folder(world.environment, "/a/b").await, deep);
    let tx = db.read().await;
    let found = folders::get(&tx, deep).await.unwrap().unwrap();
    let parent = folders::get(&tx, found.parent_id.unwrap())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (parent.path, parent.parent_id),
        (path("/a"), Some(world.folder))
    );
    assert_eq!(found.project_id, world.project);
    assert_eq!(found.environment.as_str(), "prod");
    let by_path = folders::by_path(&tx, world.environment, &path("/a/b"))
        .await
        .unwrap();
    assert_eq!(by_path, Some(found));
}

async fn a_path_is_taken_once_in_an_environment(db: Database) {
    let world = World::new(&db).await;
    db.folder(world.environment, "/app").await;
    let again = NewFolder {
        id: FolderId::from_uuid(db.id()),
        environment_id: world.environment,
        parent_id: Some(world.folder),
        path: path("/app"),
        description: None,
        created_at: at(0),
    };
    let tx = db.write().await;
    let refused = folders::insert(&tx, &again).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Constraint::FolderPath))
    ));
}

async fn folders_are_listed_one_level_or_all(db: Database) {
    let world = World::new(&db).await;
    for place in ["/b", "/a/x/y", "/A"] {
        db.folder(world.environment, place).await;
    }
    let tx = db.read().await;
    let root = path("/");
    let level = folders::list(&tx, world.environment, &root, false)
        .await
        .unwrap();
    assert_eq!(paths(&level), ["/A", "/a", "/b"]);
    let all = folders::list(&tx, world.environment, &root, true)
        .await
        .unwrap();
    assert_eq!(paths(&all), ["/A", "/a", "/a/x", "/a/x/y", "/b"]);
    let inside = folders::list(&tx, world.environment, &path("/a"), true)
        .await
        .unwrap();
    assert_eq!(paths(&inside), ["/a/x", "/a/x/y"]);
}

async fn a_renamed_folder_takes_its_contents_along(db: Database) {
    let world = World::new(&db).await;
    for place in ["/app/db", "/app2"] {
        db.folder(world.environment, place).await;
    }
    let app = db.folder(world.environment, "/app").await;
    let tx = db.write().await;
    let shop = named("shop");
    assert!(folders::update(&tx, app, &shop, at(1)).await.unwrap());
    let root = world.folder;
    assert!(!folders::update(&tx, root, &shop, at(1)).await.unwrap());
    let all = folders::list(&tx, world.environment, &path("/"), true)
        .await
        .unwrap();
    assert_eq!(paths(&all), ["/app2", "/shop", "/shop/db"]);

    let refused = folders::update(&tx, app, &named("app2"), at(2)).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Constraint::FolderPath))
    ));
}

async fn a_deleted_folder_takes_its_contents_along(db: Database) {
    let world = World::new(&db).await;
    let inner = db.folder(world.environment, "/app/db").await;
    let outer = db.folder(world.environment, "/app").await;
    let secret = db.secret(inner, "URL").await;
    let user = db.secret(world.folder, "USES_URL").await;
    let tx = db.write().await;
    secrets::set_refs(&tx, user, &[inner]).await.unwrap();
    assert!(folders::delete(&tx, outer).await.unwrap());
    assert!(folders::get(&tx, inner).await.unwrap().is_none());
    assert!(secrets::get(&tx, secret).await.unwrap().is_none());
    assert!(secrets::get(&tx, user).await.unwrap().is_some());
    assert!(!folders::delete(&tx, outer).await.unwrap());
}

async fn a_sync_outlives_its_source_folder(db: Database) {
    let world = World::new(&db).await;
    let tx = db.write().await;
    folders::delete(&tx, world.folder).await.unwrap();
    let sync = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!(sync.source.folder_id, None);
    assert_eq!(sync.source.path, path("/"));
}

async fn a_sync_follows_its_renamed_source_folder(db: Database) {
    let world = World::new(&db).await;
    let outer = db.folder(world.environment, "/app").await;
    let inner = db.folder(world.environment, "/app/db").await;
    let inside = World {
        folder: inner,
        ..world
    };
    let sync = db.sync(&inside, "second", inside.store).await;
    let tx = db.write().await;
    folders::update(&tx, outer, &named("shop"), at(1))
        .await
        .unwrap();
    let sync = syncs::get(&tx, sync).await.unwrap().unwrap();
    assert_eq!(sync.source.path, path("/shop/db"));
    assert_eq!(sync.source.folder_id, Some(inner));
}

async fn a_description_stays_until_it_is_changed(db: Database) {
    let world = World::new(&db).await;
    let app = db.folder(world.environment, "/app").await;
    let tx = db.write().await;
    let seen = async || {
        let folder = folders::get(&tx, app).await.unwrap().unwrap();
        (folder.description, folder.version)
    };
    assert_eq!(seen().await, (None, 1));
    let describe = |text: Option<&str>| FolderChanges {
        name: None,
        description: Some(text.map(str::to_owned)),
    };
    let described = describe(Some("The app"));
    folders::update(&tx, app, &described, at(1)).await.unwrap();
    folders::update(&tx, app, &named("shop"), at(2))
        .await
        .unwrap();
    assert_eq!(seen().await, (Some("The app".to_owned()), 3));
    folders::update(&tx, app, &describe(None), at(3))
        .await
        .unwrap();
    assert_eq!(seen().await, (None, 4));
}

async fn folders_that_hold_secrets_are_told_from_empty_ones(db: Database) {
    let world = World::new(&db).await;
    let full = db.folder(world.environment, "/full").await;
    let empty = db.folder(world.environment, "/empty").await;
    db.secret(full, "A").await;
    db.secret(full, "B").await;
    let tx = db.read().await;
    let holding = folders::holding_secrets(&tx, &[empty, full]).await.unwrap();
    assert_eq!(holding, [full]);
    let all = folders::list_all(&tx, world.environment).await.unwrap();
    assert_eq!(paths(&all), ["/", "/empty", "/full"]);
}

async fn secrets_that_refer_into_folders_are_found_once(db: Database) {
    let world = World::new(&db).await;
    let app = db.folder(world.environment, "/app").await;
    let user = db.secret(world.folder, "USES").await;
    db.secret(app, "OTHER").await;
    let tx = db.write().await;
    secrets::set_refs(&tx, user, &[app, world.folder])
        .await
        .unwrap();
    let found = secrets::referring(&tx, &[app, world.folder]).await.unwrap();
    let ids: Vec<_> = found.iter().map(|secret| secret.id).collect();
    assert_eq!(ids, [user]);
}
