//! Several syncs at one store, and what a deleted one leaves to a new one.

use model::sync::RunOutcome;
use service::Error;
use service::syncs::{self, NewSync};

use crate::scene::{Scene, items, requests, values};

#[tokio::test]
async fn syncs_with_different_labels_do_not_touch_each_other() {
    let scene = Scene::new().await;
    scene.write(&[("A", "1"), ("B", "2")]).await;
    let plain = scene.sync("plain").await;
    let label = Some("prod".to_owned());
    let labelled = scene
        .create(NewSync {
            label,
            ..scene.request("labelled")
        })
        .await;
    scene.run_due().await;
    assert_eq!(scene.last_run(labelled).await.counts.created, 2);
    assert_eq!(scene.everything().len(), 4);

    let shop = &scene.shop;
    syncs::pause(&shop.service, &shop.ada, labelled)
        .await
        .unwrap();
    scene.remove(&["B"]).await;
    scene.run(plain).await;
    let left: Vec<_> = scene
        .everything()
        .into_iter()
        .map(|item| (item.key, item.label))
        .collect();
    let prod = Some("prod".to_owned());
    assert_eq!(
        left,
        [
            ("A".to_owned(), None),
            ("A".to_owned(), prod.clone()),
            ("B".to_owned(), prod)
        ]
    );
}

#[tokio::test]
async fn a_second_sync_that_wants_the_same_key_is_told_who_owns_it() {
    let (scene, _) = Scene::synced(&[("A", "1")]).await;
    let second = scene.sync("second").await;
    let run = scene.run(second).await;
    assert_eq!(run.outcome, RunOutcome::Partial);
    let named = scene.named(second, &run).await;
    assert_eq!(
        (named[0].action.as_str(), named[0].reason.as_str()),
        ("skip", "other-sync")
    );
    assert_eq!(named[0].detail.as_deref(), Some("checkout"));
}

#[tokio::test]
async fn what_a_deleted_sync_left_belongs_to_the_next_one() {
    let (scene, first) = Scene::synced(&[("A", "1"), ("B", "2")]).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    syncs::delete(service, ada, first, false).await.unwrap();
    assert_eq!(scene.values(), values(&[("A", "1"), ("B", "2")]));
    let gone = syncs::get(service, ada, first).await;
    assert!(matches!(gone, Err(Error::NotFound { .. })));

    scene.remove(&["B"]).await;
    let second = scene.sync("second").await;
    let run = scene.run(second).await;
    assert_eq!((run.counts.unchanged, run.counts.deleted), (1, 1));
    assert_eq!(
        scene.items(second, &run).await,
        items(&[("B", "delete", "gone-here")])
    );
    assert_eq!(scene.values(), values(&[("A", "1")]));
}

#[tokio::test]
async fn deleting_a_sync_with_its_secrets_removes_only_what_it_wrote() {
    let scene = Scene::new().await;
    scene.put_value_there("Shared", "same");
    scene.put_value_there("Theirs", "t");
    scene
        .write(&[("A", "1"), ("B", "2"), ("Shared", "same")])
        .await;
    let sync = scene.sync("checkout").await;
    scene.run(sync).await;
    scene.control().clear_records();
    let shop = &scene.shop;
    syncs::delete(&shop.service, &shop.ada, sync, true)
        .await
        .unwrap();
    assert_eq!(
        scene.values(),
        values(&[("Shared", "same"), ("Theirs", "t")])
    );
    assert_eq!(
        scene.requests(),
        requests(&[("list 200", 1), ("delete 200", 2)])
    );
}

#[tokio::test]
async fn a_sync_whose_secrets_cannot_be_removed_stays() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let locked = azure_emulator::ItemSeed {
        locked: true,
        ..crate::scene::item("A", "1")
    };
    scene.put_there(locked);
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let deleted = syncs::delete(service, ada, sync, true).await;
    let Err(Error::Diagnosed(why)) = deleted else {
        panic!("it was deleted")
    };
    assert_eq!(
        (why.cause, why.argument("key")),
        (model::Cause::KeyLocked, Some("A"))
    );
    assert!(syncs::get(service, ada, sync).await.is_ok());
}
