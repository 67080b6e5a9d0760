//! The reconciler: what runs by itself, and what becomes of a process that is gone.

use std::collections::BTreeMap;
use std::time::Duration;

use azure_emulator::{Fault, FaultRule, Kind};
use model::Clock as _;
use model::id::{ReplicaId, RunId, SyncId};
use model::sync::{RunOutcome, RunTrigger, SyncState};
use seal::SystemEntropy;
use service::syncs::{self, reconciler};
use store::{runs, stores, syncs as rows};

use crate::scene::{Scene, values};

#[tokio::test]
async fn a_started_reconciler_ferries_changes_by_itself_and_stops() {
    let (scene, _) = Scene::with(&[("A", "1")]).await;
    let reconciler = reconciler::start(&scene.shop.service);
    arrives(&scene, "1").await;
    scene.write(&[("A", "2")]).await;
    arrives(&scene, "2").await;
    reconciler.stop().await;
    let tx = scene.shop.store().read().await.unwrap();
    let host = scene.azure.emulator.http_address().to_string();
    let store = stores::by_host(&tx, &host).await.unwrap().unwrap();
    assert_eq!(store.lease_owner, None);
}

async fn arrives(scene: &Scene, value: &str) {
    while scene.values() != values(&[("A", value)]) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Claims the store as another process would, begins a run there, and vanishes.
async fn begin_elsewhere(scene: &Scene, sync: SyncId) {
    let shop = &scene.shop;
    syncs::request_run(&shop.service, &shop.ada, sync)
        .await
        .unwrap();
    shop.later(1);
    let tx = shop.store().write().await.unwrap();
    let other = ReplicaId::generate(&*shop.clock, &SystemEntropy);
    let claim = stores::claim_due(&tx, other, Duration::ZERO, &[])
        .await
        .unwrap()
        .unwrap();
    let run = runs::NewRun {
        id: RunId::generate(&*shop.clock, &SystemEntropy),
        sync_id: sync,
        trigger: RunTrigger::Request,
        actor: None,
        epoch: claim.epoch,
        started_at: shop.clock.now(),
    };
    runs::start(&tx, &run).await.unwrap();
    rows::start_run(&tx, sync, claim.epoch, run.id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_run_whose_process_is_gone_is_interrupted_and_taken_over() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    begin_elsewhere(&scene, sync).await;
    assert_eq!(scene.state(sync).await.state, SyncState::Running);
    scene.run_due().await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let runs = syncs::runs(service, ada, sync, 2).await.unwrap();
    assert_eq!(
        (runs[0].trigger, runs[0].outcome),
        (RunTrigger::Takeover, RunOutcome::Succeeded)
    );
    assert_eq!(runs[1].outcome, RunOutcome::Interrupted);
}

/// Forty secrets, which a slow store takes some time for.
async fn forty() -> (Scene, SyncId, BTreeMap<String, String>) {
    let scene = Scene::new().await;
    let secrets: Vec<_> = (0..40)
        .map(|n| (format!("K{n:02}"), n.to_string()))
        .collect();
    let pairs: Vec<_> = secrets
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    scene.put_value_there("Theirs", "t");
    scene.write(&pairs).await;
    let sync = scene.sync("checkout").await;
    scene
        .control()
        .change_settings(|settings| settings.latency_ms = 5);
    let mut wanted = values(&pairs);
    wanted.insert("Theirs".to_owned(), "t".to_owned());
    (scene, sync, wanted)
}

async fn writes_arrive(scene: &Scene, count: usize) {
    while scene.control().writes().len() < count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_run_that_dies_at_any_write_is_finished_by_the_next() {
    for writes in [1, 9, 39] {
        let (scene, sync, wanted) = forty().await;
        scene.shop.later(1);
        tokio::select! {
            _ = reconciler::run_due_once(&scene.shop.service) => panic!("it ended by itself"),
            () = writes_arrive(&scene, writes) => {}
        }
        expire_lease(&scene).await;
        scene.run_due().await;
        let (service, ada) = (&scene.shop.service, &scene.shop.ada);
        let runs = syncs::runs(service, ada, sync, 2).await.unwrap();
        assert_eq!(
            runs[0].outcome,
            RunOutcome::Succeeded,
            "after {writes} writes"
        );
        assert_eq!(runs[1].outcome, RunOutcome::Interrupted);
        assert_eq!(scene.values(), wanted);

        scene.remove(&["K00"]).await;
        scene.run(sync).await;
        assert_eq!(
            scene.there("K00"),
            None,
            "what the dead run wrote is known as ours"
        );
    }
}

/// Lets the lease of a process that is gone end.
async fn expire_lease(scene: &Scene) {
    let tx = scene.shop.store().write().await.unwrap();
    let host = scene.azure.emulator.http_address().to_string();
    let store = stores::by_host(&tx, &host).await.unwrap().unwrap();
    let owner = store.lease_owner.unwrap();
    assert!(
        stores::release(&tx, store.id, owner, store.lease_epoch)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn stopping_finishes_what_is_under_way_and_the_next_start_goes_on() {
    let (scene, sync, wanted) = forty().await;
    let reconciler = reconciler::start(&scene.shop.service);
    writes_arrive(&scene, 9).await;
    reconciler.stop().await;
    assert_eq!(scene.last_run(sync).await.outcome, RunOutcome::Interrupted);
    assert_eq!(scene.control().in_flight().abandoned_writes, 0);
    assert!(scene.values().len() < wanted.len());

    let reconciler = reconciler::start(&scene.shop.service);
    while scene.values() != wanted {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    reconciler.stop().await;
}

#[tokio::test]
async fn a_takeover_is_followed_by_a_look_for_late_writes() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let calm = scene.state(sync).await.due_at.unwrap();
    begin_elsewhere(&scene, sync).await;
    scene.run_due().await;
    assert!(scene.state(sync).await.due_at.unwrap() < calm);
}

#[tokio::test]
async fn a_failure_that_time_may_heal_is_tried_again_and_one_for_a_person_is_not() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let calm = scene.state(sync).await.due_at.unwrap();
    scene
        .control()
        .add_fault(FaultRule::new(Fault::Unavailable).on(Kind::List));
    let run = scene.run(sync).await;
    assert_eq!(run.outcome, RunOutcome::Failed);
    assert!(scene.state(sync).await.due_at.unwrap() < calm);

    scene.control().clear_faults();
    scene
        .control()
        .add_fault(FaultRule::new(Fault::Forbidden).on(Kind::List));
    let run = scene.run(sync).await;
    assert_eq!(
        run.diagnosis.unwrap().cause,
        model::Cause::MissingPermission
    );
    assert!(scene.state(sync).await.due_at.unwrap() >= calm);
}
