use model::access::{AuthMethod, OrgRole, ProjectRole};
use service::access::{self, IdentityChange, Member, NewClientSecret, SettingsChange, TermsChange};
use service::{Error, What, projects};

use super::{Robot, machine, terms, works};
use crate::support::Shop;

#[tokio::test]
async fn an_identity_is_shown_with_its_metadata_and_the_ways_it_signs_in() {
    let shop = Shop::open().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let id = Robot::new(&shop, TermsChange::default()).await.id;
    shop.later(1);
    let token = SettingsChange::Token;
    access::attach(service, ada, id, TermsChange::default(), token)
        .await
        .unwrap();
    let change = IdentityChange {
        name: Some(" deploy ".to_owned()),
        org_role: Some(OrgRole::NoAccess),
        metadata: Some(vec![("team".to_owned(), "shop".to_owned())]),
        ..IdentityChange::default()
    };
    access::update_identity(service, ada, id, change)
        .await
        .unwrap();
    let shown = access::identity(service, ada, id).await.unwrap();
    assert_eq!(
        (shown.name.as_str(), shown.org_role),
        ("deploy", OrgRole::NoAccess)
    );
    assert_eq!(shown.metadata[0].key, "team");
    assert_eq!(
        shown.auth_methods,
        [AuthMethod::Universal, AuthMethod::Token]
    );
    let listed = access::identities(service, ada).await.unwrap();
    assert_eq!(listed, [shown]);
}

#[tokio::test]
async fn a_protected_identity_is_deleted_only_after_that_is_switched_off() {
    let shop = Shop::open().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let id = machine(&shop, "robot").await;
    let protect = |on| IdentityChange {
        delete_protection: Some(on),
        ..IdentityChange::default()
    };
    access::update_identity(service, ada, id, protect(true))
        .await
        .unwrap();
    let refused = access::delete_identity(service, ada, id).await;
    assert!(matches!(refused, Err(Error::Refused(_))));
    access::update_identity(service, ada, id, protect(false))
        .await
        .unwrap();
    access::delete_identity(service, ada, id).await.unwrap();
    let gone = access::identity(service, ada, id).await;
    assert!(matches!(
        gone,
        Err(Error::NotFound {
            what: What::Identity,
            ..
        })
    ));
}

#[tokio::test]
async fn a_deleted_identity_is_out_at_once_and_a_member_of_nothing() {
    let shop = Shop::open().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let robot = Robot::new(&shop, terms(0, 0)).await;
    let member = Member::Identity(robot.id);
    access::set_member(service, ada, shop.project, member, ProjectRole::Viewer)
        .await
        .unwrap();
    let token = robot.token(&shop).await;
    let caller = access::bearer(service, &token, &super::nowhere())
        .await
        .unwrap();
    assert_eq!(projects::list(service, &caller).await.unwrap().len(), 1);
    access::delete_identity(service, ada, robot.id)
        .await
        .unwrap();
    assert!(!works(&shop, &token).await);
    assert!(projects::list(service, &caller).await.unwrap().is_empty());
}

#[tokio::test]
async fn members_see_identities_and_only_admins_change_them() {
    let shop = Shop::open().await;
    let service = &shop.service;
    let id = Robot::new(&shop, TermsChange::default()).await.id;
    let member = shop.somebody(Some(ProjectRole::Admin)).await;
    assert!(access::identity(service, &member, id).await.is_ok());
    assert!(access::client_secrets(service, &member, id).await.is_ok());
    let change = access::update_identity(service, &member, id, IdentityChange::default()).await;
    assert!(matches!(change, Err(Error::AdminsOnly)));
    let deleted = access::delete_identity(service, &member, id).await;
    assert!(matches!(deleted, Err(Error::AdminsOnly)));
    let token = SettingsChange::Token;
    let attached = access::attach(service, &member, id, TermsChange::default(), token).await;
    assert!(matches!(attached, Err(Error::AdminsOnly)));
    let detached = access::detach(service, &member, id, AuthMethod::Universal).await;
    assert!(matches!(detached, Err(Error::AdminsOnly)));
    let secret =
        access::create_client_secret(service, &member, id, NewClientSecret::default()).await;
    assert!(matches!(secret.err(), Some(Error::AdminsOnly)));
    let mut outsider = member;
    outsider.org_role = OrgRole::NoAccess;
    let seen = access::identities(service, &outsider).await;
    assert!(matches!(seen, Err(Error::Outside)));
}
