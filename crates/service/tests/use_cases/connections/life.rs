//! Changing, deleting, and who may.

use model::Cause;
use model::access::{Action, ProjectRole};
use service::connections::{self, Connection, ConnectionChange, NewConnection, Scope};
use service::{Error, What};
use store::syncs::{self, PausedBy};

use super::{all, diagnosed};
use crate::idle_sync::idle_sync;
use crate::support::{Azure, Shop, secret, slug};

async fn create(shop: &Shop, request: NewConnection) -> Connection {
    connections::create(&shop.service, &shop.ada, request)
        .await
        .unwrap()
}

fn credentials(azure: &Azure, text: &str) -> ConnectionChange {
    let mut fields = azure.fields(azure.demo.service);
    fields.insert("clientSecret".to_owned(), secret(text));
    ConnectionChange {
        credentials: Some(fields),
        ..ConnectionChange::default()
    }
}

#[tokio::test]
async fn a_connection_is_renamed_without_touching_its_credentials() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = create(&shop, azure.by_client_secret("production")).await;
    create(&shop, azure.by_client_secret("taken")).await;
    let asked = azure.token_requests();
    let rename = |name| ConnectionChange {
        name: Some(slug(name)),
        description: Some(Some("for the shop".to_owned())),
        ..ConnectionChange::default()
    };
    let (service, ada) = (&shop.service, &shop.ada);
    let changed = connections::update(service, ada, made.id, rename("live")).await;
    let changed = changed.unwrap();
    assert_eq!(changed.name, slug("live"));
    assert_eq!(changed.description.as_deref(), Some("for the shop"));
    assert_eq!(changed.version, made.version);
    assert_eq!(azure.token_requests(), asked);
    let refused = connections::update(service, ada, made.id, rename("taken")).await;
    assert!(matches!(
        refused,
        Err(Error::Taken {
            what: What::Connection,
            ..
        })
    ));
}

#[tokio::test]
async fn new_credentials_that_do_not_sign_in_change_nothing() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = create(&shop, azure.by_client_secret("production")).await;
    let change = ConnectionChange {
        name: Some(slug("renamed")),
        ..credentials(&azure, "wrong")
    };
    let refused = connections::update(&shop.service, &shop.ada, made.id, change).await;
    assert_eq!(diagnosed(refused).cause, Cause::WrongSecret);
    let now = connections::get(&shop.service, &shop.ada, made.id)
        .await
        .unwrap();
    assert_eq!(now.name, made.name);
    assert_eq!(now.credentials_hash, made.credentials_hash);
}

#[tokio::test]
async fn new_credentials_keep_the_id_and_let_paused_syncs_go_on() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = create(&shop, azure.by_client_secret("production")).await;
    let sync = idle_sync(&shop, &shop.root("dev"), made.id).await;
    let by_hand = idle_sync(&shop, &shop.root("prod"), made.id).await;
    let tx = shop.store().write().await.unwrap();
    let now = made.created_at;
    syncs::set_paused(&tx, by_hand, Some(PausedBy::Person), None, now)
        .await
        .unwrap();
    syncs::pause_by_connection(&tx, made.id, None, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let change = credentials(&azure, azure.demo.service.client_secret);
    let changed = connections::update(&shop.service, &shop.ada, made.id, change).await;
    let changed = changed.unwrap();
    assert_eq!(changed.id, made.id);
    assert_eq!(changed.version, made.version + 1);
    assert_eq!(changed.used_by.len(), 2);

    let tx = shop.store().read().await.unwrap();
    let resumed = syncs::get(&tx, sync).await.unwrap().unwrap();
    assert_eq!(resumed.paused, None);
    assert!(resumed.due_at.is_some());
    let held = syncs::get(&tx, by_hand).await.unwrap().unwrap();
    assert_eq!(held.paused, Some(PausedBy::Person));
}

#[tokio::test]
async fn a_connection_in_use_is_not_deleted_and_its_users_are_named() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = create(&shop, azure.by_client_secret("production")).await;
    let sync = idle_sync(&shop, &shop.root("dev"), made.id).await;
    let refused = connections::delete(&shop.service, &shop.ada, made.id).await;
    match refused {
        Err(Error::StillUsed { name, users, .. }) => {
            assert_eq!(name, "production");
            assert_eq!(users, format!("`sync-{sync}` in Shop"));
        }
        other => panic!("{:?}", other.map(|connection| connection.name)),
    }
}

