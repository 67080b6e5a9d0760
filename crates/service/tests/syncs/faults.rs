//! Faults of the store: whatever it answers, the run ends right and the store is as planned.

use std::time::Duration;

use azure_emulator::{Fault, FaultRule, Kind, Trigger};
use model::clock::SystemClock;
use model::connection::Health;
use model::sync::{RunOutcome, SyncState};
use model::{Cause, Clock as _};
use service::connections::{self, ConnectionChange};
use service::syncs;

use crate::scene::{Scene, values};

const FIVE: [(&str, &str); 5] = [("A", "1"), ("B", "2"), ("C", "3"), ("D", "4"), ("E", "5")];

/// Faults that a run sits out, at the first and a middle request of each kind.
async fn is_sat_out(rule: fn() -> FaultRule) {
    for (kind, nth) in [
        (Kind::List, 1),
        (Kind::Put, 1),
        (Kind::Put, 3),
        (Kind::Delete, 1),
    ] {
        let (scene, sync) = Scene::synced(&[("Old", "0"), ("A", "0"), ("B", "2")]).await;
        scene.put_value_there("Theirs", "t");
        scene.write(&FIVE).await;
        scene.remove(&["Old"]).await;
        scene
            .control()
            .add_fault(rule().on(kind).trigger(Trigger::Nth(nth)));
        let run = scene.run(sync).await;
        assert_eq!(scene.control().fired().len(), 1, "{kind:?} {nth}");
        assert_eq!(
            run.outcome,
            RunOutcome::Succeeded,
            "{kind:?} {nth}: {:?}",
            run.diagnosis
        );
        let mut wanted = values(&FIVE);
        wanted.insert("Theirs".to_owned(), "t".to_owned());
        assert_eq!(scene.values(), wanted, "{kind:?} {nth}");

        let again = scene.run(sync).await;
        assert_eq!(again.outcome, RunOutcome::Succeeded);
        assert_eq!(
            again.counts.unchanged, 5,
            "nothing is left to do or to find out"
        );
    }
}

#[tokio::test]
async fn a_429_with_a_time_is_sat_out() {
    is_sat_out(|| {
        FaultRule::new(Fault::Throttled {
            retry_after_ms: Some(20),
        })
    })
    .await;
}

#[tokio::test]
async fn a_429_without_a_time_is_sat_out() {
    is_sat_out(|| {
        FaultRule::new(Fault::Throttled {
            retry_after_ms: None,
        })
    })
    .await;
}

#[tokio::test]
async fn a_503_is_sat_out() {
    is_sat_out(|| FaultRule::new(Fault::Unavailable)).await;
}

#[tokio::test]
async fn a_connection_reset_before_the_effect_is_sat_out() {
    is_sat_out(|| FaultRule::new(Fault::Reset)).await;
}

#[tokio::test]
async fn a_connection_reset_after_the_effect_is_found_to_be_our_own_write() {
    is_sat_out(|| FaultRule::new(Fault::Reset).after_effect()).await;
}

#[tokio::test]
async fn a_truncated_answer_is_found_to_be_our_own_write() {
    is_sat_out(|| FaultRule::new(Fault::TruncatedBody)).await;
}

#[tokio::test]
async fn a_412_is_looked_at_and_planned_again() {
    for kind in [Kind::Put, Kind::Delete] {
        let (scene, sync) = Scene::synced(&[("Old", "0"), ("A", "1")]).await;
        scene.write(&[("A", "2")]).await;
        scene.remove(&["Old"]).await;
        let rule = FaultRule::new(Fault::PreconditionFailed).on(kind);
        scene.control().add_fault(rule.trigger(Trigger::Nth(1)));
        let run = scene.run(sync).await;
        assert_eq!((run.outcome, run.counts.failed), (RunOutcome::Succeeded, 0));
        assert_eq!(scene.values(), values(&[("A", "2")]));
        let requests = scene.requests();
        assert_eq!(requests.get("get 200"), Some(&1), "{requests:?}");
    }
}

#[tokio::test]
async fn a_key_that_keeps_changing_is_named_and_the_others_arrive() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    scene.write(&[("A", "2"), ("B", "2")]).await;
    let mut rule = FaultRule::new(Fault::PreconditionFailed).on(Kind::Put);
    rule.on.path_prefix = Some("/kv/A".to_owned());
    scene.control().add_fault(rule);
    let run = scene.run(sync).await;
    assert_eq!(
        (run.outcome, run.counts.created, run.counts.failed),
        (RunOutcome::Partial, 1, 1)
    );
    assert_eq!(
        scene.items(sync, &run).await["A"].1,
        "azure.changed-meanwhile"
    );

    scene.control().clear_faults();
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);
    assert_eq!(scene.values(), values(&[("A", "2"), ("B", "2")]));
}

