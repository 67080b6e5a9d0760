//! What a connection of the organization may be used for: where a sync may go, which keys it may
//! touch, and what happens when that changes.

use model::Cause;
use model::connection::{Limit, Limits};
use model::sync::{InitialSyncBehavior, RunOutcome, SyncOptions};
use service::connections::{self, ConnectionChange};
use service::secrets::{self, View};
use service::{Error, syncs};

use crate::scene::{Scene, item, items, values};

/// What allows everything in the shop's project.
fn everything(scene: &Scene) -> Limit {
    Limit {
        project_id: scene.shop.project,
        stores: Vec::new(),
        labels: Vec::new(),
        key_prefixes: Vec::new(),
    }
}

fn only_keys(scene: &Scene, prefix: &str) -> Limit {
    Limit {
        key_prefixes: vec![prefix.to_owned()],
        ..everything(scene)
    }
}

/// Somewhere else.
fn another_store(scene: &Scene) -> Limit {
    Limit {
        stores: vec!["other.azconfig.io".to_owned()],
        ..everything(scene)
    }
}

async fn limit(scene: &Scene, limit: Limit) {
    let change = ConnectionChange {
        limits: Some(Limits(vec![limit])),
        ..ConnectionChange::default()
    };
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let changed = connections::update(service, ada, scene.connection, change).await;
    changed.unwrap();
}

/// The limit that stands against something.
fn outside<T>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Diagnosed(diagnosis)) if diagnosis.cause == Cause::OutsideLimits => {
            diagnosis.argument("limit").unwrap().to_owned()
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it is allowed"),
    }
}

#[tokio::test]
async fn a_sync_outside_the_limits_is_not_made() {
    let scene = Scene::new().await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let host = scene.azure.emulator.http_address().to_string();
    let elsewhere = Limit {
        project_id: scene.shop.another_project("Other").await,
        ..everything(&scene)
    };
    let labelled = Limit {
        labels: vec!["prod".to_owned()],
        ..everything(&scene)
    };
    for (allowed, phrase) in [
        (elsewhere, "in this project".to_owned()),
        (another_store(&scene), format!("on {host}")),
        (labelled.clone(), "without a label".to_owned()),
    ] {
        limit(&scene, allowed).await;
        let made = syncs::create(service, ada, scene.request("checkout")).await;
        assert_eq!(outside(made), phrase);
    }
    let within = syncs::NewSync {
        label: Some("prod".to_owned()),
        ..scene.request("checkout")
    };
    assert!(syncs::create(service, ada, within).await.is_ok());
    let beside = syncs::NewSync {
        label: Some("dev".to_owned()),
        ..scene.request("other")
    };
    let made = syncs::create(service, ada, beside).await;
    assert_eq!(outside(made), "with the label dev");
}

#[tokio::test]
async fn a_sync_does_not_move_to_a_connection_that_is_not_for_it() {
    let (scene, sync) = Scene::with(&[("A", "1")]).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let mut request = scene.azure.by_client_secret("limited");
    request.limits = Limits(vec![another_store(&scene)]);
    let limited = connections::create(service, ada, request).await.unwrap();
    let change = syncs::SyncChange {
        connection: Some(limited.id),
        ..syncs::SyncChange::default()
    };
    let host = scene.azure.emulator.http_address();
    let moved = syncs::update(service, ada, sync, change).await;
    assert_eq!(outside(moved), format!("on {host}"));
}

#[tokio::test]
async fn a_sync_that_is_outside_now_fails_by_name_and_goes_on_once_it_is_within() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    limit(&scene, another_store(&scene)).await;
    scene.write(&[("A", "2")]).await;
    scene.run_due().await;
    let run = scene.last_run(sync).await;
    assert_eq!(run.outcome, RunOutcome::Failed);
    assert_eq!(run.diagnosis.unwrap().cause, Cause::OutsideLimits);
    outside(syncs::preview(service, ada, sync).await);
    outside(syncs::delete(service, ada, sync, true).await);
    assert_eq!(scene.values(), values(&[("A", "1")]));
    let connection = connections::get(service, ada, scene.connection).await;
    assert!(connection.unwrap().diagnosis.is_none(), "it works");

    syncs::resume(service, ada, sync).await.unwrap();
    limit(&scene, everything(&scene)).await;
    scene.run_due().await;
    assert_eq!(scene.last_run(sync).await.outcome, RunOutcome::Succeeded);
    assert_eq!(scene.values(), values(&[("A", "2")]));
}

