//! What people change of syncs.

use model::id::{RunId, StoreId};
use model::sync::{RunTrigger, SyncState};
use store::pages::{self, Page, Remembered};
use store::syncs::{self, Settlement, SyncChanges, SyncDestination, SyncSource};
use store::{Constraint, StoreError, ledger, stores};

use crate::harness::{Database, World, at, path, slug};

on_both!(
    a_sync_comes_back_as_it_was_described,
    a_name_is_taken_once_in_a_project,
    a_change_of_an_older_version_is_refused,
    another_source_is_taken_whole,
    another_destination_forgets_the_pages_of_the_old_one,
    a_run_to_a_destination_that_the_sync_has_left_is_refused_and_due_anew,
    a_run_to_a_label_that_the_sync_has_left_is_refused_and_due_anew,
    a_confirmation_covers_the_plan_that_is_held_and_no_other,
);

async fn a_sync_comes_back_as_it_was_described(db: Database) {
    let world = World::new(&db).await;
    let mut described = db.new_sync(&world, "described", world.store);
    described.description = Some("To the shop".to_owned());
    described.destination.label = String::from("prod");
    described.options = String::from(r#"{"keySchema":"{{secretKey}}"}"#);
    let tx = db.write().await;
    syncs::insert(&tx, &described).await.unwrap();
    let name = slug("described");
    let sync = syncs::by_name(&tx, world.project, &name)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(sync.id, described.id);
    assert_eq!(sync.description, described.description);
    assert_eq!(sync.source, described.source);
    assert_eq!(sync.destination, described.destination);
    assert_eq!(sync.options, described.options);
    assert_eq!((sync.state, sync.version), (SyncState::Pending, 1));
    assert_eq!(
        (sync.due_at, sync.trigger),
        (Some(at(0)), RunTrigger::Request)
    );
    assert_eq!(
        (sync.paused, sync.attempts, sync.last_run_id),
        (None, 0, None)
    );

    let first = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    let both = [first, sync];
    assert_eq!(syncs::list(&tx, world.project).await.unwrap(), both);
    let using = syncs::list_by_connection(&tx, world.connection)
        .await
        .unwrap();
    assert_eq!(using, both);
}

async fn a_name_is_taken_once_in_a_project(db: Database) {
    let world = World::new(&db).await;
    let tx = db.write().await;
    let again = db.new_sync(&world, "first", world.store);
    let refused = syncs::insert(&tx, &again).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Constraint::SyncName))
    ));
}

async fn a_change_of_an_older_version_is_refused(db: Database) {
    let world = World::new(&db).await;
    let tx = db.write().await;
    let changes = SyncChanges {
        name: Some(slug("renamed")),
        description: Some(Some("Said".to_owned())),
        auto_sync: Some(false),
        ..SyncChanges::default()
    };
    assert_eq!(
        syncs::update(&tx, world.sync, 1, &changes, at(1))
            .await
            .unwrap(),
        2
    );
    let refused = syncs::update(&tx, world.sync, 1, &SyncChanges::default(), at(2)).await;
    assert!(matches!(refused, Err(StoreError::Stale { expected: 1 })));
    let sync = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!((sync.name, sync.auto_sync), (slug("renamed"), false));
    assert_eq!((sync.version, sync.updated_at), (2, at(1)));
}

async fn another_source_is_taken_whole(db: Database) {
    let world = World::new(&db).await;
    let source = SyncSource {
        environment: slug("staging"),
        path: path("/app"),
        folder_id: None,
    };
    let changes = SyncChanges {
        source: Some(source.clone()),
        ..SyncChanges::default()
    };
    let tx = db.write().await;
    syncs::update(&tx, world.sync, 1, &changes, at(1))
        .await
        .unwrap();
    let sync = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!(sync.source, source);
}

fn to(store_id: StoreId) -> SyncChanges {
    SyncChanges {
        destination: Some(SyncDestination {
            store_id,
            endpoint: "https://other.azconfig.io".to_owned(),
            label: String::new(),
        }),
        ..SyncChanges::default()
    }
}

