//! What syncs do when the project, environment or folder that they belong to is renamed or gone.

use model::Cause;
use model::id::{ReplicaId, RunId};
use model::sync::{RunOutcome, SyncState};
use seal::SystemEntropy;
use service::projects::{self, Contents, EnvironmentChanges, FolderChanges, Which};
use service::{Error, connections, syncs};

use crate::scene::{Scene, values};
use crate::support::{path, slug};

#[tokio::test]
async fn a_deleted_project_leaves_its_destination_and_others_connections_as_they_are() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    projects::delete(service, ada, scene.shop.project)
        .await
        .unwrap();
    assert_eq!(scene.values(), values(&[("A", "1")]));
    let gone = syncs::get(service, ada, sync).await;
    assert!(matches!(gone, Err(Error::NotFound { .. })));
    scene.run_due().await;
    assert_eq!(scene.values(), values(&[("A", "1")]));
    let kept = connections::get(service, ada, scene.connection).await;
    assert!(kept.unwrap().used_by.is_empty());
}

#[tokio::test]
async fn a_project_is_not_deleted_while_one_of_its_syncs_writes() {
    let (scene, sync) = Scene::with(&[("A", "1")]).await;
    let shop = &scene.shop;
    let (store, project) = (shop.store(), shop.project);
    let tx = store.write().await.unwrap();
    let owner = ReplicaId::generate(shop.clock.as_ref(), &SystemEntropy);
    let lease = std::time::Duration::from_mins(1);
    let claim = store::stores::claim_due(&tx, owner, lease, &[]).await;
    let epoch = claim.unwrap().unwrap().epoch;
    let run = RunId::generate(shop.clock.as_ref(), &SystemEntropy);
    assert!(
        store::syncs::start_run(&tx, sync, epoch, run)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    let refused = projects::delete(&shop.service, &shop.ada, project).await;
    assert!(
        matches!(&refused, Err(Error::Running { name }) if name == "checkout"),
        "{refused:?}"
    );
    assert!(
        projects::get(&shop.service, &shop.ada, project)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_sync_of_a_deleted_environment_pauses_and_deletes_nothing() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let (service, ada, project) = (&scene.shop.service, &scene.shop.ada, scene.shop.project);
    let dev = projects::environment_by_slug(service, ada, project, &slug("dev"))
        .await
        .unwrap();
    projects::delete_environment(service, ada, project, dev.id)
        .await
        .unwrap();
    scene.shop.later(2);
    scene.run_due().await;
    let run = scene.last_run(sync).await;
    assert_eq!(run.diagnosis.unwrap().cause, Cause::SourceMissing);
    assert_eq!(scene.state(sync).await.state, SyncState::Paused);
    assert_eq!(scene.values(), values(&[("A", "1")]));
}

#[tokio::test]
async fn a_sync_of_a_deleted_folder_pauses_and_deletes_nothing() {
    let mut scene = Scene::new().await;
    scene.source = scene.shop.folder_at("dev", "/checkout").await;
    scene.write(&[("A", "1")]).await;
    let sync = scene.sync("checkout").await;
    scene.run(sync).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let (root, contents) = (scene.shop.root("dev"), Contents::Delete);
    let this = Which::Named("checkout".parse().unwrap());
    projects::delete_folder(service, ada, &root, &this, contents)
        .await
        .unwrap();
    scene.shop.later(2);
    scene.run_due().await;
    let run = scene.last_run(sync).await;
    assert_eq!(run.diagnosis.unwrap().cause, Cause::SourceMissing);
    assert_eq!(scene.values(), values(&[("A", "1")]));
}

#[tokio::test]
async fn a_sync_follows_its_source_to_another_folder_and_environment_name() {
    let mut scene = Scene::new().await;
    scene.source = scene.shop.folder_at("dev", "/checkout").await;
    scene.write(&[("A", "1")]).await;
    let sync = scene.sync("checkout").await;
    scene.run(sync).await;
    let (service, ada, project) = (&scene.shop.service, &scene.shop.ada, scene.shop.project);
    let root = scene.shop.root("dev");
    let renamed = FolderChanges {
        name: Some("basket".parse().unwrap()),
        description: None,
    };
    let this = Which::Named("checkout".parse().unwrap());
    projects::update_folder(service, ada, &root, &this, renamed)
        .await
        .unwrap();
    let dev = projects::environment_by_slug(service, ada, project, &slug("dev"))
        .await
        .unwrap();
    let renamed = EnvironmentChanges {
        slug: Some(slug("development")),
        ..EnvironmentChanges::default()
    };
    projects::update_environment(service, ada, project, dev.id, renamed)
        .await
        .unwrap();
    let state = scene.state(sync).await;
    assert_eq!(
        (state.environment, state.path, state.source_exists),
        (slug("development"), path("/basket"), true)
    );
    scene.source.environment = slug("development");
    scene.source.path = path("/basket");
    scene.write(&[("A", "2")]).await;
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);
    assert_eq!(scene.values(), values(&[("A", "2")]));
}
