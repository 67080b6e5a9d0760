//! A client secret that ends under a running sync, with the next one at hand.

use std::collections::BTreeMap;
use std::time::Duration;

use model::connection::Health;
use model::id::SyncId;
use model::sync::RunOutcome;
use secrecy::SecretString;
use service::connections;

use crate::scene::Scene;
use crate::support::secret;

const NEXT: &str = "the-next-secret-of-the-shop";

/// A sync of a thousand keys, by an application that has two client secrets.
async fn scene() -> (Scene, SyncId) {
    let names: Vec<_> = (0..1_000).map(|n| format!("K{n:04}")).collect();
    let secrets: Vec<_> = names.iter().map(|name| (name.as_str(), "1")).collect();
    let (scene, sync) = Scene::with(&secrets).await;
    let current = scene.azure.demo.service.client_secret;
    scene.azure.accept_secrets(&[current, NEXT]);
    (scene, sync)
}

fn next() -> BTreeMap<String, SecretString> {
    BTreeMap::from([("clientSecret".to_owned(), secret(NEXT))])
}

/// Runs the sync. In the midst of it something happens, then the first secret ends, and with it
/// every token there is.
async fn run_across(scene: &Scene, sync: SyncId, meanwhile: impl AsyncFnOnce()) {
    let midst = async {
        while scene.everything().len() < 100 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(scene.everything().len() < 1_000, "the run is under way");
        meanwhile().await;
        scene.azure.accept_secrets(&[NEXT]);
        scene.shop.later(7_200);
    };
    let (run, ()) = tokio::join!(scene.run(sync), midst);
    assert_eq!(run.outcome, RunOutcome::Succeeded, "{:?}", run.diagnosis);
    assert_eq!(scene.everything().len(), 1_000);

    let shop = &scene.shop;
    let connection = connections::get(&shop.service, &shop.ada, scene.connection).await;
    assert_eq!(connection.unwrap().health, Health::Healthy);
}

#[tokio::test]
async fn the_next_secret_takes_over_and_the_run_goes_on() {
    let (scene, sync) = scene().await;
    let shop = &scene.shop;
    let (service, ada) = (&shop.service, &shop.ada);
    connections::set_next_credentials(service, ada, scene.connection, next())
        .await
        .unwrap();
    run_across(&scene, sync, async || {}).await;
    let promoted = connections::get(service, ada, scene.connection).await;
    assert!(promoted.unwrap().next.is_none());
}
