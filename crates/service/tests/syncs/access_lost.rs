//! Access that a sync lives by: references, sources and connections that somebody may not read or
//! use any more.

use model::access::ProjectRole;
use model::sync::{RunOutcome, SyncState};
use model::{Cause, Diagnosis};
use serde_json::{Value, json};
use service::access::{self, Member, NewRole, NewRoleOfMember, RoleChange};
use service::imports;
use service::secrets::{self, Expect};
use service::syncs;
use service::{Caller, Error, Principal};

use crate::scene::{Scene, values};
use crate::support::{change, slug};

/// Reads and writes secrets in every environment but one, and makes syncs.
fn all_but(environment: &str) -> Value {
    let elsewhere = json!({ "environment": { "$ne": environment } });
    json!([
        { "subject": "secrets", "conditions": elsewhere,
          "action": ["describeSecret", "readValue", "create", "edit", "delete"] },
        { "subject": "secret-syncs", "action": ["read", "create", "edit", "sync-secrets"] },
        { "subject": "app-connections", "action": ["read-app-connections", "connect-app-connections"] },
    ])
}

fn member(caller: &Caller) -> Member {
    match caller.principal {
        Principal::Identity { id, .. } => Member::Identity(id),
        _ => panic!("not a machine"),
    }
}

impl Scene {
    async fn role(&self, name: &str, permissions: Value) -> access::Role {
        let request = NewRole {
            slug: slug(name),
            name: name.to_owned(),
            description: String::new(),
            permissions,
        };
        let (service, ada) = (&self.shop.service, &self.shop.ada);
        access::create_role(service, ada, self.shop.project, request)
            .await
            .unwrap()
    }

    /// A machine whose role keeps it out of production.
    async fn outsider(&self) -> Caller {
        self.role("outsider", all_but("prod")).await;
        let robot = self.shop.somebody(Some(ProjectRole::Viewer)).await;
        self.give(&robot, "outsider").await;
        robot
    }

    async fn give(&self, caller: &Caller, role: &str) {
        let roles = [NewRoleOfMember {
            role: role.to_owned(),
            temporary: None,
        }];
        let (service, ada, project) = (&self.shop.service, &self.shop.ada, self.shop.project);
        access::change_member(service, ada, project, member(caller), &roles)
            .await
            .unwrap();
    }

    async fn save(&self, caller: &Caller, name: &str, text: &str) -> Result<(), Error> {
        let changes = vec![change(name, text)];
        let service = &self.shop.service;
        let saved = secrets::set(service, caller, &self.source, changes, Expect::Any).await;
        saved.map(drop)
    }
}

