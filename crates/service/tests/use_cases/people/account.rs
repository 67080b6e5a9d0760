//! A person's own password and sessions.

use model::access::OrgRole;
use secrecy::SecretString;
use service::access::{self, Browser};
use service::{Caller, Error, What};

use super::fixture::refused_field;
use crate::support::{EMAIL, PASSWORD, Shop, browser, secret};

const NEW: &str = "a new password of ada's";

async fn change(
    shop: &Shop,
    caller: &Caller,
    current: &str,
    new: &str,
) -> Result<SecretString, Error> {
    let (current, new) = (secret(current), secret(new));
    access::change_password(&shop.service, caller, &current, &new, &browser()).await
}

#[tokio::test]
async fn a_new_password_takes_the_place_of_the_old_one_and_ends_other_sessions() {
    let shop = Shop::open().await;
    let service = &shop.service;
    let here = access::sign_in(service, EMAIL, &secret(PASSWORD), &browser())
        .await
        .unwrap();
    let caller = shop.caller(&here).await;
    change(&shop, &caller, PASSWORD, NEW).await.unwrap();
    assert!(access::session(service, &here.token).await.is_ok());
    assert_eq!(
        access::own_sessions(service, &caller).await.unwrap().len(),
        1
    );
    let old = access::sign_in(service, EMAIL, &secret(PASSWORD), &browser()).await;
    assert!(matches!(old, Err(Error::Unauthenticated(_))));
    let new = access::sign_in(service, EMAIL, &secret(NEW), &browser()).await;
    assert!(new.is_ok());
    assert!(
        shop.recorded()
            .await
            .contains(&"update-user-password".to_owned())
    );
}

#[tokio::test]
async fn the_old_password_is_asked_for_and_cannot_be_guessed() {
    let shop = Shop::open().await;
    let short = change(&shop, &shop.ada, PASSWORD, "elevenchars").await;
    assert_eq!(refused_field(short).0, "password");
    let mut compared = 0;
    for guess in 0..30 {
        match change(&shop, &shop.ada, &format!("guess {guess}"), NEW).await {
            Err(Error::Invalid(invalid)) => {
                assert_eq!(invalid.field, "current");
                compared += 1;
            }
            Err(Error::TooMany(_)) => {}
            other => panic!("{:?}", other.map(drop)),
        }
    }
    assert_eq!(compared, 10);
}

#[tokio::test]
async fn sessions_are_listed_with_their_browser_and_last_use_to_the_minute() {
    let shop = Shop::open().await;
    let service = &shop.service;
    shop.later(100);
    let phone = Browser {
        agent: "Keyferry\u{0}/Phone".to_owned(),
        ..browser()
    };
    let there = access::sign_in(service, EMAIL, &secret(PASSWORD), &phone)
        .await
        .unwrap();
    let since_then = |used| shop.clock_now().since(used).as_secs();
    for (wait, unused_for) in [(59, 59), (1, 0), (30, 30)] {
        shop.later(wait);
        access::session(service, &there.token).await.unwrap();
        let seen = access::own_sessions(service, &shop.ada).await.unwrap();
        assert!(seen[0].is_this && !seen[1].is_this);
        assert_eq!(seen[1].agent, "Keyferry/Phone");
        assert_eq!(since_then(seen[1].last_used_at), unused_for);
    }
}

#[tokio::test]
async fn own_sessions_can_be_ended_and_others_cannot() {
    let shop = Shop::open().await;
    let service = &shop.service;
    let bob = shop.bob(OrgRole::Admin).await;
    let there = access::sign_in(service, EMAIL, &secret(PASSWORD), &browser())
        .await
        .unwrap();
    let own = access::own_sessions(service, &shop.ada).await.unwrap();
    assert_eq!(own.len(), 2);
    let foreign = access::end_session(service, &bob, own[1].id).await;
    assert!(matches!(
        foreign,
        Err(Error::NotFound {
            what: What::SignIn,
            ..
        })
    ));
    access::end_session(service, &shop.ada, own[1].id)
        .await
        .unwrap();
    assert!(access::session(service, &there.token).await.is_err());
}

#[tokio::test]
async fn signing_out_everywhere_else_keeps_this_session_and_those_of_others() {
    let shop = Shop::open().await;
    let service = &shop.service;
    let bob = shop.bob(OrgRole::Member).await;
    for _ in 0..3 {
        shop.another_session().await;
    }
    assert_eq!(
        access::end_other_sessions(service, &shop.ada)
            .await
            .unwrap(),
        3
    );
    assert_eq!(
        access::own_sessions(service, &shop.ada)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(access::own_sessions(service, &bob).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_machine_has_no_account() {
    let shop = Shop::open().await;
    let robot = shop.somebody(None).await;
    let seen = access::own_sessions(&shop.service, &robot).await;
    assert!(matches!(seen, Err(Error::Unauthenticated(_))));
    let changed = change(&shop, &robot, PASSWORD, NEW).await;
    assert!(matches!(changed, Err(Error::Unauthenticated(_))));
}
