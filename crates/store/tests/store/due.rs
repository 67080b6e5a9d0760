//! When syncs run: what makes them due, and what a run's end leaves.

use model::id::{FolderId, RunId};
use model::sync::{RunTrigger, SyncState};
use store::syncs::{self, PausedBy, Settlement};

use crate::harness::{Database, World, at};

on_both!(
    of_two_due_times_the_earlier_stays,
    a_change_in_a_source_folder_makes_its_syncs_due,
    a_change_during_a_run_makes_the_sync_due_again,
    a_sync_paused_during_its_run_stays_paused,
    a_paused_sync_does_not_start,
    the_next_due_time_is_of_a_sync_that_may_run,
    only_what_the_connection_paused_goes_on_when_it_is_back,
    what_failed_with_a_connection_is_tried_again_when_it_is_back,
);

fn succeeded(due: model::Timestamp) -> Settlement {
    Settlement {
        state: SyncState::Succeeded,
        diagnosis: None,
        due: Some((due, RunTrigger::Interval)),
        attempts: 0,
        last_synced_at: Some(at(9)),
        held_plan: None,
    }
}

async fn of_two_due_times_the_earlier_stays(db: Database) {
    let world = World::new(&db).await;
    let tx = db.write().await;
    let earlier = (at(-5), RunTrigger::Change);
    assert!(
        syncs::set_due(&tx, world.sync, earlier.0, earlier.1)
            .await
            .unwrap()
    );
    assert!(
        syncs::set_due(&tx, world.sync, at(5), RunTrigger::Retry)
            .await
            .unwrap()
    );
    let sync = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!(
        (sync.due_at, sync.trigger),
        (Some(at(-5)), RunTrigger::Change)
    );
    assert_eq!(sync.state, SyncState::Pending);
}

async fn a_change_in_a_source_folder_makes_its_syncs_due(db: Database) {
    let world = World::new(&db).await;
    let mut manual = db.new_sync(&world, "manual", world.store);
    manual.auto_sync = false;
    manual.due = None;
    let mut waiting = db.new_sync(&world, "waiting", world.store);
    waiting.due = None;
    let tx = db.write().await;
    syncs::insert(&tx, &manual).await.unwrap();
    syncs::insert(&tx, &waiting).await.unwrap();

    let elsewhere = FolderId::from_uuid(db.id());
    let why = RunTrigger::Change;
    let none = syncs::mark_sources_due(&tx, &[elsewhere], at(1), why).await;
    assert_eq!(none.unwrap(), 0);
    let folders = [elsewhere, world.folder];
    let two = syncs::mark_sources_due(&tx, &folders, at(1), why).await;
    assert_eq!(two.unwrap(), 2);
    assert_eq!(
        syncs::mark_sources_due(&tx, &[], at(1), why).await.unwrap(),
        0
    );

    let due = syncs::due_of_store(&tx, world.store, at(1)).await.unwrap();
    let due: Vec<_> = due.iter().map(|sync| (sync.id, sync.trigger)).collect();
    assert_eq!(
        due,
        [
            (world.sync, RunTrigger::Request),
            (waiting.id, RunTrigger::Change)
        ]
    );
}

async fn a_change_during_a_run_makes_the_sync_due_again(db: Database) {
    let world = World::new(&db).await;
    let epoch = db.claim(db.replica_id(), 60).await.unwrap().epoch;
    let tx = db.write().await;
    let run = RunId::from_uuid(db.id());
    syncs::start_run(&tx, world.sync, epoch, run).await.unwrap();
    syncs::mark_sources_due(&tx, &[world.folder], at(2), RunTrigger::Change)
        .await
        .unwrap();
    let running = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!(running.state, SyncState::Running);

    syncs::settle(&tx, world.sync, epoch, &succeeded(at(3_600)))
        .await
        .unwrap();
    let settled = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!(
        (settled.due_at, settled.trigger),
        (Some(at(2)), RunTrigger::Change)
    );
    assert_eq!(settled.last_synced_at, Some(at(9)));
    assert_eq!(settled.state, SyncState::Pending, "not all of it arrived");

    syncs::start_run(&tx, world.sync, epoch, run).await.unwrap();
    syncs::settle(&tx, world.sync, epoch, &succeeded(at(3_600)))
        .await
        .unwrap();
    let settled = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!(
        (settled.due_at, settled.trigger),
        (Some(at(3_600)), RunTrigger::Interval)
    );
    assert_eq!(settled.state, SyncState::Succeeded);
}

