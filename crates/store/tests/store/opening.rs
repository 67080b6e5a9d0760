//! Opening: one process for a SQLite file, any number for a PostgreSQL database.

use store::{Location, OpenError, Store, settings};
use tempfile::TempDir;

use crate::harness::Database;

on_both!(one_who_only_looks_sees_what_is_served_and_changes_nothing);

async fn one_who_only_looks_sees_what_is_served_and_changes_nothing(db: Database) {
    let tx = db.write().await;
    settings::put(&tx, "name", "value").await.unwrap();
    tx.commit().await.unwrap();
    let looking = Store::open_to_read(&db.location).await.unwrap();
    let tx = looking.read().await.unwrap();
    let seen = settings::get(&tx, "name").await.unwrap();
    assert_eq!(seen.as_deref(), Some("value"));
    drop(tx);
    let written = match looking.write().await {
        Ok(tx) => settings::put(&tx, "name", "other").await,
        Err(error) => Err(error),
    };
    assert!(written.is_err());
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_made_by_looking() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("keyferry.db");
    let looking = Store::open_to_read(&Location::sqlite(&file)).await;
    assert!(matches!(looking, Err(OpenError::Unreachable { .. })));
    assert!(!file.exists());
}

#[tokio::test]
async fn a_sqlite_file_is_opened_by_one_at_a_time() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("keyferry.db");
    let location = Location::parse(&format!("sqlite://{}", file.display())).unwrap();
    let first = Store::open(&location).await.unwrap();
    let tx = first.write().await.unwrap();
    settings::put(&tx, "name", "value").await.unwrap();
    tx.commit().await.unwrap();

    let second = Store::open(&location).await;
    assert!(matches!(second, Err(OpenError::AlreadyOpen(path)) if path == file));

    first.close().await.unwrap();
    let again = Store::open(&location).await.unwrap();
    let tx = again.read().await.unwrap();
    let kept = settings::get(&tx, "name").await.unwrap();
    assert_eq!(kept.as_deref(), Some("value"));
}

#[tokio::test]
async fn sqlite_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let folder = TempDir::new().unwrap();
    let store = Store::open(&Location::sqlite(folder.path().join("keyferry.db")))
        .await
        .unwrap();
    let tx = store.write().await.unwrap();
    settings::put(&tx, "name", "value").await.unwrap();
    tx.commit().await.unwrap();

    let mut names = Vec::new();
    for entry in folder.path().read_dir().unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", entry.file_name());
        names.push(entry.file_name());
    }
    assert!(names.iter().any(|name| *name == "keyferry.db-wal"));
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("missing").join("keyferry.db");
    let error = Store::open(&Location::sqlite(&file)).await.err().unwrap();
    assert!(matches!(&error, OpenError::File { .. }));
    assert!(error.to_string().contains("missing"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_start_together_migrate_postgresql_once() {
    let name = concat!(module_path!(), "::processes_that_start_together");
    let Some(location) = Database::postgres_unopened(name).await else {
        return;
    };
    let mut starting = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let location = location.clone();
        starting.spawn(async move { Store::open(&location).await.map(|_| ()) });
    }
    for opened in starting.join_all().await {
        opened.unwrap();
    }
}