async fn another_destination_forgets_the_pages_of_the_old_one(db: Database) {
    let world = World::new(&db).await;
    let other = db.destination("other.azconfig.io").await;
    let page = Page {
        position: 0,
        etag: "seen".to_owned(),
        next: None,
    };
    let tx = db.write().await;
    let seen = Remembered {
        inputs: vec![1],
        pages: vec![page],
    };
    pages::replace(&tx, world.sync, &seen).await.unwrap();
    let changes = to(other);
    syncs::update(&tx, world.sync, 1, &changes, at(1))
        .await
        .unwrap();
    let sync = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!(Some(sync.destination), changes.destination);
    assert_eq!(pages::load(&tx, world.sync).await.unwrap(), None);
}

async fn a_run_to_a_destination_that_the_sync_has_left_is_refused_and_due_anew(db: Database) {
    let world = World::new(&db).await;
    let other = db.destination("other.azconfig.io").await;
    let old = db.claim(db.replica_id(), 60).await.unwrap().epoch;
    let tx = db.write().await;
    let run = RunId::from_uuid(db.id());
    syncs::start_run(&tx, world.sync, old, run).await.unwrap();
    syncs::update(&tx, world.sync, 1, &to(other), at(1))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let new = db.claim(db.replica_id(), 60).await.unwrap();
    assert_eq!(new.store.id, other);
    let tx = db.write().await;
    let refused = ledger::forget(&tx, world.sync, old, &[]).await;
    assert!(matches!(refused, Err(StoreError::Stale { .. })));
    let now = db.store.now().await.unwrap();
    let due = syncs::due_of_store(&tx, other, now).await.unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].trigger, RunTrigger::Takeover);
}

async fn a_run_to_a_label_that_the_sync_has_left_is_refused_and_due_anew(db: Database) {
    let world = World::new(&db).await;
    let old = db.claim(db.replica_id(), 60).await.unwrap();
    let tx = db.write().await;
    let run = RunId::from_uuid(db.id());
    syncs::start_run(&tx, world.sync, old.epoch, run)
        .await
        .unwrap();
    let before = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    let moved = SyncChanges {
        destination: Some(SyncDestination {
            label: "blue".to_owned(),
            ..before.destination
        }),
        ..SyncChanges::default()
    };
    syncs::update(&tx, world.sync, 1, &moved, at(1))
        .await
        .unwrap();
    let refused = ledger::forget(&tx, world.sync, old.epoch, &[]).await;
    assert!(matches!(refused, Err(StoreError::Stale { .. })));
    let (replica, epoch) = (old.store.lease_owner.unwrap(), old.epoch);
    stores::release(&tx, world.store, replica, epoch)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let new = db.claim(db.replica_id(), 60).await.unwrap();
    assert_eq!(new.store.id, world.store);
    let tx = db.write().await;
    ledger::forget(&tx, world.sync, new.epoch, &[])
        .await
        .unwrap();
    let now = db.store.now().await.unwrap();
    let due = syncs::due_of_store(&tx, world.store, now).await.unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].trigger, RunTrigger::Takeover);
}

async fn a_confirmation_covers_the_plan_that_is_held_and_no_other(db: Database) {
    let world = World::new(&db).await;
    let epoch = db.claim(db.replica_id(), 60).await.unwrap().epoch;
    let held = |fingerprint: Option<&str>| Settlement {
        state: SyncState::Held,
        diagnosis: None,
        due: None,
        attempts: 0,
        last_synced_at: None,
        held_plan: fingerprint.map(str::to_owned),
    };
    let tx = db.write().await;
    syncs::settle(&tx, world.sync, epoch, &held(Some("plan 1")))
        .await
        .unwrap();
    assert!(
        !syncs::confirm_plan(&tx, world.sync, "plan 2", at(1))
            .await
            .unwrap()
    );
    assert!(
        syncs::confirm_plan(&tx, world.sync, "plan 1", at(1))
            .await
            .unwrap()
    );
    let sync = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!(sync.confirmed_plan.as_deref(), Some("plan 1"));
    assert_eq!(sync.state, SyncState::Pending);

    syncs::settle(&tx, world.sync, epoch, &held(None))
        .await
        .unwrap();
    let sync = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!((sync.confirmed_plan, sync.held_plan), (None, None));
}
