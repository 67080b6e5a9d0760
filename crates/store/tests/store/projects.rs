//! Projects and environments.

use std::collections::BTreeSet;

use model::id::{EnvironmentId, ProjectId};
use store::environments::{self, Environment, EnvironmentChanges};
use store::projects::{self, Project, ProjectChanges};
use store::{Constraint, StoreError, connections, ledger, secrets, stores, syncs};

use crate::harness::{Database, World, at, slug};

on_both!(
    a_short_name_is_taken_once,
    a_change_touches_only_what_it_names,
    a_deleted_project_takes_everything_along,
    environments_keep_their_order,
    an_environments_short_name_is_taken_once_in_its_project,
    a_deleted_environment_takes_its_secrets_along,
    environments_of_several_projects_are_listed_at_once,
    a_sync_follows_its_environments_new_short_name,
    a_held_sync_is_listed_as_it_is,
);

async fn a_short_name_is_taken_once(db: Database) {
    let id = db.project("contoso").await;
    let tx = db.write().await;
    let found = projects::by_slug(&tx, &slug("contoso"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.id, id);
    let again = Project {
        id: ProjectId::from_uuid(db.id()),
        ..found
    };
    let refused = projects::insert(&tx, &again).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Constraint::ProjectSlug))
    ));
}

async fn a_change_touches_only_what_it_names(db: Database) {
    let id = db.project("contoso").await;
    let tx = db.write().await;
    let described = ProjectChanges {
        description: Some(Some("The shop".to_owned())),
        ..ProjectChanges::default()
    };
    assert!(projects::update(&tx, id, &described, at(1)).await.unwrap());
    let renamed = ProjectChanges {
        name: Some("Contoso Ltd".to_owned()),
        slug: Some(slug("contoso-ltd")),
        delete_protection: Some(true),
        ..ProjectChanges::default()
    };
    assert!(projects::update(&tx, id, &renamed, at(2)).await.unwrap());
    let expected = Project {
        id,
        name: "Contoso Ltd".to_owned(),
        slug: slug("contoso-ltd"),
        description: Some("The shop".to_owned()),
        delete_protection: true,
        created_at: at(0),
        updated_at: at(2),
    };
    assert_eq!(
        projects::get(&tx, id).await.unwrap(),
        Some(expected.clone())
    );
    assert_eq!(projects::list(&tx).await.unwrap(), [expected]);
    let unknown = ProjectId::from_uuid(db.id());
    assert!(
        !projects::update(&tx, unknown, &renamed, at(3))
            .await
            .unwrap()
    );
}

async fn a_deleted_project_takes_everything_along(db: Database) {
    let world = World::new(&db).await;
    let secret = db.secret(world.folder, "KEY").await;
    let epoch = db.claim(db.replica_id(), 60).await.unwrap().epoch;
    let tx = db.write().await;
    let adopted = ledger::Adopted {
        key: "KEY".to_owned(),
        etag: "seen".to_owned(),
        digest: vec![1],
    };
    ledger::adopt(&tx, world.sync, epoch, &[adopted])
        .await
        .unwrap();

    assert!(projects::delete(&tx, world.project).await.unwrap());

    assert!(secrets::get(&tx, secret).await.unwrap().is_none());
    assert!(syncs::get(&tx, world.sync).await.unwrap().is_none());
    assert!(ledger::load(&tx, world.sync).await.unwrap().is_empty());
    assert!(
        connections::get(&tx, world.connection)
            .await
            .unwrap()
            .is_none()
    );
    assert!(stores::get(&tx, world.store).await.unwrap().is_some());
    assert!(!projects::delete(&tx, world.project).await.unwrap());
}

async fn environments_keep_their_order(db: Database) {
    let project = db.project("contoso").await;
    let prod = db.environment(project, "prod").await;
    let dev = db.environment(project, "dev").await;
    let tx = db.write().await;
    let last = EnvironmentChanges {
        position: Some(2),
        name: Some("Production".to_owned()),
        ..EnvironmentChanges::default()
    };
    assert!(environments::update(&tx, prod, &last, at(1)).await.unwrap());
    let listed = environments::list(&tx, project).await.unwrap();
    let ids: Vec<_> = listed.iter().map(|environment| environment.id).collect();
    assert_eq!(ids, [dev, prod]);
    assert_eq!(
        (listed[1].name.as_str(), listed[1].updated_at),
        ("Production", at(1))
    );
}

async fn an_environments_short_name_is_taken_once_in_its_project(db: Database) {
    let project = db.project("contoso").await;
    let other = db.project("other").await;
    db.environment(project, "prod").await;
    let id = db.environment(other, "prod").await;
    let tx = db.write().await;
    let found = environments::by_slug(&tx, other, &slug("prod"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.id, id);
    let again = Environment {
        id: EnvironmentId::from_uuid(db.id()),
        ..found
    };
    let refused = environments::insert(&tx, &again).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Constraint::EnvironmentSlug))
    ));
}

async fn a_deleted_environment_takes_its_secrets_along(db: Database) {
    let world = World::new(&db).await;
    let secret = db.secret(world.folder, "KEY").await;
    let tx = db.write().await;
    assert!(environments::delete(&tx, world.environment).await.unwrap());
    assert!(secrets::get(&tx, secret).await.unwrap().is_none());
    assert!(
        environments::get(&tx, world.environment)
            .await
            .unwrap()
            .is_none()
    );
    let sync = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!(sync.source.folder_id, None);
}

async fn environments_of_several_projects_are_listed_at_once(db: Database) {
    let (one, other) = (db.project("one").await, db.project("other").await);
    let dev = db.environment(one, "dev").await;
    let prod = db.environment(other, "prod").await;
    db.environment(db.project("third").await, "dev").await;
    let tx = db.read().await;
    let found = environments::list_of(&tx, &[other, one]).await.unwrap();
    let ids: BTreeSet<_> = found.iter().map(|environment| environment.id).collect();
    assert_eq!(ids, BTreeSet::from([dev, prod]));
    assert!(environments::list_of(&tx, &[]).await.unwrap().is_empty());
}

async fn a_sync_follows_its_environments_new_short_name(db: Database) {
    let world = World::new(&db).await;
    let tx = db.write().await;
    let renamed = EnvironmentChanges {
        slug: Some(slug("live")),
        ..EnvironmentChanges::default()
    };
    let id = world.environment;
    assert!(
        environments::update(&tx, id, &renamed, at(1))
            .await
            .unwrap()
    );
    let sync = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!(sync.source.environment, slug("live"));
    assert_eq!(sync.version, 1);
}

async fn a_held_sync_is_listed_as_it_is(db: Database) {
    let world = World::new(&db).await;
    let elsewhere = db.project("elsewhere").await;
    let tx = db.write().await;
    let before = syncs::list(&tx, world.project).await.unwrap();
    assert_eq!(syncs::hold(&tx, world.project).await.unwrap(), before);
    assert!(syncs::hold(&tx, elsewhere).await.unwrap().is_empty());
}
