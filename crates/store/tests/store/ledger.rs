//! The ledger: one owner for each key, intents before requests, ownership after deletion.

use model::id::SyncId;
use store::ledger::{self, Adopted, IntentKind, IntentRow, Origin, Settled};
use store::syncs::{self, SyncChanges, SyncDestination};
use store::{Constraint, Epoch, StoreError, WriteTx, stores};

use crate::harness::{Database, World, at};

on_both!(
    an_intent_is_there_before_its_answer_and_gone_after,
    a_write_keeps_its_origin_when_the_key_is_written_again,
    what_had_no_effect_is_as_it_was,
    a_removed_key_is_no_longer_owned,
    a_key_under_a_label_of_a_host_has_one_owner,
    a_deleted_syncs_keys_wait_for_a_sync_of_the_same_project,
    what_a_sync_left_ends_when_another_owns_the_key,
    a_sync_that_moves_away_leaves_its_keys_behind,
    a_thousand_keys_are_adopted_and_forgotten,
);

fn put(key: &str, origin: Origin) -> IntentRow {
    IntentRow {
        key: key.to_owned(),
        origin,
        kind: IntentKind::Put,
        digest: Some(vec![1]),
    }
}

fn written(key: &str, etag: &str) -> Settled {
    Settled::Written {
        key: key.to_owned(),
        etag: etag.to_owned(),
        digest: vec![1, 0, 255],
    }
}

fn adopted(key: &str) -> Adopted {
    Adopted {
        key: key.to_owned(),
        etag: "seen".to_owned(),
        digest: vec![7],
    }
}

/// Writes keys as a run would: first the intent, then what came of it.
async fn write(tx: &WriteTx, sync: SyncId, epoch: Epoch, keys: &[&str]) {
    let intents: Vec<_> = keys.iter().map(|key| put(key, Origin::Created)).collect();
    ledger::put_intents(tx, sync, epoch, &intents)
        .await
        .unwrap();
    let settled: Vec<_> = keys.iter().map(|key| written(key, "e1")).collect();
    ledger::settle(tx, sync, epoch, &settled).await.unwrap();
}

async fn an_intent_is_there_before_its_answer_and_gone_after(db: Database) {
    let world = World::new(&db).await;
    let epoch = db.claim(db.replica_id(), 60).await.unwrap().epoch;
    let tx = db.write().await;

    let intent = put("a:b", Origin::Overwrote);
    ledger::put_intents(&tx, world.sync, epoch, &[intent])
        .await
        .unwrap();
    let rows = ledger::load(&tx, world.sync).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].origin, &rows[0].etag), (Origin::Overwrote, &None));
    let intent = rows[0].intent.clone().unwrap();
    assert_eq!(
        (intent.kind, intent.digest, intent.epoch),
        (IntentKind::Put, Some(vec![1]), epoch)
    );

    ledger::settle(&tx, world.sync, epoch, &[written("a:b", "e1")])
        .await
        .unwrap();
    let rows = ledger::load(&tx, world.sync).await.unwrap();
    assert_eq!(rows[0].intent, None);
    assert_eq!(rows[0].etag.as_deref(), Some("e1"));
    assert_eq!(rows[0].digest.as_deref(), Some([1, 0, 255].as_slice()));
}

async fn a_write_keeps_its_origin_when_the_key_is_written_again(db: Database) {
    let world = World::new(&db).await;
    let epoch = db.claim(db.replica_id(), 60).await.unwrap().epoch;
    let tx = db.write().await;
    ledger::adopt(&tx, world.sync, epoch, &[adopted("A")])
        .await
        .unwrap();

    let intent = put("A", Origin::Overwrote);
    ledger::put_intents(&tx, world.sync, epoch, &[intent])
        .await
        .unwrap();
    let row = &ledger::load(&tx, world.sync).await.unwrap()[0];
    assert_eq!(row.origin, Origin::Adopted);
    assert_eq!(
        row.etag.as_deref(),
        Some("seen"),
        "what is known stays until the answer"
    );
}

