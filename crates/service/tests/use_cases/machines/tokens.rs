use std::time::Duration;

use model::access::AuthMethod;
use service::access::{self, SettingsChange, TermsChange};
use service::{Error, What};

use super::{Robot, from, machine, nowhere, ranges, refusal, terms, universal, works};
use crate::support::Shop;

#[tokio::test]
async fn a_token_is_used_as_often_as_it_may_be() {
    let shop = Shop::open().await;
    let limited = TermsChange {
        uses_limit: Some(2),
        ..TermsChange::default()
    };
    let token = Robot::new(&shop, limited).await.token(&shop).await;
    assert!(works(&shop, &token).await);
    let renewed = access::renew(&shop.service, &token, &nowhere()).await;
    assert!(renewed.is_ok(), "renewing is no use");
    assert!(works(&shop, &token).await);
    let used_up = refusal(access::bearer(&shop.service, &token, &nowhere()).await);
    assert!(used_up.contains("as often as it may be"), "{used_up}");
    refusal(access::renew(&shop.service, &token, &nowhere()).await);
}

#[tokio::test]
async fn where_a_token_may_be_used_from_counts_for_those_given_before() {
    let shop = Shop::open().await;
    let robot = Robot::new(&shop, TermsChange::default()).await;
    let token = robot.token(&shop).await;
    let narrower = TermsChange {
        addresses: Some(ranges(&["203.0.113.7"])),
        ..TermsChange::default()
    };
    access::change_auth_method(&shop.service, &shop.ada, robot.id, narrower, universal())
        .await
        .unwrap();
    let (here, there) = (from("203.0.113.7"), from("203.0.113.8"));
    let service = &shop.service;
    assert!(access::bearer(service, &token, &here).await.is_ok());
    refusal(access::bearer(service, &token, &there).await);
    refusal(access::renew(service, &token, &there).await);
    refusal(access::bearer(service, &token, &nowhere()).await);
    assert!(access::renew(service, &token, &here).await.is_ok());
}

#[tokio::test]
async fn a_renewal_brings_what_the_token_was_given_whatever_was_changed_since() {
    let shop = Shop::open().await;
    let robot = Robot::new(&shop, terms(60, 100)).await;
    let token = robot.token(&shop).await;
    let change = terms(5, 5);
    access::change_auth_method(&shop.service, &shop.ada, robot.id, change, universal())
        .await
        .unwrap();
    shop.later(30);
    let renewed = access::renew(&shop.service, &token, &nowhere())
        .await
        .unwrap();
    assert_eq!(renewed.expires_in, Duration::from_mins(1));
    shop.later(30);
    let renewed = access::renew(&shop.service, &token, &nowhere())
        .await
        .unwrap();
    assert_eq!(
        renewed.expires_in,
        Duration::from_secs(40),
        "never past its last"
    );
    assert_eq!(renewed.max_ttl, Duration::from_secs(100));
    shop.later(40);
    refusal(access::renew(&shop.service, &token, &nowhere()).await);
}

#[tokio::test]
async fn people_make_name_and_revoke_tokens_for_an_identity() {
    let shop = Shop::open().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let id = machine(&shop, "robot").await;
    let none = access::create_token(service, ada, id, "ci").await.err();
    assert!(matches!(
        none,
        Some(Error::NotFound {
            what: What::AuthMethod,
            ..
        })
    ));
    access::attach(service, ada, id, terms(60, 60), SettingsChange::Token)
        .await
        .unwrap();
    let made = access::create_token(service, ada, id, "ci").await.unwrap();
    let caller = access::bearer(service, &made.grant.token, &nowhere()).await;
    assert_eq!(caller.unwrap().display_name(), "robot");
    let token = made.view.id;
    let renamed = access::rename_token(service, ada, token, Some("deploy")).await;
    assert_eq!(renamed.unwrap().name, "deploy");
    let seen = access::named_token(service, ada, token).await.unwrap();
    assert_eq!(seen.last_used_at, Some(seen.created_at));
    assert_eq!(
        access::named_tokens(service, ada, id).await.unwrap(),
        [seen]
    );
    access::revoke_named_token(service, ada, token)
        .await
        .unwrap();
    assert!(!works(&shop, &made.grant.token).await);
    assert!(
        access::named_token(service, ada, token)
            .await
            .unwrap()
            .revoked
    );
    access::detach(service, ada, id, AuthMethod::Token)
        .await
        .unwrap();
    let gone = access::named_token(service, ada, token).await;
    assert!(matches!(
        gone,
        Err(Error::NotFound {
            what: What::AccessToken,
            ..
        })
    ));
}

#[tokio::test]
async fn records_say_where_a_machine_called_from() {
    let shop = Shop::open().await;
    let robot = Robot::new(&shop, TermsChange::default()).await;
    robot.sign_in(&shop, &from("203.0.113.7")).await.unwrap();
    let records = service::audit::list(&shop.service, &shop.ada, None, 1).await;
    let record = &records.unwrap()[0];
    assert_eq!(record.action, "login-identity-universal-auth");
    assert_eq!(record.address.as_deref(), Some("203.0.113.7"));
    assert_eq!(record.user_agent.as_deref(), Some("robot/1.0"));
}
