//! What is not ours: other people's keys, changes, tags, locks, flags and labels.

use std::collections::BTreeMap;

use azure_emulator::ItemSeed;
use model::sync::{Drift, InitialSyncBehavior, RunOutcome, SyncOptions, SyncState};
use service::secrets::{self, Expect, SecretChange};

use crate::scene::{Scene, item, items, requests, values};
use crate::support::change;

fn leaving_foreign_keys() -> SyncOptions {
    SyncOptions {
        initial: InitialSyncBehavior::ImportPrioritizeSource,
        ..SyncOptions::default()
    }
}

#[tokio::test]
async fn a_key_that_somebody_else_made_stays() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    scene.put_value_there("Theirs", "t");
    scene.run(sync).await;
    scene.write(&[("A", "2")]).await;
    scene.run(sync).await;
    assert_eq!(scene.values(), values(&[("A", "2"), ("Theirs", "t")]));
}

#[tokio::test]
async fn an_equal_key_of_somebody_else_is_adopted_and_stays_when_it_is_deleted_at_home() {
    let scene = Scene::new().await;
    scene.put_value_there("Shared", "same");
    scene.write(&[("A", "1"), ("Shared", "same")]).await;
    let sync = scene.sync("checkout").await;
    let run = scene.run(sync).await;
    assert_eq!((run.counts.created, run.counts.adopted), (1, 1));

    scene.remove(&["Shared"]).await;
    let run = scene.run(sync).await;
    assert_eq!(
        (run.outcome, run.counts.deleted),
        (RunOutcome::Succeeded, 0)
    );
    assert_eq!(scene.values(), values(&[("A", "1"), ("Shared", "same")]));
}

#[tokio::test]
async fn an_adopted_key_is_kept_up_to_date() {
    let scene = Scene::new().await;
    scene.put_value_there("Shared", "same");
    scene.write(&[("Shared", "same")]).await;
    let sync = scene.with_options("checkout", leaving_foreign_keys()).await;
    scene.run(sync).await;
    scene.write(&[("Shared", "newer")]).await;
    let run = scene.run(sync).await;
    assert_eq!(
        (run.outcome, run.counts.updated),
        (RunOutcome::Succeeded, 1)
    );
    assert_eq!(scene.values(), values(&[("Shared", "newer")]));
}

#[tokio::test]
async fn a_differing_key_of_somebody_else_is_overwritten_or_skipped_as_the_options_say() {
    let scene = Scene::new().await;
    scene.put_value_there("Shared", "theirs");
    scene.write(&[("Shared", "ours"), ("A", "1")]).await;
    let careful = scene.with_options("careful", leaving_foreign_keys()).await;
    let run = scene.run(careful).await;
    assert_eq!((run.outcome, run.counts.skipped), (RunOutcome::Partial, 1));
    assert_eq!(scene.items(careful, &run).await["Shared"].1, "foreign");
    assert_eq!(scene.values(), values(&[("A", "1"), ("Shared", "theirs")]));

    let bold = scene.sync("bold").await;
    let run = scene.run(bold).await;
    assert_eq!(
        scene.items(bold, &run).await["Shared"].1,
        "foreign-overwritten"
    );
    assert_eq!(
        scene.there("Shared").unwrap().value.as_deref(),
        Some("ours")
    );
}

#[tokio::test]
async fn a_value_changed_there_by_hand_is_overwritten_and_named_as_drift() {
    let (scene, sync) = Scene::synced(&[("A", "1"), ("B", "2")]).await;
    scene.put_value_there("A", "by hand");
    scene.delete_there("B");
    let run = scene.run(sync).await;
    assert_eq!(run.outcome, RunOutcome::Succeeded);
    assert_eq!(
        scene.items(sync, &run).await,
        items(&[("A", "update", "drifted"), ("B", "create", "vanished")])
    );
    assert_eq!(scene.values(), values(&[("A", "1"), ("B", "2")]));
}

#[tokio::test]
async fn drift_is_seen_by_a_cheap_look_too() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    scene.run(sync).await;
    scene.put_value_there("A", "by hand");
    scene.run(sync).await;
    assert_eq!(scene.values(), values(&[("A", "1")]));
}

#[tokio::test]
async fn drift_that_is_kept_is_named_and_the_run_is_whole() {
    let scene = Scene::new().await;
    scene.write(&[("A", "1")]).await;
    let options = SyncOptions {
        drift: Drift::Keep,
        ..SyncOptions::default()
    };
    let sync = scene.with_options("checkout", options).await;
    scene.run(sync).await;
    scene.put_value_there("A", "by hand");
    let run = scene.run(sync).await;
    assert_eq!(run.outcome, RunOutcome::Succeeded);
    assert_eq!(
        scene.items(sync, &run).await,
        items(&[("A", "skip", "drift-kept")])
    );
    assert_eq!(scene.values(), values(&[("A", "by hand")]));
}

