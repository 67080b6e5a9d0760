//! What a run does not do before somebody has confirmed it.

use model::Cause;
use model::sync::{RunOutcome, SyncState};
use plan::HeldReason;
use service::syncs;
use service::syncs::StepAction::{Create, Delete, Unchanged, Update};
use service::{Error, projects};

use crate::scene::{Scene, requests, values};

const TEN: [(&str, &str); 10] = [
    ("A", "1"),
    ("B", "2"),
    ("C", "3"),
    ("D", "4"),
    ("E", "5"),
    ("F", "6"),
    ("G", "7"),
    ("H", "8"),
    ("I", "9"),
    ("J", "10"),
];

#[tokio::test]
async fn an_emptied_source_holds_the_run() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    scene.remove(&["A"]).await;
    let run = scene.run(sync).await;
    assert_eq!(run.outcome, RunOutcome::Held);
    assert_eq!(
        run.diagnosis.unwrap().argument("reason"),
        Some("source-empty")
    );
    assert_eq!(scene.values(), values(&[("A", "1")]));
    assert_eq!(scene.requests(), requests(&[("list 200", 1)]));
    let state = scene.state(sync).await;
    assert_eq!(state.state, SyncState::Held);
    assert_eq!(state.diagnosis.unwrap().cause, Cause::Held);
    assert!(state.held_plan.is_some());
}

#[tokio::test]
async fn a_confirmed_plan_runs_once() {
    let (scene, sync) = Scene::synced(&TEN).await;
    scene.remove(&["A", "B", "C"]).await;
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Held);
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let preview = syncs::preview(service, ada, sync).await.unwrap();
    let held = HeldReason::ManyDeletes {
        deletes: 3,
        allowed: 2,
        ours: 10,
    };
    assert_eq!(preview.held, Some(held));
    assert_eq!(preview.counts.deleted, 3);

    let plan = scene.state(sync).await.held_plan.unwrap();
    assert_eq!(plan, preview.fingerprint);
    syncs::confirm(service, ada, sync, &plan).await.unwrap();
    scene.run_due().await;
    let run = scene.last_run(sync).await;
    assert_eq!(
        (run.outcome, run.counts.deleted),
        (RunOutcome::Succeeded, 3)
    );
    assert_eq!(scene.values(), values(&TEN[3..]));
    assert_eq!(scene.state(sync).await.held_plan, None);
}

#[tokio::test]
async fn a_confirmation_covers_exactly_the_plan_it_names() {
    let (scene, sync) = Scene::synced(&TEN).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    scene.remove(&["A", "B", "C"]).await;
    scene.run(sync).await;
    let plan = scene.state(sync).await.held_plan.unwrap();
    syncs::confirm(service, ada, sync, &plan).await.unwrap();
    scene.remove(&["D"]).await;
    scene.run_due().await;
    assert_eq!(scene.last_run(sync).await.outcome, RunOutcome::Held);
    assert_eq!(scene.values(), values(&TEN));
    let other = syncs::confirm(service, ada, sync, &plan).await;
    assert!(matches!(other, Err(Error::Stale)));
}

#[tokio::test]
async fn a_plan_that_is_not_held_cannot_be_confirmed() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let shop = &scene.shop;
    let confirmed = syncs::confirm(&shop.service, &shop.ada, sync, &"0".repeat(64)).await;
    assert!(matches!(confirmed, Err(Error::Stale)));
}

#[tokio::test]
async fn a_preview_says_what_a_run_will_do_and_does_nothing() {
    let (scene, sync) = Scene::synced(&[("A", "1"), ("B", "2"), ("C", "3")]).await;
    scene.write(&[("A", "changed"), ("D", "4")]).await;
    scene.remove(&["B"]).await;
    let shop = &scene.shop;
    let view = syncs::preview(&shop.service, &shop.ada, sync)
        .await
        .unwrap();
    let steps: Vec<_> = view
        .steps
        .iter()
        .map(|step| (step.key.as_str(), step.action.clone()))
        .collect();
    assert_eq!(
        steps,
        [
            ("A", Update),
            ("B", Delete),
            ("C", Unchanged),
            ("D", Create)
        ]
    );
    assert_eq!((view.held, view.forecast.requests), (None, 4));
    let asked = requests(&[("list 200", 1), ("delete 412", 1)]);
    assert_eq!(
        scene.requests(),
        asked,
        "the right to delete is tried on no key"
    );
}

#[tokio::test]
async fn a_missing_source_folder_pauses_the_sync_and_deletes_nothing() {
    let mut scene = Scene::new().await;
    scene.source = scene.shop.folder_at("dev", "/checkout").await;
    scene.write(&[("A", "1")]).await;
    let sync = scene.sync("checkout").await;
    scene.run(sync).await;
    let shop = &scene.shop;
    let store = shop.store();
    let tx = store.write().await.unwrap();
    let environment = store::environments::by_slug(&tx, shop.project, &scene.source.environment)
        .await
        .unwrap();
    let environment = environment.unwrap().id;
    let folder = store::folders::by_path(&tx, environment, &scene.source.path)
        .await
        .unwrap();
    store::folders::delete(&tx, folder.unwrap().id)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let run = scene.run(sync).await;
    assert_eq!(run.outcome, RunOutcome::Failed);
    assert_eq!(run.diagnosis.unwrap().cause, Cause::SourceMissing);
    let state = scene.state(sync).await;
    assert_eq!(
        (state.state, state.source_exists),
        (SyncState::Paused, false)
    );
    assert_eq!(scene.values(), values(&[("A", "1")]));

    let resumed = syncs::resume(&shop.service, &shop.ada, sync).await;
    assert!(matches!(resumed, Err(Error::NotFound { .. })));
    let root = shop.root("dev");
    let name = scene.source.path.folders().next().unwrap();
    projects::create_folder(&shop.service, &shop.ada, &root, &name)
        .await
        .unwrap();
    scene.write(&[("A", "2")]).await;
    syncs::resume(&shop.service, &shop.ada, sync).await.unwrap();
    scene.run_due().await;
    assert_eq!(scene.last_run(sync).await.outcome, RunOutcome::Succeeded);
    assert_eq!(scene.values(), values(&[("A", "2")]));
}

#[tokio::test]
async fn a_paused_sync_waits_until_it_is_resumed() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let paused = syncs::pause(service, ada, sync).await.unwrap();
    assert_eq!(paused.state, SyncState::Paused);
    scene.write(&[("A", "2")]).await;
    let asked = syncs::request_run(service, ada, sync).await;
    assert!(matches!(asked, Err(Error::Invalid(_))));
    scene.run_due().await;
    assert_eq!(scene.values(), values(&[("A", "1")]));
    syncs::resume(service, ada, sync).await.unwrap();
    scene.run_due().await;
    assert_eq!(scene.values(), values(&[("A", "2")]));
}