#[tokio::test]
async fn a_key_outside_the_limits_is_left_alone_and_named() {
    let scene = Scene::new().await;
    let before = [("other:A", "1"), ("other:Gone", "1"), ("shop:A", "1")];
    scene.write(&before).await;
    let sync = scene.sync("checkout").await;
    scene.run(sync).await;
    limit(&scene, only_keys(&scene, "shop:")).await;
    scene.put_value_there("other:Equal", "same");
    scene.write(&[("other:A", "2"), ("shop:A", "2")]).await;
    scene
        .write(&[("other:Equal", "same"), ("other:New", "1")])
        .await;
    scene.remove(&["other:Gone"]).await;

    let run = scene.run(sync).await;
    assert_eq!(run.outcome, RunOutcome::Partial);
    let outside = |key| (key, "skip", "outside-limits");
    let expected = items(&[
        outside("other:A"),
        outside("other:Equal"),
        outside("other:Gone"),
        outside("other:New"),
        ("shop:A", "update", "value-changed"),
    ]);
    assert_eq!(scene.items(sync, &run).await, expected);
    let expected = [
        ("other:A", "1"),
        ("other:Equal", "same"),
        ("other:Gone", "1"),
        ("shop:A", "2"),
    ];
    assert_eq!(scene.values(), values(&expected));
}

#[tokio::test]
async fn a_removal_takes_nothing_that_the_limits_keep() {
    let (scene, sync) = Scene::synced(&[("other:A", "1"), ("shop:A", "1")]).await;
    limit(&scene, only_keys(&scene, "shop:")).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let removed = syncs::delete(service, ada, sync, true).await;
    assert_eq!(outside(removed), "for the key other:A");
    assert_eq!(scene.values().len(), 2);
}

#[tokio::test]
async fn a_first_import_brings_home_what_is_within_the_limits() {
    let scene = Scene::new().await;
    limit(&scene, only_keys(&scene, "shop:")).await;
    scene.put_there(item("other:A", "theirs"));
    scene.put_there(item("shop:A", "theirs"));
    let importing = SyncOptions {
        initial: InitialSyncBehavior::ImportPrioritizeDestination,
        ..SyncOptions::default()
    };
    let sync = scene.with_options("checkout", importing).await;
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let home = secrets::list(service, ada, &scene.source, View::default()).await;
    let names: Vec<_> = home
        .unwrap()
        .iter()
        .map(|one| one.key.to_string())
        .collect();
    assert_eq!(names, ["shop:A"]);
}

#[tokio::test]
async fn an_unchanged_store_is_looked_at_again_under_new_limits() {
    let (scene, sync) = Scene::synced(&[("other:A", "1")]).await;
    scene.run(sync).await;
    limit(&scene, only_keys(&scene, "shop:")).await;
    let run = scene.run(sync).await;
    assert_eq!((run.outcome, run.counts.skipped), (RunOutcome::Partial, 1));
}

#[tokio::test]
async fn limits_that_narrow_under_a_run_stop_it_before_the_next_batch() {
    let scene = Scene::new().await;
    let names: Vec<_> = (0..450).map(|number| format!("K{number}")).collect();
    let all: Vec<_> = names.iter().map(|name| (name.as_str(), "1")).collect();
    scene.write(&all).await;
    let sync = scene.sync("checkout").await;
    scene.shop.later(1);
    let narrow = async {
        while scene.values().is_empty() {
            tokio::task::yield_now().await;
        }
        limit(&scene, another_store(&scene)).await;
    };
    let service = &scene.shop.service;
    let (ran, ()) = tokio::join!(syncs::reconciler::run_due_once(service), narrow);
    ran.unwrap();
    let runs = syncs::runs(service, &scene.shop.ada, sync, 5)
        .await
        .unwrap();
    let ended = |outcome| runs.iter().find(|run| run.outcome == outcome);
    assert_eq!(runs.len(), 2);
    assert!(ended(RunOutcome::Interrupted).is_some(), "{runs:?}");
    let failed = ended(RunOutcome::Failed).unwrap();
    let cause = failed.diagnosis.as_ref().unwrap().cause;
    assert_eq!(cause, Cause::OutsideLimits);
    assert_eq!(scene.values().len(), 200, "one batch was under way");
}
