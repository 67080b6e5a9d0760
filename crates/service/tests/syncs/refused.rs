//! What a store refuses: told apart by what it is, and told before it happens where that can be
//! known.

use azure_emulator::{Fault, FaultRule, Kind, Rights, RoleAssignment};
use model::Cause;
use model::connection::Health;
use model::id::SyncId;
use model::sync::RunOutcome;
use service::connections;
use service::syncs::{self, PlanView};

use crate::scene::{Scene, values};

const NO_DELETE: Rights = Rights {
    delete: false,
    ..Rights::OWNER
};

/// What the sync's application may do in the store from now on.
fn grant(scene: &Scene, rights: Rights) {
    let demo = &scene.azure.demo;
    let control = scene.control();
    let app = control.directory(|directory| directory.app(demo.service.client_id).cloned());
    control.assign(RoleAssignment {
        store: demo.store.to_owned(),
        principal: app.unwrap().service_principal,
        rights,
    });
}

async fn plan(scene: &Scene, sync: SyncId) -> PlanView {
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    syncs::preview(service, ada, sync).await.unwrap()
}

async fn health(scene: &Scene) -> Health {
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    let connection = connections::get(service, ada, scene.connection).await;
    connection.unwrap().health
}

#[tokio::test]
async fn a_plan_with_deletes_says_before_it_runs_that_they_would_be_refused() {
    let (scene, sync) = Scene::synced(&[("A", "1"), ("B", "2"), ("C", "3")]).await;
    scene.remove(&["C"]).await;
    assert_eq!(plan(&scene, sync).await.warning, None);

    grant(&scene, NO_DELETE);
    let warning = plan(&scene, sync).await.warning.unwrap();
    assert_eq!(warning.cause, Cause::MissingPermission);
    assert_eq!(warning.argument("missing"), Some("Delete"));
    let client = scene.azure.demo.service.client_id.to_string();
    let command = warning.command.unwrap();
    assert!(
        command.contains(&format!("--assignee \"{client}\"")),
        "{command}"
    );
    assert!(command.contains("Data Owner"), "{command}");
    assert_eq!(scene.values().len(), 3, "nothing was deleted to find out");

    scene.write(&[("C", "3")]).await;
    scene.control().clear_records();
    assert_eq!(plan(&scene, sync).await.warning, None);
    let asked = scene.requests().into_keys().collect::<Vec<_>>();
    assert_eq!(asked, ["list 200"], "without deletes nothing is tried");
}

#[tokio::test]
async fn refused_deletes_leave_the_writes_done_and_heal_with_the_role() {
    let (scene, sync) = Scene::synced(&[("A", "1"), ("B", "2"), ("C", "3")]).await;
    grant(&scene, NO_DELETE);
    scene.write(&[("A", "one")]).await;
    scene.remove(&["C"]).await;
    let run = scene.run(sync).await;
    assert_eq!(run.outcome, RunOutcome::Failed);
    assert_eq!(
        (run.counts.updated, run.counts.deleted, run.counts.failed),
        (1, 0, 1)
    );
    let diagnosis = run.diagnosis.unwrap();
    assert_eq!(diagnosis.cause, Cause::MissingPermission);
    assert_eq!(diagnosis.argument("missing"), Some("Delete"));
    assert_eq!(health(&scene).await, Health::MissingPermission);
    assert_eq!(scene.values()["A"], "one");
    assert_eq!(
        scene.requests().get("get 401"),
        None,
        "it had answered: no stranger asks"
    );

    grant(&scene, Rights::OWNER);
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);
    assert_eq!(health(&scene).await, Health::Healthy);
    assert_eq!(scene.values(), values(&[("A", "one"), ("B", "2")]));
}

#[tokio::test]
async fn a_closed_network_is_not_called_a_missing_role_and_is_tried_again() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let calm = scene.state(sync).await.due_at.unwrap();
    for kind in [Kind::List, Kind::Get] {
        let closed = FaultRule::new(Fault::Forbidden).on(kind);
        scene.control().add_fault(closed);
    }
    let run = scene.run(sync).await;
    assert_eq!(run.diagnosis.unwrap().cause, Cause::NetworkDenied);
    assert_eq!(health(&scene).await, Health::Unreachable);
    assert!(scene.state(sync).await.due_at.unwrap() < calm);
}

#[tokio::test]
async fn a_store_that_refuses_everything_is_asked_once_as_a_stranger() {
    let (scene, sync) = Scene::with(&[("A", "1")]).await;
    grant(&scene, Rights::NONE);
    let run = scene.run(sync).await;
    let diagnosis = run.diagnosis.unwrap();
    assert_eq!(diagnosis.cause, Cause::MissingPermission);
    assert_eq!(
        diagnosis.argument("role"),
        Some("App Configuration Data Owner")
    );
    assert_eq!(scene.requests().get("get 401"), Some(&1));
}