async fn what_had_no_effect_is_as_it_was(db: Database) {
    let world = World::new(&db).await;
    let epoch = db.claim(db.replica_id(), 60).await.unwrap().epoch;
    let tx = db.write().await;
    write(&tx, world.sync, epoch, &["OWNED"]).await;
    let owned = ledger::load(&tx, world.sync).await.unwrap();

    let intents = [put("OWNED", Origin::Created), put("NEW", Origin::Created)];
    ledger::put_intents(&tx, world.sync, epoch, &intents)
        .await
        .unwrap();
    let undone = ["OWNED", "NEW"].map(|key| Settled::Undone {
        key: key.to_owned(),
    });
    ledger::settle(&tx, world.sync, epoch, &undone)
        .await
        .unwrap();

    assert_eq!(ledger::load(&tx, world.sync).await.unwrap(), owned);
}

async fn a_removed_key_is_no_longer_owned(db: Database) {
    let world = World::new(&db).await;
    let epoch = db.claim(db.replica_id(), 60).await.unwrap().epoch;
    let tx = db.write().await;
    write(&tx, world.sync, epoch, &["A", "B"]).await;
    let removed = Settled::Removed {
        key: "A".to_owned(),
    };
    ledger::settle(&tx, world.sync, epoch, &[removed])
        .await
        .unwrap();
    let rows = ledger::load(&tx, world.sync).await.unwrap();
    assert_eq!(
        rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(),
        ["B"]
    );
}

async fn a_key_under_a_label_of_a_host_has_one_owner(db: Database) {
    let world = World::new(&db).await;
    let second = db.sync(&world, "second", world.store).await;
    let mut labelled = db.new_sync(&world, "labelled", world.store);
    labelled.destination.label = String::from("prod");
    let tx = db.write().await;
    syncs::insert(&tx, &labelled).await.unwrap();
    tx.commit().await.unwrap();
    let epoch = db.claim(db.replica_id(), 60).await.unwrap().epoch;
    let tx = db.write().await;
    write(&tx, world.sync, epoch, &["KEY"]).await;
    write(&tx, labelled.id, epoch, &["KEY"]).await;
    tx.commit().await.unwrap();

    let tx = db.write().await;
    let refused = ledger::adopt(&tx, second, epoch, &[adopted("KEY")]).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Constraint::LedgerOwner))
    ));
    drop(tx);

    let tx = db.read().await;
    let owners = ledger::owners(&tx, World::HOST, "", second).await.unwrap();
    assert_eq!(owners.len(), 1);
    assert_eq!(
        (owners[0].key.as_str(), owners[0].sync_id),
        ("KEY", world.sync)
    );
    assert_eq!(owners[0].sync_name.as_str(), "first");
    let own = ledger::owners(&tx, World::HOST, "", world.sync)
        .await
        .unwrap();
    assert!(own.is_empty());
}

async fn a_deleted_syncs_keys_wait_for_a_sync_of_the_same_project(db: Database) {
    let world = World::new(&db).await;
    let epoch = db.claim(db.replica_id(), 60).await.unwrap().epoch;
    let tx = db.write().await;
    write(&tx, world.sync, epoch, &["B", "A"]).await;
    assert!(syncs::delete(&tx, world.sync).await.unwrap());
    tx.commit().await.unwrap();

    let next = db.sync(&world, "next", world.store).await;
    let tx = db.write().await;
    let released = ledger::released(&tx, next).await.unwrap();
    let keys: Vec<_> = released.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys, ["A", "B"]);
    let wanted = ["A".to_owned(), "C".to_owned()];
    let reclaimed = ledger::reclaim(&tx, next, epoch, &wanted).await.unwrap();
    assert_eq!(reclaimed, 1);
    assert_eq!(ledger::load(&tx, next).await.unwrap(), released[..1]);
    let left = ledger::released(&tx, next).await.unwrap();
    assert_eq!(left, released[1..]);
}

