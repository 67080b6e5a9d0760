//! Making and changing syncs: what is refused, and in which words.

use model::access::ProjectRole;
use model::sync::{KeySchema, RunOutcome, SyncOptions};
use service::syncs::{self, NewSync, SyncChange};
use service::{Error, What};

use crate::scene::{Scene, values};
use crate::support::{path, slug};

async fn refusal(scene: &Scene, request: NewSync) -> Error {
    syncs::create(&scene.shop.service, &scene.shop.ada, request)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn a_sync_is_shown_as_it_was_made() {
    let scene = Scene::new().await;
    let request = NewSync {
        label: Some(String::new()),
        options_as_sent: r#"{"keySchema": "x"}"#.to_owned(),
        ..scene.request("checkout")
    };
    let sync = scene.create(request).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let shown = syncs::get(service, ada, sync).await.unwrap();
    assert_eq!(shown.endpoint, scene.azure.store());
    assert_eq!(shown.label, None);
    assert_eq!(shown.options_as_sent, r#"{"keySchema": "x"}"#);
    assert_eq!(shown.connection_name, slug("azure"));
    assert!(shown.source_exists && shown.due_at.is_some());
    let named = syncs::by_name(service, ada, scene.shop.project, &slug("checkout"))
        .await
        .unwrap();
    assert_eq!(named.id, sync);
    let listed = syncs::list(service, ada, scene.shop.project).await.unwrap();
    assert_eq!(listed.len(), 1);
}

#[tokio::test]
async fn a_sync_needs_a_free_name_a_source_and_an_endpoint_of_azure() {
    let scene = Scene::new().await;
    scene.sync("checkout").await;
    let taken = refusal(&scene, scene.request("checkout")).await;
    assert!(
        matches!(
            taken,
            Error::Taken {
                what: What::Sync,
                ..
            }
        ),
        "{taken}"
    );

    let nowhere = NewSync {
        path: path("/nowhere"),
        ..scene.request("other")
    };
    let error = refusal(&scene, nowhere).await;
    assert!(
        matches!(
            error,
            Error::NotFound {
                what: What::Folder,
                ..
            }
        ),
        "{error}"
    );

    for endpoint in [
        "https://evil.example/x.azconfig.io",
        "http://contoso.azconfig.io",
        "x",
    ] {
        let request = NewSync {
            endpoint: endpoint.to_owned(),
            ..scene.request("other")
        };
        let error = refusal(&scene, request).await;
        assert!(
            matches!(&error, Error::Invalid(why) if why.field == "configurationUrl"),
            "{error}"
        );
    }
    let request = NewSync {
        label: Some("a\nb".to_owned()),
        ..scene.request("other")
    };
    let error = refusal(&scene, request).await;
    assert!(
        matches!(&error, Error::Invalid(why) if why.field == "label"),
        "{error}"
    );
}

#[tokio::test]
async fn a_viewer_sees_syncs_and_changes_none() {
    let (scene, sync) = Scene::with(&[("A", "1")]).await;
    let service = &scene.shop.service;
    let viewer = scene.shop.somebody(Some(ProjectRole::Viewer)).await;
    assert!(syncs::get(service, &viewer, sync).await.is_ok());
    let denied = [
        syncs::create(service, &viewer, scene.request("other")).await,
        syncs::request_run(service, &viewer, sync).await,
        syncs::pause(service, &viewer, sync).await,
        syncs::update(service, &viewer, sync, SyncChange::default()).await,
        syncs::delete(service, &viewer, sync, false).await,
    ];
    for result in denied {
        assert!(matches!(result, Err(Error::Denied(_))));
    }
    let stranger = scene.shop.somebody(None).await;
    let hidden = syncs::get(service, &stranger, sync).await;
    assert!(matches!(
        hidden,
        Err(Error::NotFound {
            what: What::Sync,
            ..
        })
    ));
}

#[tokio::test]
async fn another_key_schema_moves_the_keys() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let options = SyncOptions {
        key_schema: KeySchema::parse("Shop:{{secretKey}}").unwrap(),
        ..SyncOptions::default()
    };
    let change = SyncChange {
        options: Some((options, "{}".to_owned())),
        ..SyncChange::default()
    };
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let changed = syncs::update(service, ada, sync, change).await.unwrap();
    assert_eq!(changed.version, 2);
    scene.run_due().await;
    assert_eq!(scene.last_run(sync).await.outcome, RunOutcome::Succeeded);
    assert_eq!(scene.values(), values(&[("Shop:A", "1")]));
}

#[tokio::test]
async fn a_sync_that_is_not_automatic_runs_on_request_only() {
    let scene = Scene::new().await;
    scene.write(&[("A", "1")]).await;
    let sync = scene
        .create(NewSync {
            auto_sync: false,
            ..scene.request("manual")
        })
        .await;
    scene.run_due().await;
    assert!(scene.values().is_empty());
    scene.run(sync).await;
    scene.write(&[("A", "2")]).await;
    scene.run_due().await;
    assert_eq!(scene.values(), values(&[("A", "1")]));
    assert_eq!(scene.state(sync).await.due_at, None);
}
