//! Secrets: versions, keys, places and references.

use model::secret::SecretKind;
use store::secrets::{self, SecretChanges};
use store::{Constraint, StoreError};

use crate::harness::{Database, World, at, key, path};

on_both!(
    a_sealed_value_comes_back_byte_for_byte,
    every_change_appends_a_version,
    a_version_keeps_what_the_value_was_then,
    versions_come_a_page_at_a_time,
    a_change_of_an_older_version_is_refused,
    a_key_is_taken_once_in_a_folder,
    keys_differ_by_case_and_sort_by_bytes,
    secrets_are_found_under_a_path_and_not_beside_it,
    a_change_finds_the_folders_that_refer_to_it,
    a_deleted_secret_takes_its_versions_along,
);

fn sealed(value: &[u8]) -> SecretChanges {
    SecretChanges {
        value: value.to_vec(),
        key: None,
        kind: None,
        literal: None,
        comment: None,
        content_type: None,
        metadata: None,
        reminder_note: None,
        reminder_days: None,
        skip_multiline: None,
        restored_from: None,
        actor: "grace".to_owned(),
        at: at(1),
    }
}

async fn a_sealed_value_comes_back_byte_for_byte(db: Database) {
    let world = World::new(&db).await;
    let mut secret = db.new_secret(world.folder, "Logging:LogLevel:Default");
    secret.value = (0..=255).collect();
    secret.content_type = Some("text/plain".to_owned());
    let tx = db.write().await;
    secrets::insert(&tx, &secret).await.unwrap();
    let found = secrets::by_key(&tx, world.folder, &secret.key)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.value, secret.value);
    assert_eq!((found.id, found.version), (secret.id, 1));
    assert_eq!(found.content_type, secret.content_type);
    assert_eq!((found.created_at, found.updated_at), (at(0), at(0)));
}

async fn every_change_appends_a_version(db: Database) {
    let world = World::new(&db).await;
    let id = db.secret(world.folder, "OLD").await;
    let tx = db.write().await;
    let changes = SecretChanges {
        key: Some(key("NEW")),
        kind: Some(SecretKind::Config),
        comment: Some("renamed".to_owned()),
        content_type: Some(Some("application/json".to_owned())),
        ..sealed(b"sealed 2")
    };
    assert_eq!(secrets::update(&tx, id, 1, &changes).await.unwrap(), 2);
    let cleared = SecretChanges {
        content_type: Some(None),
        ..sealed(b"sealed 3")
    };
    assert_eq!(secrets::update(&tx, id, 2, &cleared).await.unwrap(), 3);

    let secret = secrets::get(&tx, id).await.unwrap().unwrap();
    assert_eq!(
        (secret.key.as_str(), secret.kind),
        ("NEW", SecretKind::Config)
    );
    assert_eq!(
        (secret.comment.as_str(), secret.content_type),
        ("renamed", None)
    );
    assert_eq!((secret.version, secret.updated_at), (3, at(1)));
    let versions = secrets::versions(&tx, id, 0, 9).await.unwrap();
    let numbers: Vec<_> = versions.iter().map(|version| version.version).collect();
    assert_eq!(numbers, [3, 2, 1]);
    let second = secrets::version(&tx, id, 2).await.unwrap().unwrap();
    assert_eq!(
        (second.value.as_slice(), second.actor.as_str()),
        (b"sealed 2".as_slice(), "grace")
    );
    assert!(secrets::version(&tx, id, 4).await.unwrap().is_none());
}

async fn a_version_keeps_what_the_value_was_then(db: Database) {
    let world = World::new(&db).await;
    let mut secret = db.new_secret(world.folder, "OLD");
    secret.literal = true;
    secret.content_type = Some("text/plain".to_owned());
    let tx = db.write().await;
    secrets::insert(&tx, &secret).await.unwrap();
    let changes = SecretChanges {
        key: Some(key("NEW")),
        literal: Some(false),
        content_type: Some(None),
        ..sealed(b"sealed 2")
    };
    secrets::update(&tx, secret.id, 1, &changes).await.unwrap();
    let restored = SecretChanges {
        restored_from: Some(1),
        ..sealed(b"sealed 3")
    };
    secrets::update(&tx, secret.id, 2, &restored).await.unwrap();

    let versions = secrets::versions(&tx, secret.id, 0, 9).await.unwrap();
    let marks: Vec<_> = versions
        .iter()
        .map(|version| {
            let content_type = version.content_type.as_deref();
            (version.key.as_str(), version.literal, content_type)
        })
        .collect();
    let now = ("NEW", false, None);
    assert_eq!(marks, [now, now, ("OLD", true, Some("text/plain"))]);
    let restored: Vec<_> = versions
        .iter()
        .map(|version| version.restored_from)
        .collect();
    assert_eq!(restored, [Some(1), None, None]);
    assert_eq!(versions[0].value, b"sealed 3");
    assert_eq!(
        (versions[0].created_at, versions[2].created_at),
        (at(1), at(0))
    );
}