#[tokio::test]
async fn a_key_locked_at_the_last_moment_is_named_and_the_others_arrive() {
    let (scene, sync) = Scene::with(&FIVE).await;
    let mut rule = FaultRule::new(Fault::Locked).on(Kind::Put);
    rule.on.path_prefix = Some("/kv/C".to_owned());
    scene.control().add_fault(rule);
    let run = scene.run(sync).await;
    assert_eq!(
        (run.outcome, run.counts.created, run.counts.skipped),
        (RunOutcome::Partial, 4, 1)
    );
    assert_eq!(
        scene.items(sync, &run).await["C"],
        ("skip".to_owned(), "locked".to_owned())
    );
    assert_eq!(scene.state(sync).await.state, SyncState::Partial);
}

#[tokio::test]
async fn a_key_made_there_between_look_and_write_is_not_taken_for_ours() {
    let (scene, sync) = Scene::with(&[("A", "1"), ("B", "2")]).await;
    let mut rule = FaultRule::new(Fault::PreconditionFailed).on(Kind::Put);
    rule.on.path_prefix = Some("/kv/A".to_owned());
    scene.control().add_fault(rule.trigger(Trigger::Nth(1)));
    scene.run(sync).await;
    scene.remove(&["A"]).await;
    scene.run(sync).await;
    assert_eq!(
        scene.values(),
        values(&[("B", "2")]),
        "it was absent when looked at again"
    );
}

#[tokio::test]
async fn a_missing_right_stops_the_run_and_is_the_connections_state() {
    let (scene, sync) = Scene::with(&FIVE).await;
    scene
        .control()
        .add_fault(FaultRule::new(Fault::Forbidden).on(Kind::Put));
    let run = scene.run(sync).await;
    assert_eq!(run.outcome, RunOutcome::Failed);
    assert_eq!(run.diagnosis.unwrap().cause, Cause::MissingPermission);
    let shop = &scene.shop;
    let connection = connections::get(&shop.service, &shop.ada, scene.connection)
        .await
        .unwrap();
    assert_eq!(connection.health, Health::MissingPermission);

    scene.control().clear_faults();
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);
    let connection = connections::get(&shop.service, &shop.ada, scene.connection)
        .await
        .unwrap();
    assert_eq!(
        (connection.health, connection.diagnosis),
        (Health::Healthy, None)
    );
}

#[tokio::test]
async fn a_sync_goes_on_with_a_replaced_client_secret() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    scene.control().directory(|directory| {
        let mut app = directory
            .app(scene.azure.demo.service.client_id)
            .unwrap()
            .clone();
        app.secrets[0].value = "another-secret".to_owned();
        directory.add_app(app);
    });
    scene.shop.later(3_600);
    scene.write(&[("A", "2")]).await;
    let run = scene.run(sync).await;
    assert_eq!(run.outcome, RunOutcome::Failed);
    assert_eq!(run.diagnosis.unwrap().cause, Cause::WrongSecret);

    let mut app = scene.azure.demo.service;
    app.client_secret = "another-secret";
    let credentials = Some(scene.azure.fields(app));
    let change = ConnectionChange {
        credentials,
        ..ConnectionChange::default()
    };
    connections::update(service, ada, scene.connection, change)
        .await
        .unwrap();
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);
    assert_eq!(scene.values(), values(&[("A", "2")]));
}

#[tokio::test]
async fn a_store_that_wants_a_long_rest_gets_it() {
    let (scene, sync) = Scene::with(&[("A", "1")]).await;
    let later = Fault::Throttled {
        retry_after_ms: Some(3_000_000),
    };
    scene
        .control()
        .add_fault(FaultRule::new(later).on(Kind::Put));
    let run = scene.run(sync).await;
    assert_eq!((run.outcome, run.throttled), (RunOutcome::Failed, 1));
    assert_eq!(run.diagnosis.unwrap().cause, Cause::StoreThrottled);
    let state = scene.state(sync).await;
    let waits = state.due_at.unwrap().since(SystemClock.now());
    assert!(waits > Duration::from_secs(2_900), "{waits:?}");

    scene.control().clear_records();
    let other = scene.sync("other").await;
    scene.run_due().await;
    let runs = syncs::runs(&scene.shop.service, &scene.shop.ada, other, 1).await;
    assert!(runs.unwrap().is_empty() && scene.requests().is_empty());
}

#[tokio::test]
async fn a_write_that_was_lost_for_good_is_recognised_by_the_next_run() {
    let (scene, sync) = Scene::with(&[("A", "1")]).await;
    let lost = FaultRule::new(Fault::Reset).on(Kind::Put).after_effect();
    scene.control().add_fault(lost);
    scene
        .control()
        .add_fault(FaultRule::new(Fault::Reset).on(Kind::Get));
    let run = scene.run(sync).await;
    assert_eq!((run.outcome, run.counts.failed), (RunOutcome::Partial, 1));
    assert_eq!(scene.values(), values(&[("A", "1")]));

    scene.control().clear_faults();
    let run = scene.run(sync).await;
    assert_eq!(
        (run.outcome, run.counts.unchanged),
        (RunOutcome::Succeeded, 1)
    );
    scene.write(&[("B", "2")]).await;
    scene.remove(&["A"]).await;
    scene.run(sync).await;
    assert_eq!(
        scene.values(),
        values(&[("B", "2")]),
        "it was recognised as our own"
    );
}
