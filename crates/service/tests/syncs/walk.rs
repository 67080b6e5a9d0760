//! The walk: what a run does, and how many requests it takes.

use azure_emulator::Kind;
use model::connection::Health;
use model::sync::{RunOutcome, RunTrigger, SyncState};
use service::{connections, imports};

use crate::scene::{Scene, items, requests, values};

#[tokio::test]
async fn a_first_run_writes_every_secret_once() {
    let (scene, sync) = Scene::with(&[("A", "1"), ("B", "2")]).await;
    scene.run_due().await;
    let run = scene.last_run(sync).await;
    assert_eq!(run.outcome, RunOutcome::Succeeded);
    assert_eq!((run.counts.created, run.requests, run.throttled), (2, 3, 0));
    assert_eq!(scene.values(), values(&[("A", "1"), ("B", "2")]));
    assert_eq!(
        scene.requests(),
        requests(&[("list 200", 1), ("put 200", 2)])
    );
    assert_eq!(
        scene.items(sync, &run).await,
        items(&[("A", "create", "new-here"), ("B", "create", "new-here")])
    );
    let new_only = (None, Some("*".to_owned()));
    assert_eq!(scene.conditions(Kind::Put), [new_only.clone(), new_only]);

    let state = scene.state(sync).await;
    assert_eq!(state.state, SyncState::Succeeded);
    assert_eq!(state.last_run, Some(run.id));
    assert!(state.last_synced_at.is_some() && state.diagnosis.is_none());
    let shop = &scene.shop;
    let connection = connections::get(&shop.service, &shop.ada, scene.connection)
        .await
        .unwrap();
    assert_eq!(connection.health, Health::Healthy);
}

#[tokio::test]
async fn imported_secrets_are_ferried_like_the_folders_own() {
    let (scene, sync) = Scene::with(&[("OWN", "dev")]).await;
    let shop = &scene.shop;
    let (base, shared) = (
        shop.folder_at("prod", "/base").await,
        shop.folder_at("prod", "/shared").await,
    );
    shop.write(
        &base,
        &[("OWN", "base"), ("DEEP", "base"), ("LEVEL", "base")],
    )
    .await;
    shop.write(&shared, &[("LEVEL", "shared"), ("NAMED", "${LEVEL}!")])
        .await;
    for (into, from) in [(&shared, &base), (&scene.source, &shared)] {
        imports::create(&shop.service, &shop.ada, into, from)
            .await
            .unwrap();
    }
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);
    let ferried = [
        ("DEEP", "base"),
        ("LEVEL", "shared"),
        ("NAMED", "shared!"),
        ("OWN", "dev"),
    ];
    assert_eq!(scene.values(), values(&ferried));

    shop.write(&base, &[("DEEP", "changed")]).await;
    scene.run_due().await;
    assert_eq!(scene.values()["DEEP"], "changed");
}

#[tokio::test]
async fn a_run_with_nothing_changed_writes_nothing_and_later_ones_read_nothing() {
    let (scene, sync) = Scene::synced(&[("A", "1"), ("B", "2")]).await;
    let run = scene.run(sync).await;
    assert_eq!(
        (run.outcome, run.counts.unchanged),
        (RunOutcome::Succeeded, 2)
    );
    assert_eq!(scene.requests(), requests(&[("list 200", 1)]));

    scene.control().clear_records();
    let run = scene.run(sync).await;
    assert_eq!(
        (run.outcome, run.counts.unchanged, run.requests),
        (RunOutcome::Succeeded, 2, 1)
    );
    assert_eq!(scene.requests(), requests(&[("list 304", 1)]));
    assert!(scene.items(sync, &run).await.is_empty());
}

#[tokio::test]
async fn every_page_is_asked_for_once() {
    let secrets: Vec<_> = (0..250)
        .map(|n| (format!("K{n:03}"), n.to_string()))
        .collect();
    let secrets: Vec<_> = secrets
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    let (scene, sync) = Scene::synced(&secrets).await;
    scene.run(sync).await;
    assert_eq!(scene.requests(), requests(&[("list 200", 3)]));
    scene.control().clear_records();
    scene.run(sync).await;
    assert_eq!(scene.requests(), requests(&[("list 304", 3)]));
    assert_eq!(scene.values(), values(&secrets));
}

