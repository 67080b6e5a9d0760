//! Sealed bytes wherever they are: counted, and replaced without anybody noticing.

use model::id::{FlowId, SessionId};
use store::connections::{self, NextCredentials, Scope};
use store::flows::{self, Flow, Starter};
use store::sealed::{self, SealedColumn, SealedRow};
use store::secrets;

use crate::access::user;
use crate::harness::{Database, World, at};

on_both!(
    bytes_are_replaced_in_every_column_and_nothing_else_changes,
    bytes_are_replaced_only_where_they_are_what_was_seen,
    a_row_that_somebody_changes_is_passed_over,
    every_row_with_sealed_bytes_is_counted,
);

/// Something sealed in every column: six rows.
async fn furnish(db: &Database) -> World {
    let world = World::new(db).await;
    db.secret(world.folder, "TOKEN").await;
    let next = NextCredentials {
        sealed: b"sealed next credentials".to_vec(),
        public: "{}".to_owned(),
        hash: "next".to_owned(),
        expires_at: None,
    };
    let ada = user(db, "ada@example.com").await;
    let flow = Flow {
        id: FlowId::from_uuid(db.id()),
        starter: Starter::User(ada),
        session_id: SessionId::from_uuid(db.id()),
        payload: b"sealed sign-in".to_vec(),
        created_at: at(0),
        expires_at: at(600),
    };
    let tx = db.write().await;
    connections::set_next(&tx, world.connection, Some(&next), at(0))
        .await
        .unwrap();
    connections::store_refreshed(&tx, world.connection, 1, b"sealed 2", b"token", at(60))
        .await
        .unwrap();
    flows::insert(&tx, &flow, &[7; 32]).await.unwrap();
    tx.commit().await.unwrap();
    world
}

async fn only_row(db: &Database, column: SealedColumn) -> SealedRow {
    let rows = sealed::page(&db.read().await, column, None, 10).await;
    let mut rows = rows.unwrap();
    assert_eq!(rows.len(), 1, "{column:?}");
    rows.remove(0)
}

async fn bytes_are_replaced_in_every_column_and_nothing_else_changes(db: Database) {
    let world = furnish(&db).await;
    let before = connections::get(&db.read().await, world.connection).await;
    let before = before.unwrap().unwrap();
    for (number, column) in (1..).zip(SealedColumn::ALL) {
        let row = only_row(&db, column).await;
        let tx = db.write().await;
        let replaced = sealed::replace(&tx, column, &row, &[number]).await;
        assert!(replaced.unwrap(), "{column:?}");
        tx.commit().await.unwrap();
        let now = only_row(&db, column).await;
        assert_eq!(
            (now.id, now.version, now.bytes),
            (row.id, row.version, vec![number])
        );
    }
    let tx = db.read().await;
    let after = connections::get(&tx, world.connection)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(after.updated_at, before.updated_at);
    assert_eq!(after.credentials_version, before.credentials_version);
    assert_eq!(after.access_expires_at, before.access_expires_at);
    let secret = &secrets::list(&tx, world.folder).await.unwrap()[0];
    assert_eq!((secret.version, secret.updated_at), (1, at(0)));
}

async fn bytes_are_replaced_only_where_they_are_what_was_seen(db: Database) {
    furnish(&db).await;
    for column in SealedColumn::ALL {
        let seen = only_row(&db, column).await;
        let tx = db.write().await;
        assert!(sealed::replace(&tx, column, &seen, b"newer").await.unwrap());
        let late = sealed::replace(&tx, column, &seen, b"late").await.unwrap();
        assert!(!late, "{column:?}");
        tx.commit().await.unwrap();
        assert_eq!(only_row(&db, column).await.bytes, b"newer");
    }
}

async fn a_row_that_somebody_changes_is_passed_over(db: Database) {
    let world = furnish(&db).await;
    let row = only_row(&db, SealedColumn::Secret).await;
    // On SQLite the other writer is before or after, never beside.
    if db.store.kind() == store::DatabaseKind::Postgres {
        let changing = db.write().await;
        let kept = sealed::replace(&changing, SealedColumn::Secret, &row, b"theirs").await;
        assert!(kept.unwrap());
        let tx = db.write().await;
        let replaced = sealed::replace(&tx, SealedColumn::Secret, &row, b"ours").await;
        assert!(!replaced.unwrap());
        tx.commit().await.unwrap();
        changing.commit().await.unwrap();
    } else {
        let tx = db.write().await;
        let kept = sealed::replace(&tx, SealedColumn::Secret, &row, b"theirs").await;
        assert!(kept.unwrap());
        tx.commit().await.unwrap();
    }
    let tx = db.read().await;
    let kept = &secrets::list(&tx, world.folder).await.unwrap()[0];
    assert_eq!(kept.value, b"theirs");
}

async fn every_row_with_sealed_bytes_is_counted(db: Database) {
    assert_eq!(sealed::count(&db.read().await).await.unwrap(), 0);
    furnish(&db).await;
    assert_eq!(sealed::count(&db.read().await).await.unwrap(), 6);
    db.connection(Scope::Organization, "second").await;
    let tx = db.write().await;
    flows::take(&tx, &[7; 32], at(1)).await.unwrap();
    assert_eq!(sealed::count(&tx).await.unwrap(), 6);
}
