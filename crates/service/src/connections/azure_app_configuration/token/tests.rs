//! The broker against the emulator: how often it asks, and who gets what.

use std::collections::BTreeSet;
use std::time::Duration;

use azure::appconfig::{TokenError, TokenSource};
use model::connection::Health;
use model::id::ConnectionId;
use secrecy::{ExposeSecret, SecretString};
use service::connections::{self, OAuthCallback, OAuthFinished, StartOAuth};

use super::Broker;
use crate::fixture::{Azure, Shop, slug};

const MINUTE: u64 = 60;

/// A shop with a connection by OAuth, whose tokens last a minute.
async fn shop_with_oauth() -> (Shop, Azure, ConnectionId) {
    let (shop, azure) = Shop::open_with_azure().await;
    azure
        .emulator
        .control()
        .change_settings(|settings| settings.token_lifetime_secs = 60);
    let request = StartOAuth {
        app: model::connection::App::AzureAppConfiguration,
        reconnect: None,
        name: slug("production"),
        description: None,
        project: None,
        tenant: None,
        store: None,
        return_to: "/".to_owned(),
    };
    let page = connections::start_oauth(&shop.service, &shop.ada, request)
        .await
        .unwrap();
    let (code, state) = azure.consent(&page).await;
    let callback = OAuthCallback {
        code: Some(code),
        state,
        error: None,
        error_description: None,
        issuer: None,
    };
    let finished = connections::finish_oauth(&shop.service, &shop.ada, callback).await;
    let made = match finished {
        Ok(OAuthFinished::Connected(made)) => made.connection.id,
        Ok(OAuthFinished::OtherAccount(_)) => panic!("it asks"),
        Err(failed) => panic!("{}", failed.error),
    };
    (shop, azure, made)
}

fn text(token: &SecretString) -> String {
    token.expose_secret().to_owned()
}

#[tokio::test]
async fn a_token_is_handed_out_until_a_sixth_of_its_life_is_left() {
    let (shop, azure, id) = shop_with_oauth().await;
    let broker = Broker::new(&shop.service, id);
    let first = broker.token().await.unwrap();
    let asked = azure.token_requests();
    shop.later(49);
    assert_eq!(text(&broker.token().await.unwrap()), text(&first));
    assert_eq!(azure.token_requests(), asked);
    shop.later(1);
    assert_ne!(text(&broker.token().await.unwrap()), text(&first));
    assert_eq!(azure.token_requests(), asked + 1);
}

#[tokio::test]
async fn tokens_go_on_for_an_hour_of_minutes_by_both_methods() {
    let (shop, azure, oauth) = shop_with_oauth().await;
    let request = azure.by_client_secret("machine");
    let machine = connections::create(&shop.service, &shop.ada, request)
        .await
        .unwrap();
    for id in [oauth, machine.id] {
        let broker = Broker::new(&shop.service, id);
        let mut seen = BTreeSet::new();
        for _ in 0..60 {
            seen.insert(text(&broker.token().await.unwrap()));
            shop.later(MINUTE);
        }
        assert_eq!(seen.len(), 60);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_who_find_a_token_expired_ask_once() {
    let (shop, azure, id) = shop_with_oauth().await;
    Broker::new(&shop.service, id).token().await.unwrap();
    shop.later(MINUTE);
    let asked = azure.token_requests();
    let callers = (0..16).map(|_| {
        let broker = Broker::new(&shop.service, id);
        tokio::spawn(async move { text(&broker.token().await.unwrap()) })
    });
    let mut seen = BTreeSet::new();
    for caller in callers.collect::<Vec<_>>() {
        seen.insert(caller.await.unwrap());
    }
    assert_eq!(seen.len(), 1);
    assert_eq!(azure.token_requests(), asked + 1);
}

#[tokio::test]
async fn another_process_reads_the_token_that_this_one_stored() {
    let (shop, azure, id) = shop_with_oauth().await;
    let token = Broker::new(&shop.service, id).token().await.unwrap();
    let asked = azure.token_requests();
    // What another process knows is what is stored, not what is in this one's memory.
    shop.service.azure().forget(id);
    let other = Broker::new(&shop.service, id).token().await.unwrap();
    assert_eq!(text(&other), text(&token));
    assert_eq!(azure.token_requests(), asked);
}

#[tokio::test]
async fn a_token_the_store_refused_is_not_handed_out_again() {
    let (shop, _azure, id) = shop_with_oauth().await;
    let broker = Broker::new(&shop.service, id);
    let first = broker.token().await.unwrap();
    broker.refused().await;
    assert_ne!(text(&broker.token().await.unwrap()), text(&first));
}

#[tokio::test]
async fn a_refresh_goes_to_its_end_when_its_caller_goes_away() {
    let (shop, _azure, id) = shop_with_oauth().await;
    let broker = Broker::new(&shop.service, id);
    let mut caller = Box::pin(broker.token());
    assert!(futures_util::poll!(&mut caller).is_pending());
    drop(caller);
    let arrived = async {
        while broker.at_hand().is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let patience = Duration::from_secs(30);
    assert!(tokio::time::timeout(patience, arrived).await.is_ok());
}

#[tokio::test]
async fn a_revoked_sign_in_needs_a_person_and_says_so_in_the_connections_health() {
    let (shop, azure, id) = shop_with_oauth().await;
    azure.emulator.control().revoke_refresh_tokens(None);
    let broker = Broker::new(&shop.service, id);
    let refused = broker.token().await;
    assert!(matches!(refused, Err(TokenError::ReconnectNeeded)));
    let ill = connections::get(&shop.service, &shop.ada, id)
        .await
        .unwrap();
    assert_eq!(ill.health, Health::ReconnectNeeded);
}

#[tokio::test]
async fn a_refresh_without_an_answer_gives_its_lease_back() {
    let (shop, azure, id) = shop_with_oauth().await;
    let broker = Broker::new(&shop.service, id);
    let fault = azure_emulator::FaultRule {
        on: azure_emulator::Matcher {
            kind: Some(azure_emulator::Kind::Token),
            ..azure_emulator::Matcher::default()
        },
        trigger: azure_emulator::Trigger::First(10),
        ..azure_emulator::FaultRule::new(azure_emulator::Fault::Reset)
    };
    azure.emulator.control().add_fault(fault);
    assert!(broker.token().await.is_err());
    azure.emulator.control().clear_faults();
    assert!(broker.token().await.is_ok());
    let now = connections::get(&shop.service, &shop.ada, id)
        .await
        .unwrap();
    assert_eq!(now.health, Health::Healthy);
}
