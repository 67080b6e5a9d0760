//! Limiting a connection of the organization, and who may see and use it.

use model::access::{Action, ProjectRole};
use model::connection::{Limit, Limits};
use model::id::ProjectId;
use model::sync::{SyncOptions, Tier};
use service::connections::{self, Connection, ConnectionChange, NewConnection};
use service::syncs::{self, NewSync};
use service::{Error, What};

use crate::idle_sync::idle_sync;
use crate::support::{Azure, Shop, slug};

async fn organizations(shop: &Shop, azure: &Azure) -> Connection {
    let request = azure.by_client_secret("production");
    connections::create(&shop.service, &shop.ada, request)
        .await
        .unwrap()
}

fn limit(project: ProjectId) -> Limit {
    Limit {
        project_id: project,
        stores: vec!["https://Contoso.azconfig.io/".to_owned()],
        labels: vec![String::new(), "prod".to_owned()],
        key_prefixes: vec!["shop:".to_owned()],
    }
}

fn change(limits: Vec<Limit>) -> ConnectionChange {
    ConnectionChange {
        limits: Some(Limits(limits)),
        ..ConnectionChange::default()
    }
}

#[tokio::test]
async fn an_admin_limits_a_connection_and_lifts_the_limits_again() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = organizations(&shop, &azure).await;
    let (service, ada) = (&shop.service, &shop.ada);
    let asked = azure.token_requests();
    let limited = connections::update(service, ada, made.id, change(vec![limit(shop.project)]));
    let kept = limited.await.unwrap().limits;
    let expected = Limit {
        stores: vec!["contoso.azconfig.io".to_owned()],
        ..limit(shop.project)
    };
    assert_eq!(kept, Limits(vec![expected]));
    assert_eq!(azure.token_requests(), asked);

    let lifted = connections::update(service, ada, made.id, change(Vec::new()));
    assert!(lifted.await.unwrap().limits.is_empty());
}

#[tokio::test]
async fn limits_that_cannot_be_meant_are_refused_by_their_field() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = organizations(&shop, &azure).await;
    let (service, ada) = (&shop.service, &shop.ada);
    let of = limit(shop.project);
    let with = |broken: Limit| vec![broken];
    let cases = [
        (
            with(Limit {
                stores: vec!["not a host".to_owned()],
                ..of.clone()
            }),
            "stores",
        ),
        (
            with(Limit {
                labels: vec!["a\nb".to_owned()],
                ..of.clone()
            }),
            "labels",
        ),
        (
            with(Limit {
                key_prefixes: vec!["shop:*".to_owned()],
                ..of.clone()
            }),
            "keyPrefixes",
        ),
        (vec![of.clone(), of.clone()], "limits"),
    ];
    for (limits, field) in cases {
        let refused = connections::update(service, ada, made.id, change(limits)).await;
        match refused {
            Err(Error::Invalid(invalid)) => assert_eq!(invalid.field, field),
            other => panic!("{field}: {:?}", other.map(|connection| connection.limits)),
        }
    }
    let nowhere = limit(ProjectId::from_uuid(made.id.as_uuid()));
    let refused = connections::update(service, ada, made.id, change(vec![nowhere])).await;
    let missing = matches!(
        refused,
        Err(Error::NotFound {
            what: What::Project,
            ..
        })
    );
    assert!(missing);
}

#[tokio::test]
async fn a_projects_own_connection_has_no_limits() {
    let (shop, azure) = Shop::open_with_azure().await;
    let request = NewConnection {
        project: Some(shop.project),
        limits: Limits(vec![limit(shop.project)]),
        ..azure.by_client_secret("own")
    };
    let refused = connections::create(&shop.service, &shop.ada, request).await;
    assert!(matches!(refused, Err(Error::Invalid(invalid)) if invalid.field == "limits"));
}

#[tokio::test]
async fn only_the_organizations_admins_set_limits() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = organizations(&shop, &azure).await;
    let admin = shop.somebody(Some(ProjectRole::Admin)).await;
    let refused = connections::update(&shop.service, &admin, made.id, change(Vec::new())).await;
    assert!(matches!(refused, Err(Error::AdminsOnly)));
}

