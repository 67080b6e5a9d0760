//! Roles in the organization, and leaving it.

use model::access::OrgRole;
use model::id::UserId;
use service::access;
use service::{Caller, Error, What};

use super::fixture::{BOB, BOBS_PASSWORD, id_of, refused_field};
use crate::support::{Shop, browser};

async fn set_role(shop: &Shop, by: &Caller, id: UserId, role: OrgRole) -> Result<(), Error> {
    access::set_org_role(&shop.service, by, id, role).await
}

async fn org_roles(shop: &Shop) -> Vec<(String, OrgRole)> {
    let people = access::people(&shop.service, &shop.ada).await.unwrap();
    let people = people.into_iter();
    people.map(|one| (one.email, one.org_role)).collect()
}

#[tokio::test]
async fn a_role_takes_effect_with_the_next_request() {
    let shop = Shop::open().await;
    let signed_in = {
        shop.bob(OrgRole::Member).await;
        shop.bob_signs_in(BOBS_PASSWORD, &browser()).await.unwrap()
    };
    let bob = shop.caller(&signed_in).await;
    let seen = access::people(&shop.service, &bob).await;
    assert!(matches!(seen, Err(Error::AdminsOnly)));
    set_role(&shop, &shop.ada, id_of(&bob), OrgRole::Admin)
        .await
        .unwrap();
    let bob = shop.caller(&signed_in).await;
    assert_eq!(access::people(&shop.service, &bob).await.unwrap().len(), 2);
    assert!(
        shop.recorded()
            .await
            .contains(&"update-organization-membership".to_owned())
    );
}

#[tokio::test]
async fn the_last_admin_is_neither_demoted_nor_removed() {
    let shop = Shop::open().await;
    let bob = shop.bob(OrgRole::Member).await;
    let ada = id_of(&shop.ada);
    for role in [OrgRole::Member, OrgRole::NoAccess] {
        let (field, problem) = refused_field(set_role(&shop, &shop.ada, ada, role).await);
        assert_eq!(field, "role");
        assert!(problem.contains("the only admin"), "{problem}");
    }
    let removed = access::remove_person(&shop.service, &shop.ada, ada).await;
    assert_eq!(refused_field(removed).0, "role");
    set_role(&shop, &shop.ada, id_of(&bob), OrgRole::Admin)
        .await
        .unwrap();
    set_role(&shop, &shop.ada, ada, OrgRole::Member)
        .await
        .unwrap();
}

#[tokio::test]
async fn of_two_admins_who_demote_each_other_at_once_one_stays() {
    let shop = Shop::open().await;
    let bob = shop.bob(OrgRole::Admin).await;
    let (ada, bobs) = (id_of(&shop.ada), id_of(&bob));
    let (first, second) = tokio::join!(
        set_role(&shop, &shop.ada, bobs, OrgRole::Member),
        set_role(&shop, &bob, ada, OrgRole::Member),
    );
    assert_ne!(first.is_ok(), second.is_ok());
}

#[tokio::test]
async fn whoever_is_removed_is_signed_out_at_once_and_cannot_come_back() {
    let shop = Shop::open().await;
    let bob = shop.bob(OrgRole::Member).await;
    let signed_in = shop.bob_signs_in(BOBS_PASSWORD, &browser()).await.unwrap();
    let link = access::make_reset_link(&shop.service, &shop.ada, id_of(&bob))
        .await
        .unwrap();
    access::remove_person(&shop.service, &shop.ada, id_of(&bob))
        .await
        .unwrap();
    assert!(
        access::session(&shop.service, &signed_in.token)
            .await
            .is_err()
    );
    assert!(shop.bob_signs_in(BOBS_PASSWORD, &browser()).await.is_err());
    let token = super::fixture::token_of(&link);
    let found = access::find_invite(&shop.service, &token, browser().address).await;
    assert_eq!(refused_field(found).0, "link");
    assert!(
        shop.recorded()
            .await
            .contains(&"delete-organization-membership".to_owned())
    );
    let again = access::remove_person(&shop.service, &shop.ada, id_of(&bob)).await;
    assert!(matches!(
        again,
        Err(Error::NotFound {
            what: What::User,
            ..
        })
    ));
}

#[tokio::test]
async fn others_than_admins_change_nobody() {
    let shop = Shop::open().await;
    let bob = shop.bob(OrgRole::Member).await;
    let before = org_roles(&shop).await;
    assert_eq!(before[1], (BOB.to_owned(), OrgRole::Member));
    let raised = set_role(&shop, &bob, id_of(&bob), OrgRole::Admin).await;
    assert!(matches!(raised, Err(Error::AdminsOnly)));
    let removed = access::remove_person(&shop.service, &bob, id_of(&shop.ada)).await;
    assert!(matches!(removed, Err(Error::AdminsOnly)));
    assert_eq!(org_roles(&shop).await, before);
}
