//! Links: by them people join and choose new passwords.

use model::access::{Action, OrgRole, ProjectRole};
use secrecy::ExposeSecret;
use service::access::{self, Invitation, NewInvite};
use service::projects::{self, NewEnvironment};
use service::secrets::{self, View};
use service::{Error, What};
use store::invites;

use super::fixture::{BOB, BOBS_PASSWORD, WEEK, account, for_bob, id_of, refused_field, token_of};
use crate::support::{EMAIL, Shop, browser, browser_at, secret};

#[tokio::test]
async fn somebody_joins_by_a_link_and_can_sign_in() {
    let shop = Shop::open().await;
    let service = &shop.service;
    let link = shop.invite_bob(OrgRole::Member).await;
    let welcome = access::find_invite(service, &link, browser().address)
        .await
        .unwrap();
    assert_eq!(welcome.invitation, Invitation::Join);
    assert_eq!((&*welcome.email, &*welcome.made_by), (BOB, EMAIL));
    assert_eq!(welcome.organization, "The Shop");
    let joined =
        access::accept_invite(service, &link, account(" Bob ", BOBS_PASSWORD), &browser()).await;
    let bob = shop.caller(&joined.unwrap()).await;
    assert_eq!((bob.display_name(), bob.org_role), (BOB, OrgRole::Member));
    let people = access::people(service, &shop.ada).await.unwrap();
    let names: Vec<_> = people.iter().map(|person| &*person.name).collect();
    assert_eq!(names, [EMAIL, "Bob"]);
    assert!(shop.bob_signs_in(BOBS_PASSWORD, &browser()).await.is_ok());
    let recorded = shop.recorded().await;
    assert!(recorded.contains(&"create-organization-invite".to_owned()));
    assert!(recorded.contains(&"accept-organization-invite".to_owned()));
}

#[tokio::test]
async fn a_link_may_give_a_place_in_a_project() {
    let shop = Shop::open().await;
    let service = &shop.service;
    let request = NewInvite {
        place: Some((shop.project, ProjectRole::Viewer)),
        ..for_bob(OrgRole::Member)
    };
    let link = access::invite(service, &shop.ada, request).await.unwrap();
    let open = access::open_invites(service, &shop.ada).await.unwrap();
    let place = Some(("Shop".to_owned(), ProjectRole::Viewer));
    assert_eq!(open[0].place, place);
    let account = account("Bob", BOBS_PASSWORD);
    let joined = access::accept_invite(service, &token_of(&link), account, &browser()).await;
    let bob = shop.caller(&joined.unwrap()).await;
    assert_eq!(projects::list(service, &bob).await.unwrap().len(), 1);
    let test = NewEnvironment {
        name: "Test".to_owned(),
        slug: crate::support::slug("test"),
        position: None,
    };
    let made = projects::create_environment(service, &bob, shop.project, test);
    let denied = made.await;
    assert!(matches!(
        denied,
        Err(Error::Denied(Action::CreateEnvironments))
    ));
}

#[tokio::test]
async fn without_a_place_nothing_of_a_project_is_seen() {
    let shop = Shop::open().await;
    let bob = shop.bob(OrgRole::Member).await;
    let service = &shop.service;
    assert!(projects::list(service, &bob).await.unwrap().is_empty());
    let read = secrets::list(service, &bob, &shop.root("dev"), View::default()).await;
    assert!(matches!(read, Err(Error::Denied(Action::DescribeSecrets))));
}