#[tokio::test]
async fn the_limits_of_other_projects_are_not_shown() {
    let (shop, azure) = Shop::open_with_azure().await;
    let other = shop.another_project("Other").await;
    let limits = vec![limit(other), limit(shop.project)];
    let request = NewConnection {
        limits: Limits(limits),
        ..azure.by_client_secret("production")
    };
    let made = connections::create(&shop.service, &shop.ada, request);
    let made = made.await.unwrap();
    assert_eq!(made.limits.0.len(), 2);
    let viewer = shop.somebody(Some(ProjectRole::Viewer)).await;
    let seen = connections::get(&shop.service, &viewer, made.id).await;
    let projects: Vec<_> = seen
        .unwrap()
        .limits
        .0
        .iter()
        .map(|one| one.project_id)
        .collect();
    assert_eq!(projects, [shop.project]);
}

#[tokio::test]
async fn the_users_of_a_connection_are_named_with_their_projects_to_those_who_may_know() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = organizations(&shop, &azure).await;
    let other = shop.another_project("Other").await;
    let place = service::secrets::Place {
        project: other,
        ..shop.root("dev")
    };
    let here = idle_sync(&shop, &shop.root("dev"), made.id).await;
    shop.later(1);
    let there = idle_sync(&shop, &place, made.id).await;
    let refused = connections::delete(&shop.service, &shop.ada, made.id).await;
    match refused {
        Err(Error::StillUsed { users, .. }) => {
            assert_eq!(
                users,
                format!("`sync-{here}` in Shop, `sync-{there}` in Other")
            );
        }
        other => panic!("{:?}", other.map(|connection| connection.name)),
    }

    let viewer = shop.somebody(Some(ProjectRole::Viewer)).await;
    let seen = connections::get(&shop.service, &viewer, made.id)
        .await
        .unwrap();
    let named: Vec<_> = seen.used_by.iter().map(|used| used.id).collect();
    assert_eq!((named, seen.used_elsewhere), (vec![here], 1));
}

#[tokio::test]
async fn deleting_counts_the_users_that_the_caller_may_not_see() {
    let (shop, azure) = Shop::open_with_azure().await;
    let request = NewConnection {
        project: Some(shop.project),
        ..azure.by_client_secret("own")
    };
    let made = connections::create(&shop.service, &shop.ada, request);
    let made = made.await.unwrap();
    let other = shop.another_project("Other").await;
    let place = service::secrets::Place {
        project: other,
        ..shop.root("dev")
    };
    idle_sync(&shop, &place, made.id).await;
    let admin = shop.somebody(Some(ProjectRole::Admin)).await;
    let refused = connections::delete(&shop.service, &admin, made.id).await;
    match refused {
        Err(Error::StillUsed { users, .. }) => {
            assert_eq!(users, "a sync in a project you cannot see");
        }
        other => panic!("{:?}", other.map(|connection| connection.name)),
    }
}

#[tokio::test]
async fn the_organizations_connection_is_used_only_with_the_projects_permission() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = organizations(&shop, &azure).await;
    let request = || NewSync {
        project: shop.project,
        name: slug("checkout"),
        description: None,
        connection: made.id,
        environment: slug("dev"),
        path: shop.root("dev").path,
        endpoint: azure.store(),
        label: None,
        tier: Tier::Standard,
        options: SyncOptions::default(),
        options_as_sent: "{}".to_owned(),
        destination_as_sent: "{}".to_owned(),
        auto_sync: false,
    };
    for role in ProjectRole::ALL {
        let caller = shop.somebody(Some(*role)).await;
        let made = syncs::create(&shop.service, &caller, request()).await;
        let may = role.allows(Action::UseConnections) && role.allows(Action::CreateSyncs);
        match made {
            Ok(sync) => {
                assert!(may, "{role}");
                syncs::delete(&shop.service, &shop.ada, sync.id, false)
                    .await
                    .unwrap();
            }
            Err(Error::Denied(_)) => assert!(!may, "{role}"),
            Err(other) => panic!("{role}: {other}"),
        }
    }
}
