//! A sync that is pointed somewhere else, and two that are pointed at the same place.

use model::access::ProjectRole;
use model::connection::{Limit, Limits};
use model::sync::{RunOutcome, Tier};
use service::connections::ConnectionChange;
use service::syncs::{self, Duplicate, NewDestination, SyncChange};
use service::{Error, connections};

use crate::scene::{Scene, values};

fn to(scene: &Scene, label: &str) -> SyncChange {
    SyncChange {
        destination: Some(NewDestination {
            endpoint: scene.azure.store(),
            label: Some(label.to_owned()),
            tier: None,
            as_sent: r#"{"label":"as it was sent"}"#.to_owned(),
        }),
        ..SyncChange::default()
    }
}

/// The keys under a label.
fn under(scene: &Scene, label: &str) -> Vec<String> {
    let items = scene.everything().into_iter();
    items
        .filter(|item| item.label.as_deref() == Some(label))
        .map(|item| item.key)
        .collect()
}

#[tokio::test]
async fn a_sync_that_moves_to_another_label_writes_there_and_leaves_what_it_wrote() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let moved = syncs::update(service, ada, sync, to(&scene, "blue")).await;
    let moved = moved.unwrap();
    assert_eq!(moved.label.as_deref(), Some("blue"));
    assert_eq!(moved.destination_as_sent, r#"{"label":"as it was sent"}"#);
    assert_eq!(moved.tier, Tier::Unlimited, "it stays");
    scene.run_due().await;
    assert_eq!(scene.last_run(sync).await.outcome, RunOutcome::Succeeded);
    assert_eq!(under(&scene, "blue"), ["A"]);
    assert_eq!(scene.values(), values(&[("A", "1")]));

    scene.remove(&["A"]).await;
    scene.write(&[("B", "1"), ("C", "1")]).await;
    scene.run(sync).await;
    assert_eq!(under(&scene, "blue"), ["B", "C"]);
    assert_eq!(
        scene.values(),
        values(&[("A", "1")]),
        "not its own any more"
    );
}

#[tokio::test]
async fn a_sync_moves_only_to_where_its_connection_may_write() {
    let (scene, sync) = Scene::with(&[("A", "1")]).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let limits = Limit {
        project_id: scene.shop.project,
        stores: Vec::new(),
        labels: vec![String::new()],
        key_prefixes: Vec::new(),
    };
    let limited = ConnectionChange {
        limits: Some(Limits(vec![limits])),
        ..ConnectionChange::default()
    };
    connections::update(service, ada, scene.connection, limited)
        .await
        .unwrap();
    let refused = syncs::update(service, ada, sync, to(&scene, "blue")).await;
    assert!(matches!(refused, Err(Error::Diagnosed(_))));
    let mut elsewhere = to(&scene, "");
    elsewhere.destination.as_mut().unwrap().endpoint = "https://evil.example".to_owned();
    let refused = syncs::update(service, ada, sync, elsewhere).await;
    assert!(matches!(refused, Err(Error::Invalid(why)) if why.field == "configurationUrl"));
}

#[tokio::test]
async fn a_destination_that_is_taken_is_told_and_its_project_only_to_those_who_may_see_it() {
    let (scene, sync) = Scene::with(&[("A", "1")]).await;
    let shop = &scene.shop;
    let store = scene.azure.store();
    let there = (store.as_str(), None);
    let another = shop.another_project("Office").await;
    let ask = async |caller, except| {
        syncs::duplicate_of(&shop.service, caller, another, there, except)
            .await
            .unwrap()
    };
    let project = Some(shop.project);
    assert_eq!(ask(&shop.ada, None).await, Some(Duplicate { project }));
    assert_eq!(ask(&shop.ada, Some(sync)).await, None);
    let robot = shop.somebody(None).await;
    let refused = syncs::duplicate_of(&shop.service, &robot, another, there, None).await;
    assert!(matches!(refused, Err(Error::Denied(_))));
    shop.join(&robot, another, ProjectRole::Viewer).await;
    let hidden = Some(Duplicate { project: None });
    assert_eq!(ask(&robot, None).await, hidden);
    let beside = (store.as_str(), Some("blue"));
    let free = syncs::duplicate_of(&shop.service, &robot, another, beside, None).await;
    assert_eq!(free.unwrap(), None);
}