async fn versions_come_a_page_at_a_time(db: Database) {
    let world = World::new(&db).await;
    let id = db.secret(world.folder, "KEY").await;
    let tx = db.write().await;
    for version in 1..5 {
        secrets::update(&tx, id, version, &sealed(b"sealed"))
            .await
            .unwrap();
    }
    let mut pages = Vec::new();
    for offset in [0, 2, 4, 6] {
        let page = secrets::versions(&tx, id, offset, 2).await.unwrap();
        let numbers = page.into_iter().map(|version| version.version);
        pages.push(numbers.collect::<Vec<_>>());
    }
    assert_eq!(pages, [vec![5, 4], vec![3, 2], vec![1], vec![]]);
}

async fn a_change_of_an_older_version_is_refused(db: Database) {
    let world = World::new(&db).await;
    let id = db.secret(world.folder, "KEY").await;
    let tx = db.write().await;
    secrets::update(&tx, id, 1, &sealed(b"sealed 2"))
        .await
        .unwrap();
    let refused = secrets::update(&tx, id, 1, &sealed(b"lost")).await;
    assert!(matches!(refused, Err(StoreError::Stale { expected: 1 })));
    let secret = secrets::get(&tx, id).await.unwrap().unwrap();
    assert_eq!(secret.value, b"sealed 2");
}

async fn a_key_is_taken_once_in_a_folder(db: Database) {
    let world = World::new(&db).await;
    db.secret(world.folder, "KEY").await;
    let elsewhere = db.folder(world.environment, "/app").await;
    db.secret(elsewhere, "KEY").await;
    let tx = db.write().await;
    let refused = secrets::insert(&tx, &db.new_secret(world.folder, "KEY")).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Constraint::SecretKey))
    ));
}

async fn keys_differ_by_case_and_sort_by_bytes(db: Database) {
    let world = World::new(&db).await;
    for name in ["b", "a", "B", "ä", "A"] {
        db.secret(world.folder, name).await;
    }
    let tx = db.read().await;
    let found = secrets::list(&tx, world.folder).await.unwrap();
    let keys: Vec<_> = found.iter().map(|secret| secret.key.as_str()).collect();
    assert_eq!(keys, ["A", "B", "a", "b", "ä"]);
    let lower = secrets::by_key(&tx, world.folder, &key("b"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(lower.key.as_str(), "b");
}

async fn secrets_are_found_under_a_path_and_not_beside_it(db: Database) {
    let world = World::new(&db).await;
    for place in ["/", "/app", "/app/db", "/App/db", "/app2", "/a_p/db"] {
        let folder = db.folder(world.environment, place).await;
        db.secret(folder, "KEY").await;
    }
    let staging = db.environment(world.project, "staging").await;
    let other = db.folder(staging, "/app").await;
    db.secret(other, "KEY").await;

    let tx = db.read().await;
    let found = secrets::list_under(&tx, world.environment, &path("/app"))
        .await
        .unwrap();
    let places: Vec<_> = found.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places, ["/app", "/app/db"]);
    let found = secrets::list_under(&tx, world.environment, &path("/a_p"))
        .await
        .unwrap();
    assert_eq!(found.len(), 1, "`_` is a letter like any other");
    let found = secrets::list_under(&tx, world.environment, &path("/"))
        .await
        .unwrap();
    assert_eq!(found.len(), 6);
    assert_eq!(secrets::count(&tx, world.project).await.unwrap(), 7);
}

async fn a_change_finds_the_folders_that_refer_to_it(db: Database) {
    let world = World::new(&db).await;
    let app = db.folder(world.environment, "/app").await;
    let shared = db.folder(world.environment, "/shared").await;
    let url = db.secret(app, "URL").await;
    let again = db.secret(app, "URL_2").await;
    let tx = db.write().await;
    secrets::set_refs(&tx, url, &[shared, shared])
        .await
        .unwrap();
    secrets::set_refs(&tx, again, &[shared]).await.unwrap();
    assert_eq!(secrets::dependents(&tx, &[shared]).await.unwrap(), [app]);
    assert!(secrets::dependents(&tx, &[app]).await.unwrap().is_empty());
    assert!(secrets::dependents(&tx, &[]).await.unwrap().is_empty());

    secrets::set_refs(&tx, url, &[]).await.unwrap();
    secrets::set_refs(&tx, again, &[]).await.unwrap();
    assert!(
        secrets::dependents(&tx, &[shared])
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_deleted_secret_takes_its_versions_along(db: Database) {
    let world = World::new(&db).await;
    let id = db.secret(world.folder, "KEY").await;
    let tx = db.write().await;
    assert!(secrets::delete(&tx, id).await.unwrap());
    assert!(secrets::versions(&tx, id, 0, 9).await.unwrap().is_empty());
    assert!(!secrets::delete(&tx, id).await.unwrap());
}