fn arguments(diagnosis: &Diagnosis) -> Vec<(&str, &str)> {
    let pairs = diagnosis.arguments.iter();
    pairs
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[tokio::test]
async fn a_reference_to_where_the_writer_may_not_read_is_refused() {
    let scene = Scene::new().await;
    scene
        .shop
        .write(&scene.shop.root("prod"), &[("PASSWORD", "hidden")])
        .await;
    let robot = scene.outsider().await;
    for text in [
        "${prod.PASSWORD}",
        "x${prod:/:PASSWORD}y",
        "${prod.NOT_THERE_YET}",
    ] {
        let refused = scene.save(&robot, "URL", text).await;
        match refused {
            Err(Error::DeniedThere { action, place }) => {
                assert_eq!((action.verb(), action.subject()), ("readValue", "secrets"));
                assert!(place.starts_with("prod /: "), "{place}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    scene.save(&robot, "HOST", "db1").await.unwrap();
    for text in [
        "pg://${HOST}",
        "${staging.PASSWORD}",
        "${nowhere.PASSWORD}",
        "prod.PASSWORD",
    ] {
        scene.save(&robot, "URL", text).await.unwrap();
    }
}

#[tokio::test]
async fn what_the_value_refers_to_is_looked_at_only_when_the_value_is_written() {
    let scene = Scene::new().await;
    scene.write(&[("URL", "${prod.PASSWORD}")]).await;
    let robot = scene.outsider().await;
    let mut comment = change("URL", "");
    comment.value = None;
    comment.comment = Some("the database".to_owned());
    let service = &scene.shop.service;
    let changed = secrets::set(service, &robot, &scene.source, vec![comment], Expect::Any).await;
    assert_eq!(changed.unwrap()[0].comment, "the database");
}

#[tokio::test]
async fn a_sync_over_a_reference_needs_the_right_to_read_it() {
    let scene = Scene::new().await;
    scene
        .shop
        .write(&scene.shop.root("prod"), &[("PASSWORD", "hidden")])
        .await;
    scene.write(&[("URL", "${prod.PASSWORD}")]).await;
    let robot = scene.outsider().await;
    let service = &scene.shop.service;
    let refused = syncs::create(service, &robot, scene.request("checkout")).await;
    assert!(matches!(refused, Err(Error::DeniedThere { .. })));
    scene.write(&[("URL", "plain")]).await;
    syncs::create(service, &robot, scene.request("checkout"))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_role_taken_away_stops_the_sync_that_a_reference_lived_by_with_the_reason() {
    let scene = Scene::new().await;
    scene
        .shop
        .write(&scene.shop.root("prod"), &[("PASSWORD", "first")])
        .await;
    let robot = scene.shop.somebody(Some(ProjectRole::Developer)).await;
    scene
        .save(&robot, "URL", "pg://${prod.PASSWORD}")
        .await
        .unwrap();
    let sync = scene.sync("checkout").await;
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);
    assert_eq!(scene.values(), values(&[("URL", "pg://first")]));
    scene
        .shop
        .write(&scene.shop.root("prod"), &[("PASSWORD", "second")])
        .await;
    scene.control().clear_records();

    scene.role("outsider", all_but("prod")).await;
    scene.give(&robot, "outsider").await;
    scene.run_due().await;
    let stopped = scene.state(sync).await;
    assert_eq!(stopped.state, SyncState::Paused);
    let reason = stopped.diagnosis.unwrap();
    assert_eq!(reason.cause, Cause::AccessLost);
    assert_eq!(
        arguments(&reason),
        [
            ("who", "robot"),
            ("action", "readValue"),
            ("subject", "secrets"),
            ("environment", "prod"),
            ("path", "/"),
            ("secret", "URL"),
        ]
    );
    assert!(scene.requests().is_empty(), "nothing was read or written");
    assert_eq!(scene.values(), values(&[("URL", "pg://first")]));

    scene.give(&robot, "member").await;
    scene.run_due().await;
    assert_eq!(scene.state(sync).await.state, SyncState::Succeeded);
    assert_eq!(scene.values(), values(&[("URL", "pg://second")]));
}

#[tokio::test]
async fn somebody_with_access_saves_the_secret_again_and_the_sync_goes_on() {
    let scene = Scene::new().await;
    scene
        .shop
        .write(&scene.shop.root("prod"), &[("PASSWORD", "first")])
        .await;
    let robot = scene.shop.somebody(Some(ProjectRole::Developer)).await;
    scene.save(&robot, "URL", "${prod.PASSWORD}").await.unwrap();
    let sync = scene.sync("checkout").await;
    scene.give(&robot, "no-access").await;
    scene.run_due().await;
    assert_eq!(scene.state(sync).await.state, SyncState::Paused);

    scene.write(&[("URL", "${prod.PASSWORD}")]).await;
    scene.run_due().await;
    scene.run(sync).await;
    assert_eq!(scene.state(sync).await.state, SyncState::Succeeded);
    assert_eq!(scene.values(), values(&[("URL", "first")]));
}

#[tokio::test]
async fn a_reference_behind_a_reference_lives_by_its_own_writer() {
    let scene = Scene::new().await;
    let staging = scene.shop.root("staging");
    scene
        .shop
        .write(&scene.shop.root("prod"), &[("PASSWORD", "first")])
        .await;
    let robot = scene.shop.somebody(Some(ProjectRole::Developer)).await;
    let service = &scene.shop.service;
    let middle = vec![change("MIDDLE", "${prod.PASSWORD}")];
    secrets::set(service, &robot, &staging, middle, Expect::Any)
        .await
        .unwrap();
    scene.write(&[("URL", "${staging.MIDDLE}")]).await;
    let sync = scene.sync("checkout").await;
    scene.give(&robot, "no-access").await;
    scene.run_due().await;
    let reason = scene.state(sync).await.diagnosis.unwrap();
    assert_eq!(reason.argument("secret"), Some("MIDDLE"));
}

#[tokio::test]
async fn a_sync_stops_when_its_writer_may_not_read_the_source_or_use_the_connection() {
    let scene = Scene::new().await;
    scene.write(&[("A", "1")]).await;
    let robot = scene.shop.somebody(Some(ProjectRole::Developer)).await;
    let made = syncs::create(&scene.shop.service, &robot, scene.request("checkout")).await;
    let sync = made.unwrap().id;
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);

    let reads_nothing = scene.role("outsider", all_but("dev")).await;
    scene.give(&robot, "outsider").await;
    scene.run_due().await;
    let reason = scene.state(sync).await.diagnosis.unwrap();
    assert_eq!(reason.argument("action"), Some("readValue"));
    assert_eq!(reason.argument("environment"), Some("dev"));

    let reads = RoleChange {
        permissions: Some(json!([{ "subject": "secrets", "action": ["readValue"] }])),
        ..RoleChange::default()
    };
    let (service, ada, project) = (&scene.shop.service, &scene.shop.ada, scene.shop.project);
    access::update_role(service, ada, project, reads_nothing.id, reads)
        .await
        .unwrap();
    scene.run_due().await;
    let reason = scene.state(sync).await.diagnosis.unwrap();
    assert_eq!(reason.argument("action"), Some("connect-app-connections"));

    // Whoever resumes it answers for it.
    let outsider = syncs::resume(service, &robot, sync).await;
    assert!(outsider.is_err());
    syncs::resume(service, ada, sync).await.unwrap();
    scene.run_due().await;
    assert_eq!(scene.state(sync).await.state, SyncState::Succeeded);
}

#[tokio::test]
async fn a_writer_who_is_gone_has_no_access() {
    let scene = Scene::new().await;
    scene.write(&[("A", "1")]).await;
    let robot = scene.shop.somebody(Some(ProjectRole::Developer)).await;
    let made = syncs::create(&scene.shop.service, &robot, scene.request("checkout")).await;
    let sync = made.unwrap().id;
    let Member::Identity(id) = member(&robot) else {
        panic!("not a machine");
    };
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    access::delete_identity(service, ada, id).await.unwrap();
    scene.run_due().await;
    let stopped = scene.state(sync).await;
    assert_eq!(stopped.state, SyncState::Paused);
    let reason = stopped.diagnosis.unwrap();
    assert_eq!(arguments(&reason), [("who", "robot"), ("gone", "true")]);
    assert_eq!(scene.values(), values(&[("A", "1")]));
}

#[tokio::test]
async fn an_imported_folder_lives_by_the_access_of_whoever_wrote_the_sync() {
    let scene = Scene::new().await;
    let shared = scene.shop.root("prod");
    scene.shop.write(&shared, &[("SHARED", "first")]).await;
    let (service, ada) = (&scene.shop.service, &scene.shop.ada);
    imports::create(service, ada, &scene.source, &shared)
        .await
        .unwrap();
    let outsider = scene.outsider().await;
    let refused = syncs::create(service, &outsider, scene.request("refused")).await;
    assert!(matches!(refused, Err(Error::DeniedThere { .. })));

    let robot = scene.shop.somebody(Some(ProjectRole::Developer)).await;
    let made = syncs::create(service, &robot, scene.request("checkout")).await;
    let sync = made.unwrap().id;
    assert_eq!(scene.run(sync).await.outcome, RunOutcome::Succeeded);
    assert_eq!(scene.values(), values(&[("SHARED", "first")]));
    scene.give(&robot, "outsider").await;
    scene.run_due().await;
    let stopped = scene.state(sync).await;
    assert_eq!(stopped.state, SyncState::Paused);
    let reason = stopped.diagnosis.unwrap();
    assert_eq!(reason.argument("environment"), Some("prod"));
    assert_eq!(scene.values(), values(&[("SHARED", "first")]));
}

#[tokio::test]
async fn a_sync_outlives_another_members_loss() {
    let (scene, sync) = Scene::synced(&[("A", "1")]).await;
    let robot = scene.shop.somebody(Some(ProjectRole::Developer)).await;
    scene.save(&robot, "A", "2").await.unwrap();
    scene.give(&robot, "no-access").await;
    scene.run_due().await;
    assert_eq!(scene.values(), values(&[("A", "2")]));
    assert_eq!(scene.state(sync).await.state, SyncState::Succeeded);
}