async fn a_sync_paused_during_its_run_stays_paused(db: Database) {
    let world = World::new(&db).await;
    let epoch = db.claim(db.replica_id(), 60).await.unwrap().epoch;
    let tx = db.write().await;
    let run = RunId::from_uuid(db.id());
    syncs::start_run(&tx, world.sync, epoch, run).await.unwrap();
    let by = Some(PausedBy::Person);
    syncs::set_paused(&tx, world.sync, by, Some("why"), at(1))
        .await
        .unwrap();
    syncs::settle(&tx, world.sync, epoch, &succeeded(at(60)))
        .await
        .unwrap();
    let sync = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!((sync.state, sync.paused), (SyncState::Paused, by));
    assert_eq!(sync.diagnosis.as_deref(), Some("why"));
}

async fn a_paused_sync_does_not_start(db: Database) {
    let world = World::new(&db).await;
    let epoch = db.claim(db.replica_id(), 60).await.unwrap().epoch;
    let tx = db.write().await;
    let by = Some(PausedBy::Source);
    syncs::set_paused(&tx, world.sync, by, None, at(1))
        .await
        .unwrap();
    let run = RunId::from_uuid(db.id());
    assert!(!syncs::start_run(&tx, world.sync, epoch, run).await.unwrap());

    syncs::set_paused(&tx, world.sync, None, None, at(2))
        .await
        .unwrap();
    let sync = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!((sync.paused, sync.due_at), (None, Some(at(2))));
    assert!(syncs::start_run(&tx, world.sync, epoch, run).await.unwrap());
}

async fn the_next_due_time_is_of_a_sync_that_may_run(db: Database) {
    let tx = db.read().await;
    assert_eq!(syncs::next_due(&tx).await.unwrap(), None);
    drop(tx);
    let world = World::new(&db).await;
    let mut later = db.new_sync(&world, "later", world.store);
    later.due = Some((at(7), RunTrigger::Interval));
    let tx = db.write().await;
    syncs::insert(&tx, &later).await.unwrap();
    assert_eq!(syncs::next_due(&tx).await.unwrap(), Some(at(0)));
    let by = Some(PausedBy::Person);
    syncs::set_paused(&tx, world.sync, by, None, at(1))
        .await
        .unwrap();
    assert_eq!(syncs::next_due(&tx).await.unwrap(), Some(at(7)));
}

async fn only_what_the_connection_paused_goes_on_when_it_is_back(db: Database) {
    let world = World::new(&db).await;
    let by_hand = db.sync(&world, "by-hand", world.store).await;
    let tx = db.write().await;
    let person = Some(PausedBy::Person);
    syncs::set_paused(&tx, by_hand, person, None, at(1))
        .await
        .unwrap();
    let paused = syncs::pause_by_connection(&tx, world.connection, Some("why"), at(2)).await;
    assert_eq!(paused.unwrap(), 1);
    let resumed = syncs::resume_by_connection(&tx, world.connection, at(3)).await;
    assert_eq!(resumed.unwrap(), 1);

    let sync = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!((sync.paused, sync.state), (None, SyncState::Pending));
    assert_eq!((sync.due_at, sync.diagnosis), (Some(at(3)), None));
    let sync = syncs::get(&tx, by_hand).await.unwrap().unwrap();
    assert_eq!(sync.paused, person);
}

async fn what_failed_with_a_connection_is_tried_again_when_it_is_back(db: Database) {
    let world = World::new(&db).await;
    let fine = db.sync(&world, "second", world.store).await;
    let paused = db.sync(&world, "third", world.store).await;
    let claim = db.claim(db.replica_id(), 60).await.unwrap();
    let tx = db.write().await;
    for (sync, state) in [
        (world.sync, SyncState::Failed),
        (fine, SyncState::Succeeded),
        (paused, SyncState::Failed),
    ] {
        let settlement = Settlement {
            state,
            ..succeeded(at(900))
        };
        let run = RunId::from_uuid(db.id());
        syncs::start_run(&tx, sync, claim.epoch, run).await.unwrap();
        syncs::settle(&tx, sync, claim.epoch, &settlement)
            .await
            .unwrap();
    }
    syncs::set_paused(&tx, paused, Some(PausedBy::Person), None, at(1))
        .await
        .unwrap();
    let retried = syncs::retry_failed_of(&tx, world.connection, at(5)).await;
    assert_eq!(retried.unwrap(), 1);
    let due = syncs::due_of_store(&tx, world.store, at(5)).await.unwrap();
    let due: Vec<_> = due.iter().map(|sync| (sync.id, sync.trigger)).collect();
    assert_eq!(due, [(world.sync, RunTrigger::Retry)]);
}
