use std::time::Duration;

use model::access::AuthMethod;
use service::access::{self, NewClientSecret, SettingsChange, TermsChange, UniversalAuthChange};
use service::{Error, What};

use super::{Robot, from, nowhere, ranges, refusal, terms, universal, works};
use crate::support::{Shop, secret};

#[tokio::test]
async fn a_client_secret_is_used_as_often_as_it_may_be_even_at_once() {
    let shop = Shop::open().await;
    let limited = NewClientSecret {
        uses_limit: 3,
        ..NewClientSecret::default()
    };
    let robot = Robot::with(&shop, TermsChange::default(), universal(), limited).await;
    let origin = nowhere();
    let attempts = (0..8).map(|_| robot.sign_in(&shop, &origin));
    let attempts = futures_util::future::join_all(attempts).await;
    assert_eq!(attempts.iter().filter(|attempt| attempt.is_ok()).count(), 3);
    let (service, ada) = (&shop.service, &shop.ada);
    let id = robot.secret.view.id;
    let shown = access::client_secret(service, ada, robot.id, id)
        .await
        .unwrap();
    assert_eq!((shown.uses, shown.uses_limit), (3, 3));
}

#[tokio::test]
async fn a_client_secret_ends_when_its_time_is_over() {
    let shop = Shop::open().await;
    let short = NewClientSecret {
        ttl: 60,
        ..NewClientSecret::default()
    };
    let robot = Robot::with(&shop, TermsChange::default(), universal(), short).await;
    shop.later(59);
    assert!(robot.sign_in(&shop, &nowhere()).await.is_ok());
    shop.later(1);
    let refused = refusal(robot.sign_in(&shop, &nowhere()).await);
    assert_eq!(refused, "Invalid credentials");
}

#[tokio::test]
async fn a_revoked_client_secret_takes_its_tokens_along_and_leaves_others() {
    let shop = Shop::open().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let robot = Robot::new(&shop, TermsChange::default()).await;
    let other = access::create_client_secret(service, ada, robot.id, NewClientSecret::default())
        .await
        .unwrap();
    let token = robot.token(&shop).await;
    let client_id = other.client_id.to_string();
    let kept = access::universal_auth(service, &client_id, &other.secret, &nowhere()).await;
    let kept = kept.unwrap().token;
    for _ in 0..2 {
        let id = robot.secret.view.id;
        let revoked = access::revoke_client_secret(service, ada, robot.id, id).await;
        assert!(revoked.unwrap().revoked);
    }
    assert!(!works(&shop, &token).await);
    assert!(works(&shop, &kept).await);
    refusal(robot.sign_in(&shop, &nowhere()).await);
}

#[tokio::test]
async fn a_client_secret_is_taken_only_from_trusted_addresses() {
    let shop = Shop::open().await;
    let settings = SettingsChange::Universal(UniversalAuthChange {
        client_secret_addresses: Some(ranges(&["10.0.0.0/8", "2001:db8::/32"])),
    });
    let secret = NewClientSecret::default();
    let robot = Robot::with(&shop, TermsChange::default(), settings, secret).await;
    for address in ["10.9.8.7", "2001:db8::1", "::ffff:10.0.0.1"] {
        assert!(
            robot.sign_in(&shop, &from(address)).await.is_ok(),
            "{address}"
        );
    }
    for origin in [from("11.0.0.1"), from("::1"), nowhere()] {
        let refused = refusal(robot.sign_in(&shop, &origin).await);
        assert_eq!(refused, "Invalid credentials");
    }
}

#[tokio::test]
async fn ten_wrong_secrets_make_that_address_wait_and_nobody_else() {
    let shop = Shop::open().await;
    let (robot, other) = (
        Robot::new(&shop, TermsChange::default()).await,
        Robot::new(&shop, TermsChange::default()).await,
    );
    let (guesser, home) = (from("203.0.113.7"), from("203.0.113.8"));
    let client_id = robot.secret.client_id.to_string();
    let guess = async || {
        access::universal_auth(&shop.service, &client_id, &secret("wrong"), &guesser).await
    };
    for _ in 0..10 {
        refusal(guess().await);
    }
    assert!(matches!(guess().await.err(), Some(Error::TooMany(wait)) if wait.as_secs() == 900));
    let right = robot.sign_in(&shop, &guesser).await.err();
    assert!(matches!(right, Some(Error::TooMany(_))));
    assert!(robot.sign_in(&shop, &home).await.is_ok());
    assert!(other.sign_in(&shop, &guesser).await.is_ok());
    shop.later(900);
    assert!(robot.sign_in(&shop, &guesser).await.is_ok());
}

#[tokio::test]
async fn a_life_longer_than_its_maximum_is_refused_at_first_and_later() {
    let shop = Shop::open().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let id = super::machine(&shop, "robot").await;
    let attached = access::attach(service, ada, id, terms(61, 60), universal()).await;
    assert!(matches!(attached, Err(Error::Refused(_))));
    let attached = access::attach(service, ada, id, terms(60, 60), universal()).await;
    let attached = attached.unwrap();
    let longer = TermsChange {
        ttl: Some(61),
        ..TermsChange::default()
    };
    let changed = access::change_auth_method(service, ada, id, longer, universal()).await;
    assert!(matches!(changed, Err(Error::Refused(_))));
    let kept = access::auth_method(service, ada, id, AuthMethod::Universal).await;
    assert_eq!(kept.unwrap(), attached);
    let twice = access::attach(service, ada, id, TermsChange::default(), universal()).await;
    assert!(matches!(
        twice,
        Err(Error::Taken {
            what: What::AuthMethod,
            ..
        })
    ));
}

#[tokio::test]
async fn removing_universal_auth_ends_its_tokens_and_secrets() {
    let shop = Shop::open().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let robot = Robot::new(&shop, TermsChange::default()).await;
    let token = robot.token(&shop).await;
    let kind = AuthMethod::Universal;
    access::detach(service, ada, robot.id, kind).await.unwrap();
    assert!(!works(&shop, &token).await);
    refusal(robot.sign_in(&shop, &nowhere()).await);
    let gone = access::auth_method(service, ada, robot.id, kind).await;
    assert!(matches!(
        gone,
        Err(Error::NotFound {
            what: What::AuthMethod,
            ..
        })
    ));
    let again = access::attach(service, ada, robot.id, TermsChange::default(), universal()).await;
    assert_ne!(again.unwrap().client_id, Some(robot.secret.client_id));
    let secrets = access::client_secrets(service, ada, robot.id)
        .await
        .unwrap();
    assert!(secrets.is_empty());
}

#[tokio::test]
async fn a_token_without_end_is_good_for_years() {
    let shop = Shop::open().await;
    let robot = Robot::new(&shop, terms(0, 0)).await;
    let grant = robot.sign_in(&shop, &nowhere()).await.unwrap();
    assert_eq!(
        (grant.expires_in, grant.max_ttl),
        (Duration::ZERO, Duration::ZERO)
    );
    shop.later(10 * 365 * 24 * 3_600);
    assert!(works(&shop, &grant.token).await);
    let renewed = access::renew(&shop.service, &grant.token, &nowhere()).await;
    assert_eq!(renewed.unwrap().expires_in, Duration::ZERO);
}