#[tokio::test]
async fn tags_and_content_type_that_the_source_does_not_set_are_kept() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let tagged = ItemSeed {
        content_type: Some("text/plain".to_owned()),
        tags: BTreeMap::from([("team".to_owned(), Some("web".to_owned()))]),
        ..item("A", "1")
    };
    scene.put_there(tagged.clone());
    scene.write(&[("A", "2")]).await;
    scene.run(sync).await;
    let there = scene.there("A").unwrap();
    assert_eq!(there.value.as_deref(), Some("2"));
    assert_eq!(
        (there.content_type, there.tags),
        (tagged.content_type, tagged.tags)
    );
}

#[tokio::test]
async fn tags_and_content_type_that_the_source_sets_arrive() {
    let scene = Scene::new().await;
    let typed = SecretChange {
        content_type: Some(Some("application/json".to_owned())),
        metadata: Some(vec![("team".to_owned(), "web".to_owned())]),
        ..change("A", "{}")
    };
    let shop = &scene.shop;
    secrets::set(
        &shop.service,
        &shop.ada,
        &scene.source,
        vec![typed],
        Expect::New,
    )
    .await
    .unwrap();
    let sync = scene.sync("checkout").await;
    scene.run(sync).await;
    let there = scene.there("A").unwrap();
    assert_eq!(there.content_type.as_deref(), Some("application/json"));
    assert_eq!(there.tags["team"].as_deref(), Some("web"));
}

#[tokio::test]
async fn feature_flags_and_other_labels_are_untouched() {
    let scene = Scene::new().await;
    let flag = ItemSeed {
        content_type: Some("application/vnd.microsoft.appconfig.ff+json;charset=utf-8".to_owned()),
        ..item(".appconfig.featureflag/Beta", "{}")
    };
    let labelled = ItemSeed {
        label: Some("prod".to_owned()),
        ..item("A", "prod's")
    };
    scene.put_there(flag.clone());
    scene.put_there(labelled.clone());
    scene
        .write(&[("A", "1"), (".appconfig.featureflag/Beta", "mine")])
        .await;
    let sync = scene.sync("checkout").await;
    let run = scene.run(sync).await;
    assert_eq!(run.outcome, RunOutcome::Partial);
    assert_eq!(
        scene.items(sync, &run).await,
        items(&[
            (".appconfig.featureflag/Beta", "skip", "feature-flag"),
            ("A", "create", "new-here"),
        ])
    );
    scene.remove(&[".appconfig.featureflag/Beta"]).await;
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);
    let left: Vec<_> = scene
        .everything()
        .into_iter()
        .map(|i| (i.key, i.label, i.value))
        .collect();
    for kept in [flag, labelled] {
        assert!(left.contains(&(kept.key, kept.label, kept.value)));
    }
}

#[tokio::test]
async fn a_locked_key_is_skipped_and_named_and_the_others_arrive() {
    let (scene, sync) = Scene::synced(&[("A", "1"), ("L", "1")]).await;
    scene.put_there(ItemSeed {
        locked: true,
        ..item("L", "1")
    });
    scene.write(&[("A", "2"), ("L", "2")]).await;
    let run = scene.run(sync).await;
    assert_eq!((run.outcome, run.counts.skipped), (RunOutcome::Partial, 1));
    assert_eq!(
        scene.items(sync, &run).await,
        items(&[("A", "update", "value-changed"), ("L", "skip", "locked")])
    );
    assert_eq!(scene.values(), values(&[("A", "2"), ("L", "1")]));
    assert_eq!(scene.state(sync).await.state, SyncState::Partial);

    scene.put_value_there("L", "1");
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);
    assert_eq!(scene.values(), values(&[("A", "2"), ("L", "2")]));
}

#[tokio::test]
async fn locking_an_equal_key_is_no_drift() {
    let (scene, sync) = Scene::synced(&[("L", "1")]).await;
    scene.put_there(ItemSeed {
        locked: true,
        ..item("L", "1")
    });
    let run = scene.run(sync).await;
    assert_eq!(
        (run.outcome, run.counts.unchanged),
        (RunOutcome::Succeeded, 1)
    );
    assert_eq!(scene.requests(), requests(&[("list 200", 1)]));
}

#[tokio::test]
async fn an_import_brings_their_keys_home_before_the_first_push() {
    for (initial, shared) in [
        (InitialSyncBehavior::ImportPrioritizeSource, "ours"),
        (InitialSyncBehavior::ImportPrioritizeDestination, "theirs"),
    ] {
        let scene = Scene::new().await;
        scene.put_value_there("Theirs", "${not} a reference");
        scene.put_value_there("Shared", "theirs");
        scene.write(&[("Shared", "ours"), ("A", "1")]).await;
        let options = SyncOptions {
            initial,
            ..SyncOptions::default()
        };
        let sync = scene.with_options("checkout", options).await;
        scene.run(sync).await;
        assert_eq!(
            scene.shop.kept(&scene.source, "Theirs").await,
            "${not} a reference"
        );
        assert_eq!(scene.shop.kept(&scene.source, "Shared").await, shared);
        assert_eq!(
            scene.values(),
            values(&[
                ("A", "1"),
                ("Shared", "theirs"),
                ("Theirs", "${not} a reference")
            ])
        );
        scene.remove(&["Theirs"]).await;
        scene.run(sync).await;
        assert!(
            scene.there("Theirs").is_some(),
            "imported keys are adopted, not owned"
        );
    }
}
