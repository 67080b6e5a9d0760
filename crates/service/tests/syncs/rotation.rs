//! A client secret that is replaced while a sync of a thousand keys runs.

use std::collections::BTreeMap;

use model::Cause;
use model::id::SyncId;
use model::sync::{RunOutcome, SyncState};
use service::connections::{self, ConnectionChange};
use service::syncs::reconciler;

use crate::scene::Scene;

const KEYS: usize = 1_000;

/// The secret that comes after the demo's.
const NEXT: &str = "the-next-secret";

/// A thousand keys to ferry.
async fn thousand() -> (Scene, SyncId, BTreeMap<String, String>) {
    let scene = Scene::new().await;
    let names: Vec<_> = (0..KEYS).map(|number| format!("Key:{number}")).collect();
    let pairs: Vec<_> = names.iter().map(|name| (name.as_str(), "1")).collect();
    scene.write(&pairs).await;
    let sync = scene.sync("checkout").await;
    scene.shop.later(1);
    (scene, sync, crate::scene::values(&pairs))
}

/// Makes this the application's only secret, in Entra.
fn replace_secret(scene: &Scene, secret: &str) {
    scene.control().directory(|directory| {
        let client = scene.azure.demo.service.client_id;
        let mut app = directory.app(client).unwrap().clone();
        secret.clone_into(&mut app.secrets[0].value);
        directory.add_app(app);
    });
}

/// Enters the next secret, as a person does.
async fn enter_next(scene: &Scene) {
    let mut app = scene.azure.demo.service;
    app.client_secret = NEXT;
    let change = ConnectionChange {
        credentials: Some(scene.azure.fields(app)),
        ..ConnectionChange::default()
    };
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let changed = connections::update(service, ada, scene.connection, change).await;
    changed.unwrap();
}

async fn writes_arrive(scene: &Scene, count: usize) {
    while scene.control().writes().len() < count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_secret_that_is_replaced_under_a_run_lets_it_succeed() {
    let (scene, sync, wanted) = thousand().await;
    let rotate = async {
        writes_arrive(&scene, KEYS / 3).await;
        replace_secret(&scene, NEXT);
        enter_next(&scene).await;
        // The token at hand expires: from here on only the new secret signs in.
        scene.shop.later(3_600);
        scene.control().writes().len()
    };
    let service = &scene.shop.service;
    let (ran, before) = tokio::join!(reconciler::run_due_once(service), rotate);
    ran.unwrap();
    assert!(before < KEYS, "it was replaced under the run");
    let run = scene.last_run(sync).await;
    assert_eq!(run.outcome, RunOutcome::Succeeded, "{run:?}");
    assert_eq!(scene.values(), wanted);
}

#[tokio::test]
async fn a_run_whose_secret_is_gone_before_the_next_is_entered_is_finished_by_itself() {
    let (scene, sync, wanted) = thousand().await;
    let running = reconciler::start(&scene.shop.service);
    writes_arrive(&scene, KEYS / 3).await;
    replace_secret(&scene, NEXT);
    scene.shop.later(3_600);
    let mut failed = scene.last_run(sync).await;
    while failed.outcome == RunOutcome::Running {
        tokio::task::yield_now().await;
        failed = scene.last_run(sync).await;
    }
    assert_eq!(scene.state(sync).await.state, SyncState::Paused);
    assert_eq!(failed.outcome, RunOutcome::Failed);
    assert_eq!(failed.diagnosis.unwrap().cause, Cause::WrongSecret);
    assert!(scene.values().len() < KEYS);

    enter_next(&scene).await;
    while scene.values() != wanted || scene.state(sync).await.state == SyncState::Running {
        tokio::task::yield_now().await;
    }
    assert_eq!(scene.last_run(sync).await.outcome, RunOutcome::Succeeded);
    running.stop().await;
}
