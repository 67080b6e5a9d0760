//! Keys arrive under their own names, whatever those mean elsewhere.

use model::sync::{KeySchema, RunOutcome, SyncOptions};
use service::syncs::NewSync;

use crate::scene::{Scene, requests, values};

const NAMES: [&str; 12] = [
    "A?B", "A#B", "A,B", "A*B", "a/b", "a:b c", "A\\B", "A&B=C", "Ключ", "..a", "A+B", "\"A\"",
];

#[tokio::test]
async fn names_with_meaning_in_urls_and_filters_arrive_as_they_are() {
    let pairs = NAMES.map(|name| (name, name));
    let (scene, sync) = Scene::synced(&pairs).await;
    assert_eq!(scene.values(), values(&pairs));
    scene.run(sync).await;
    assert_eq!(scene.requests(), requests(&[("list 200", 1)]));
    let changed = NAMES.map(|name| (name, "changed"));
    scene.write(&changed).await;
    scene.run(sync).await;
    assert_eq!(scene.values(), values(&changed));
}

#[tokio::test]
async fn a_label_with_meaning_in_filters_is_taken_literally() {
    let scene = Scene::new().await;
    scene.write(&[("A", "1")]).await;
    for label in ["de*", "a,b", "a\\b", "x y&z"] {
        let label = Some(label.to_owned());
        let name = format!("sync-{}", scene.everything().len());
        let sync = scene
            .create(NewSync {
                label,
                ..scene.request(&name)
            })
            .await;
        assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);
        scene.run(sync).await;
    }
    let labels: Vec<_> = scene
        .everything()
        .into_iter()
        .filter_map(|item| item.label)
        .collect();
    assert_eq!(labels, ["a,b", "a\\b", "de*", "x y&z"]);
}

#[tokio::test]
async fn a_key_schema_names_the_keys_there() {
    let scene = Scene::new().await;
    scene.write(&[("Db:Url", "1")]).await;
    let options = SyncOptions {
        key_schema: KeySchema::parse("{{environment}}/Checkout:{{secretKey}}").unwrap(),
        ..SyncOptions::default()
    };
    let sync = scene.with_options("checkout", options).await;
    scene.run(sync).await;
    assert_eq!(scene.values(), values(&[("dev/Checkout:Db:Url", "1")]));
}

#[tokio::test]
async fn a_value_over_10_kb_is_skipped_with_its_size() {
    let long = "x".repeat(10 * 1024);
    let (scene, sync) = Scene::with(&[("A", "1"), ("Long", &long)]).await;
    let run = scene.run(sync).await;
    assert_eq!(run.outcome, RunOutcome::Partial);
    let named = scene.named(sync, &run).await;
    let item = named.iter().find(|item| item.key == "Long").unwrap();
    assert_eq!(
        (item.action.as_str(), item.reason.as_str()),
        ("skip", "too-large")
    );
    assert_eq!(item.detail.as_deref(), Some("10244"));
    assert_eq!(scene.values(), values(&[("A", "1")]));
}