async fn what_a_sync_left_ends_when_another_owns_the_key(db: Database) {
    let world = World::new(&db).await;
    let newer = db.sync(&world, "newer", world.store).await;
    let epoch = db.claim(db.replica_id(), 60).await.unwrap().epoch;
    let tx = db.write().await;
    write(&tx, world.sync, epoch, &["A", "B"]).await;
    syncs::delete(&tx, world.sync).await.unwrap();

    ledger::adopt(&tx, newer, epoch, &[adopted("A")])
        .await
        .unwrap();
    let left = ledger::released(&tx, newer).await.unwrap();
    let left: Vec<_> = left.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(left, ["B"]);

    syncs::delete(&tx, newer).await.unwrap();
    tx.commit().await.unwrap();
    let next = db.sync(&world, "next", world.store).await;
    let tx = db.write().await;
    let wanted = ["A".to_owned()];
    assert_eq!(ledger::reclaim(&tx, next, epoch, &wanted).await.unwrap(), 1);
    let rows = ledger::load(&tx, next).await.unwrap();
    assert_eq!(rows[0].etag.as_deref(), Some("seen"));
}

/// A claim of the only store by a replica that had none, and gives it back when it is done.
async fn claim_anew(db: &Database, world: &World) -> Epoch {
    let replica = db.replica_id();
    let epoch = db.claim(replica, 60).await.unwrap().epoch;
    let tx = db.write().await;
    stores::release(&tx, world.store, replica, epoch)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    epoch
}

async fn a_sync_that_moves_away_leaves_its_keys_behind(db: Database) {
    let world = World::new(&db).await;
    let destination = |label: &str| SyncChanges {
        destination: Some(SyncDestination {
            store_id: world.store,
            endpoint: "https://contoso.azconfig.io".to_owned(),
            label: label.to_owned(),
        }),
        ..SyncChanges::default()
    };
    let epoch = claim_anew(&db, &world).await;
    let tx = db.write().await;
    write(&tx, world.sync, epoch, &["A"]).await;
    syncs::update(&tx, world.sync, 1, &destination(""), at(1))
        .await
        .unwrap();
    assert_eq!(
        ledger::load(&tx, world.sync).await.unwrap().len(),
        1,
        "it has not moved"
    );

    syncs::update(&tx, world.sync, 2, &destination("prod"), at(2))
        .await
        .unwrap();
    assert!(ledger::load(&tx, world.sync).await.unwrap().is_empty());
    tx.commit().await.unwrap();

    let epoch = claim_anew(&db, &world).await;
    let tx = db.write().await;
    write(&tx, world.sync, epoch, &["A"]).await;
    syncs::update(&tx, world.sync, 3, &destination(""), at(3))
        .await
        .unwrap();
    assert_eq!(ledger::released(&tx, world.sync).await.unwrap().len(), 1);
    tx.commit().await.unwrap();

    let epoch = claim_anew(&db, &world).await;
    let tx = db.write().await;
    ledger::reclaim(&tx, world.sync, epoch, &["A".to_owned()])
        .await
        .unwrap();
    assert_eq!(ledger::load(&tx, world.sync).await.unwrap().len(), 1);
}

async fn a_thousand_keys_are_adopted_and_forgotten(db: Database) {
    let world = World::new(&db).await;
    let epoch = db.claim(db.replica_id(), 60).await.unwrap().epoch;
    let tx = db.write().await;
    let keys: Vec<_> = (0..1_201)
        .map(|number| format!("KEY_{number:04}"))
        .collect();
    let rows: Vec<_> = keys.iter().map(|key| adopted(key)).collect();
    ledger::adopt(&tx, world.sync, epoch, &rows).await.unwrap();
    let loaded = ledger::load(&tx, world.sync).await.unwrap();
    assert!(loaded.iter().map(|row| &row.key).eq(&keys));
    ledger::forget(&tx, world.sync, epoch, &keys[1..])
        .await
        .unwrap();
    assert_eq!(ledger::load(&tx, world.sync).await.unwrap(), loaded[..1]);
}
