//! What somebody asks a sync for beside a run: to import, and to remove what it wrote.

use model::access::{Action, ProjectRole};
use model::sync::{SyncOptions, SyncState};
use plan::Priority;
use service::{Error, syncs};

use crate::scene::{Scene, values};

#[tokio::test]
async fn an_import_brings_home_what_is_missing_and_keeps_our_values() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    scene.put_value_there("A", "theirs");
    scene.put_value_there("B", "${A}");
    let done = syncs::import_secrets(service, ada, sync, Priority::Source).await;
    assert_eq!(done.unwrap().sync.id, sync);
    let recorded = scene.shop.recorded().await;
    assert_eq!(recorded.last().unwrap(), "secret-sync-import-secrets");
    assert_eq!(scene.shop.kept(&scene.source, "A").await, "1");
    let imported = scene.shop.expanded(&scene.source, "B").await;
    assert_eq!(imported.value.unwrap().reveal(), "${A}", "taken literally");
}

#[tokio::test]
async fn an_import_may_prefer_their_values() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    scene.put_value_there("A", "theirs");
    syncs::import_secrets(service, ada, sync, Priority::Destination)
        .await
        .unwrap();
    assert_eq!(scene.shop.kept(&scene.source, "A").await, "theirs");
}

#[tokio::test]
async fn an_import_needs_the_right_to_write_the_source() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let viewer = scene.shop.somebody(Some(ProjectRole::Viewer)).await;
    let done = syncs::import_secrets(&scene.shop.service, &viewer, sync, Priority::Source).await;
    assert!(matches!(done, Err(Error::Denied(Action::ImportFromSyncs))));
}

#[tokio::test]
async fn what_a_sync_wrote_can_be_removed_and_written_again() {
    let scene = Scene::new().await;
    scene.put_value_there("Theirs", "t");
    scene.write(&[("A", "1"), ("B", "2")]).await;
    let sync = scene.with_options("checkout", SyncOptions::default()).await;
    scene.run(sync).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let done = syncs::remove_secrets(service, ada, sync).await.unwrap();
    assert_eq!(scene.values(), values(&[("Theirs", "t")]));
    assert_eq!(done.sync.state, SyncState::Paused);
    scene.write(&[("A", "3")]).await;
    scene.run_due().await;
    assert_eq!(scene.values(), values(&[("Theirs", "t")]), "it stays away");
    syncs::resume(service, ada, sync).await.unwrap();
    scene.run_due().await;
    let all = values(&[("A", "3"), ("B", "2"), ("Theirs", "t")]);
    assert_eq!(scene.values(), all);
}