#[tokio::test]
async fn a_link_works_once() {
    let shop = Shop::open().await;
    let link = shop.invite_bob(OrgRole::Admin).await;
    let service = &shop.service;
    let here = browser();
    let accept = || access::accept_invite(service, &link, account("Bob", BOBS_PASSWORD), &here);
    assert!(accept().await.is_ok());
    let (field, problem) = refused_field(accept().await);
    assert_eq!(field, "link");
    assert!(problem.contains("used already"), "{problem}");
    assert_eq!(access::people(service, &shop.ada).await.unwrap().len(), 2);
    assert!(
        access::open_invites(service, &shop.ada)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn of_two_who_use_a_link_at_once_one_joins() {
    let shop = Shop::open().await;
    let link = shop.invite_bob(OrgRole::Member).await;
    let here = browser();
    let accept =
        |name| access::accept_invite(&shop.service, &link, account(name, BOBS_PASSWORD), &here);
    let (first, second) = tokio::join!(accept("Bob"), accept("Rob"));
    assert_ne!(first.is_ok(), second.is_ok());
}

#[tokio::test]
async fn a_link_works_for_a_week() {
    let shop = Shop::open().await;
    let service = &shop.service;
    let link = shop.invite_bob(OrgRole::Member).await;
    shop.later(WEEK - 1);
    let here = browser().address;
    assert!(access::find_invite(service, &link, here).await.is_ok());
    shop.later(1);
    let (field, problem) = refused_field(access::find_invite(service, &link, here).await);
    assert_eq!(field, "link");
    assert!(problem.contains("has expired"), "{problem}");
    let account = account("Bob", BOBS_PASSWORD);
    let late = access::accept_invite(service, &link, account, &browser()).await;
    assert_eq!(refused_field(late).0, "link");
    let open = access::open_invites(service, &shop.ada).await.unwrap();
    assert!(open.is_empty(), "{open:?}");
}

#[tokio::test]
async fn a_link_taken_back_does_not_work() {
    let shop = Shop::open().await;
    let service = &shop.service;
    let link = shop.invite_bob(OrgRole::Member).await;
    let open = access::open_invites(service, &shop.ada).await.unwrap();
    let revoke = || access::revoke_invite(service, &shop.ada, open[0].id);
    assert_eq!(revoke().await.unwrap(), BOB);
    let found = access::find_invite(service, &link, browser().address).await;
    assert_eq!(refused_field(found).0, "link");
    let again = revoke().await;
    assert!(matches!(
        again,
        Err(Error::NotFound {
            what: What::Invite,
            ..
        })
    ));
}

#[tokio::test]
async fn an_address_has_one_link_at_most() {
    let shop = Shop::open().await;
    let first = shop.invite_bob(OrgRole::Admin).await;
    let second = shop.invite_bob(OrgRole::Member).await;
    let find = |link| access::find_invite(&shop.service, link, browser().address);
    assert_eq!(refused_field(find(&first).await).0, "link");
    assert!(find(&second).await.is_ok());
}

#[tokio::test]
async fn an_invitation_names_the_field_that_cannot_be_used() {
    let shop = Shop::open().await;
    let service = &shop.service;
    for email in ["", "bob", "bob@", EMAIL, "b ob@shop.example"] {
        let request = NewInvite {
            email: email.to_owned(),
            ..for_bob(OrgRole::Member)
        };
        let refused = access::invite(service, &shop.ada, request).await;
        assert_eq!(refused_field(refused).0, "email", "{email}");
    }
    let link = shop.invite_bob(OrgRole::Member).await;
    for (field, account) in [
        ("name", account(" ", BOBS_PASSWORD)),
        ("password", account("Bob", "elevenchars")),
    ] {
        let refused = access::accept_invite(service, &link, account, &browser()).await;
        assert_eq!(refused_field(refused).0, field);
    }
    assert!(shop.bob_signs_in("elevenchars", &browser()).await.is_err());
}

#[tokio::test]
async fn only_admins_make_see_and_take_back_links() {
    let shop = Shop::open().await;
    let bob = shop.bob(OrgRole::Member).await;
    let service = &shop.service;
    let request = NewInvite {
        email: "eve@shop.example".to_owned(),
        ..for_bob(OrgRole::Admin)
    };
    let made = access::invite(service, &bob, request).await;
    assert!(matches!(made, Err(Error::AdminsOnly)));
    let made = access::make_reset_link(service, &bob, id_of(&shop.ada)).await;
    assert!(matches!(made, Err(Error::AdminsOnly)));
    let seen = access::open_invites(service, &bob).await;
    assert!(matches!(seen, Err(Error::AdminsOnly)));
    let link = access::make_reset_link(service, &shop.ada, id_of(&bob)).await;
    assert!(link.is_ok());
    let open = access::open_invites(service, &shop.ada).await.unwrap();
    let taken_back = access::revoke_invite(service, &bob, open[0].id).await;
    assert!(matches!(taken_back, Err(Error::AdminsOnly)));
}

#[tokio::test]
async fn an_admin_who_is_none_any_more_leaves_no_links_behind() {
    let shop = Shop::open().await;
    let service = &shop.service;
    let bob = shop.bob(OrgRole::Admin).await;
    let request = NewInvite {
        email: "eve@shop.example".to_owned(),
        ..for_bob(OrgRole::Admin)
    };
    let link = access::invite(service, &bob, request).await.unwrap();
    access::set_org_role(service, &shop.ada, id_of(&bob), OrgRole::Member)
        .await
        .unwrap();
    let found = access::find_invite(service, &token_of(&link), browser().address).await;
    assert_eq!(refused_field(found).0, "link");
}

#[tokio::test]
async fn a_reset_link_gives_a_new_password_and_ends_every_session() {
    let shop = Shop::open().await;
    let service = &shop.service;
    let bob = shop.bob(OrgRole::Member).await;
    let old = shop.bob_signs_in(BOBS_PASSWORD, &browser()).await.unwrap();
    let link = access::make_reset_link(service, &shop.ada, id_of(&bob))
        .await
        .unwrap();
    assert!(shop.bob_signs_in(BOBS_PASSWORD, &browser()).await.is_ok());
    let token = token_of(&link);
    let welcome = access::find_invite(service, &token, browser().address).await;
    assert_eq!(welcome.unwrap().invitation, Invitation::ResetPassword);
    let chosen = account("", "another password of bob's");
    let signed_in = access::accept_invite(service, &token, chosen, &browser()).await;
    let signed_in = signed_in.unwrap();
    assert_eq!(shop.caller(&signed_in).await.display_name(), BOB);
    assert!(access::session(service, &old.token).await.is_err());
    assert!(shop.bob_signs_in(BOBS_PASSWORD, &browser()).await.is_err());
    let recorded = shop.recorded().await;
    assert!(recorded.contains(&"create-password-reset-link".to_owned()));
    assert!(recorded.contains(&"reset-user-password".to_owned()));
}

#[tokio::test]
async fn only_the_digest_of_a_link_is_kept() {
    let shop = Shop::open().await;
    let link = shop.invite_bob(OrgRole::Member).await;
    assert_eq!(link.expose_secret().len(), 64);
    let tx = shop.store().read().await.unwrap();
    let plain = invites::by_token_hash(&tx, link.expose_secret().as_bytes()).await;
    assert!(plain.unwrap().is_none());
    assert_eq!(invites::list(&tx).await.unwrap().len(), 1);
}

#[tokio::test]
async fn guessing_links_is_slowed_down_and_those_that_work_go_on_working() {
    let shop = Shop::open().await;
    let link = shop.invite_bob(OrgRole::Member).await;
    let find = |link: &str, host: u8| {
        let (link, from) = (secret(link), browser_at([192, 0, 2, host].into()).address);
        let service = &shop.service;
        async move { access::find_invite(service, &link, from).await }
    };
    let mut looked_up = 0;
    for guess in 0..100 {
        match find(&format!("{guess:064x}"), 7).await {
            Err(Error::Invalid(_)) => looked_up += 1,
            Err(Error::TooMany(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(looked_up, 20);
    for _ in 0..50 {
        assert!(find(link.expose_secret(), 8).await.is_ok());
    }
}
