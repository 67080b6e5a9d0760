//! Runs, their items, and the pages a sync remembers.

use model::id::{RunId, SyncId};
use model::sync::{RunOutcome, RunTrigger};
use store::pages::{self, Page, Remembered};
use store::runs::{self, NewRun, RunCounts, RunItem, RunResult};
use store::{Epoch, WriteTx};

use crate::harness::{Database, World, at};

on_both!(
    a_run_ends_once_with_what_it_did,
    the_newest_runs_come_first,
    runs_that_an_older_claim_left_open_are_interrupted,
    a_run_keeps_its_items_in_order,
    pages_are_remembered_until_they_are_replaced_or_cleared,
);

async fn start(db: &Database, tx: &WriteTx, sync: SyncId, epoch: i64, second: i64) -> RunId {
    let run = NewRun {
        id: RunId::from_uuid(db.id()),
        sync_id: sync,
        trigger: RunTrigger::Request,
        actor: Some("ada".to_owned()),
        epoch: Epoch::from_number(epoch),
        started_at: at(second),
    };
    runs::start(tx, &run).await.unwrap();
    run.id
}

async fn a_run_ends_once_with_what_it_did(db: Database) {
    let world = World::new(&db).await;
    let tx = db.write().await;
    let id = start(&db, &tx, world.sync, 1, 0).await;
    let open = runs::get(&tx, id).await.unwrap().unwrap();
    assert_eq!(
        (open.outcome, open.finished_at),
        (RunOutcome::Running, None)
    );
    assert_eq!(
        (open.trigger, open.epoch),
        (RunTrigger::Request, Epoch::from_number(1))
    );

    let counts = RunCounts {
        created: 1,
        updated: 2,
        deleted: 3,
        adopted: 4,
        unchanged: 5,
        skipped: 6,
        failed: 7,
        requests: 8,
        throttled: 9,
    };
    let result = RunResult {
        finished_at: at(3),
        outcome: RunOutcome::Partial,
        counts,
        diagnosis: Some("{}".to_owned()),
    };
    assert!(runs::finish(&tx, id, &result).await.unwrap());
    let late = RunResult {
        outcome: RunOutcome::Succeeded,
        ..result
    };
    assert!(!runs::finish(&tx, id, &late).await.unwrap());
    let run = runs::get(&tx, id).await.unwrap().unwrap();
    assert_eq!(
        (run.outcome, run.finished_at),
        (RunOutcome::Partial, Some(at(3)))
    );
    assert_eq!((run.counts, run.diagnosis.as_deref()), (counts, Some("{}")));
}

async fn the_newest_runs_come_first(db: Database) {
    let world = World::new(&db).await;
    let tx = db.write().await;
    let mut expected = Vec::new();
    for second in 0..3 {
        expected.insert(0, start(&db, &tx, world.sync, 1, second).await);
    }
    let newest = runs::list(&tx, world.sync, 2).await.unwrap();
    let newest: Vec<_> = newest.iter().map(|run| run.id).collect();
    assert_eq!(newest, expected[..2]);
}

async fn runs_that_an_older_claim_left_open_are_interrupted(db: Database) {
    let world = World::new(&db).await;
    let tx = db.write().await;
    let old = start(&db, &tx, world.sync, 1, 0).await;
    let own = start(&db, &tx, world.sync, 2, 1).await;
    let epoch = Epoch::from_number(2);
    let interrupted = runs::interrupt_open(&tx, world.sync, epoch, at(5))
        .await
        .unwrap();
    assert_eq!(interrupted, [old]);
    let run = runs::get(&tx, old).await.unwrap().unwrap();
    assert_eq!(
        (run.outcome, run.finished_at),
        (RunOutcome::Interrupted, Some(at(5)))
    );
    let run = runs::get(&tx, own).await.unwrap().unwrap();
    assert_eq!(run.outcome, RunOutcome::Running);
}

async fn a_run_keeps_its_items_in_order(db: Database) {
    let world = World::new(&db).await;
    let tx = db.write().await;
    let id = start(&db, &tx, world.sync, 1, 0).await;
    let items: Vec<_> = (0..700)
        .map(|position| RunItem {
            position,
            key: format!("KEY_{position}"),
            action: "create".to_owned(),
            reason: "{}".to_owned(),
            diagnosis: (position == 3).then(|| "{}".to_owned()),
        })
        .collect();
    runs::add_items(&tx, id, &items[..1]).await.unwrap();
    runs::add_items(&tx, id, &items[1..]).await.unwrap();
    runs::add_items(&tx, id, &[]).await.unwrap();
    assert_eq!(runs::items(&tx, id).await.unwrap(), items);
}

async fn pages_are_remembered_until_they_are_replaced_or_cleared(db: Database) {
    let world = World::new(&db).await;
    let page = |position: i64, next: Option<&str>| Page {
        position,
        etag: format!("etag {position}"),
        next: next.map(str::to_owned),
    };
    let tx = db.write().await;
    let two = Remembered {
        inputs: vec![1],
        pages: vec![page(0, Some("/kv?after=a")), page(1, None)],
    };
    pages::replace(&tx, world.sync, &two).await.unwrap();
    assert_eq!(pages::load(&tx, world.sync).await.unwrap(), Some(two));
    let one = Remembered {
        inputs: vec![2],
        pages: vec![page(0, None)],
    };
    pages::replace(&tx, world.sync, &one).await.unwrap();
    assert_eq!(pages::load(&tx, world.sync).await.unwrap(), Some(one));
    pages::clear(&tx, world.sync).await.unwrap();
    assert_eq!(pages::load(&tx, world.sync).await.unwrap(), None);
}