#[tokio::test]
async fn one_changed_key_is_one_conditional_write() {
    let (scene, sync) = Scene::synced(&[("A", "1"), ("B", "2")]).await;
    let etag = scene.there("A").unwrap().etag.unwrap();
    scene.write(&[("A", "changed")]).await;
    scene.run_due().await;
    let run = scene.last_run(sync).await;
    assert_eq!(run.trigger, RunTrigger::Change);
    assert_eq!((run.counts.updated, run.counts.unchanged), (1, 1));
    assert_eq!(
        scene.requests(),
        requests(&[("list 200", 1), ("put 200", 1)])
    );
    assert_eq!(
        scene.conditions(Kind::Put),
        [(Some(format!("\"{etag}\"")), None)]
    );
    assert_eq!(
        scene.items(sync, &run).await,
        items(&[("A", "update", "value-changed")])
    );
    assert_eq!(scene.values(), values(&[("A", "changed"), ("B", "2")]));
}

#[tokio::test]
async fn a_change_after_a_cheap_look_is_not_overlooked() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    scene.run(sync).await;
    scene.run(sync).await;
    scene.write(&[("A", "changed")]).await;
    scene.run(sync).await;
    assert_eq!(scene.values(), values(&[("A", "changed")]));
}

#[tokio::test]
async fn a_key_deleted_at_home_is_deleted_there() {
    let (scene, sync) = Scene::synced(&[("A", "1"), ("B", "2")]).await;
    let etag = scene.there("B").unwrap().etag.unwrap();
    scene.remove(&["B"]).await;
    let run = scene.run(sync).await;
    assert_eq!(
        (run.outcome, run.counts.deleted),
        (RunOutcome::Succeeded, 1)
    );
    assert_eq!(scene.values(), values(&[("A", "1")]));
    assert_eq!(
        scene.conditions(Kind::Delete),
        [(Some(format!("\"{etag}\"")), None)]
    );
    assert_eq!(
        scene.items(sync, &run).await,
        items(&[("B", "delete", "gone-here")])
    );
}

#[tokio::test]
async fn a_renamed_key_has_its_new_name_before_the_old_one_goes() {
    let (scene, sync) = Scene::synced(&[("Old", "1"), ("B", "2")]).await;
    scene.remove(&["Old"]).await;
    scene.write(&[("New", "1")]).await;
    scene.run(sync).await;
    let order: Vec<_> = scene
        .control()
        .writes()
        .into_iter()
        .map(|write| write.key)
        .collect();
    assert_eq!(order, ["New", "Old"]);
}

#[tokio::test]
async fn a_value_that_references_another_follows_it() {
    let (scene, sync) = Scene::synced(&[("Host", "db1"), ("Url", "pg://${Host}/shop")]).await;
    scene.write(&[("Host", "db2")]).await;
    scene.run(sync).await;
    assert_eq!(
        scene.values(),
        values(&[("Host", "db2"), ("Url", "pg://db2/shop")])
    );
}

#[tokio::test]
async fn an_unresolved_reference_is_skipped_named_and_never_deleted() {
    let (scene, sync) = Scene::synced(&[("A", "1"), ("Url", "fine")]).await;
    scene.write(&[("Url", "${Nowhere}")]).await;
    let run = scene.run(sync).await;
    assert_eq!((run.outcome, run.counts.skipped), (RunOutcome::Partial, 1));
    let named = scene.named(sync, &run).await;
    assert_eq!(named[0].reason, "unresolved");
    assert_eq!(named[0].detail, None, "a reference is part of a value");
    assert_eq!(scene.values(), values(&[("A", "1"), ("Url", "fine")]));
}

#[tokio::test]
async fn runs_that_wrote_are_in_the_audit_log_without_values() {
    let (scene, sync) = Scene::synced(&[("A", "plain-sight")]).await;
    scene.run(sync).await;
    let shop = &scene.shop;
    let records = service::audit::list(&shop.service, &shop.ada, Some(shop.project), 50).await;
    let records = records.unwrap();
    let ran = |record: &&service::audit::AuditRecord| {
        record.action == "secret-sync-sync-secrets" && record.actor == "keyferry"
    };
    assert_eq!(records.iter().filter(ran).count(), 1);
    assert!(
        records
            .iter()
            .all(|record| !record.detail.contains("plain-sight"))
    );
}