#[tokio::test]
async fn a_connection_nobody_uses_is_deleted() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = create(&shop, azure.by_client_secret("production")).await;
    connections::delete(&shop.service, &shop.ada, made.id)
        .await
        .unwrap();
    assert!(all(&shop).await.is_empty());
    let gone = connections::get(&shop.service, &shop.ada, made.id).await;
    assert!(matches!(
        gone,
        Err(Error::NotFound {
            what: What::Connection,
            ..
        })
    ));
    assert_eq!(
        shop.recorded().await.last().unwrap(),
        "delete-app-connection"
    );
}

#[tokio::test]
async fn the_organizations_connections_are_its_admins() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = create(&shop, azure.by_client_secret("production")).await;
    let admin = shop.somebody(Some(ProjectRole::Admin)).await;
    let service = &shop.service;
    assert!(connections::get(service, &admin, made.id).await.is_ok());
    let request = azure.by_client_secret("mine");
    let attempts = [
        connections::create(service, &admin, request).await.err(),
        connections::delete(service, &admin, made.id).await.err(),
        connections::check(service, &admin, made.id, None)
            .await
            .err(),
        connections::update(service, &admin, made.id, ConnectionChange::default())
            .await
            .err(),
    ];
    for refused in attempts {
        assert!(matches!(refused, Some(Error::AdminsOnly)));
    }
}

#[tokio::test]
async fn a_projects_connections_are_its_members() {
    let (shop, azure) = Shop::open_with_azure().await;
    let admin = shop.somebody(Some(ProjectRole::Admin)).await;
    let viewer = shop.somebody(Some(ProjectRole::Viewer)).await;
    let stranger = shop.somebody(None).await;
    let service = &shop.service;
    let request = NewConnection {
        project: Some(shop.project),
        ..azure.by_client_secret("production")
    };
    let made = connections::create(service, &admin, request).await.unwrap();
    let seen = connections::list(service, &viewer, Scope::All).await;
    assert_eq!(seen.unwrap().len(), 1);
    let unseen = connections::list(service, &stranger, Scope::All).await;
    assert!(unseen.unwrap().is_empty());
    let refused = connections::get(service, &stranger, made.id).await;
    assert!(matches!(
        refused,
        Err(Error::Denied(Action::ReadConnections))
    ));
    let refused = connections::check(service, &viewer, made.id, None).await;
    assert!(matches!(
        refused.err(),
        Some(Error::Denied(Action::UseConnections))
    ));
}

#[tokio::test]
async fn the_organizations_connections_are_seen_by_its_members_only() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = create(&shop, azure.by_client_secret("production")).await;
    let service = &shop.service;
    let member = shop.somebody(None).await;
    let seen = connections::list(service, &member, Scope::All).await;
    assert_eq!(seen.unwrap().len(), 1);
    let outsider = shop.outsider(ProjectRole::Developer).await;
    let unseen = connections::list(service, &outsider, Scope::All).await;
    assert!(unseen.unwrap().is_empty());
    let refused = connections::get(service, &outsider, made.id).await;
    assert!(matches!(refused, Err(Error::AdminsOnly)));
    let usable = connections::list(service, &outsider, Scope::UsableIn(shop.project)).await;
    assert_eq!(usable.unwrap().len(), 1, "its project uses them");
}

#[tokio::test]
async fn the_connections_to_choose_from_are_those_that_may_be_used() {
    let (shop, azure) = Shop::open_with_azure().await;
    create(&shop, azure.by_client_secret("production")).await;
    let own = NewConnection {
        project: Some(shop.project),
        ..azure.by_client_secret("its-own")
    };
    create(&shop, own).await;
    let names = async |caller, project| {
        let usable = connections::available(&shop.service, caller, project).await?;
        Ok::<_, Error>(
            usable
                .into_iter()
                .map(|one| one.name.to_string())
                .collect::<Vec<_>>(),
        )
    };
    let developer = shop.somebody(Some(ProjectRole::Developer)).await;
    let in_project = names(&developer, Some(shop.project)).await.unwrap();
    assert_eq!(in_project, ["its-own", "production"]);
    assert_eq!(names(&developer, None).await.unwrap(), ["production"]);
    let viewer = shop.somebody(Some(ProjectRole::Viewer)).await;
    let refused = names(&viewer, Some(shop.project)).await;
    assert!(matches!(
        refused,
        Err(Error::Denied(Action::UseConnections))
    ));
    let outsider = shop.outsider(ProjectRole::Developer).await;
    assert!(names(&outsider, None).await.unwrap().is_empty());
}
