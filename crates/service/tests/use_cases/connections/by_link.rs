//! Reconnect links: what their holder can do, and that it is nothing else.

use std::collections::BTreeMap;
use std::time::Duration;

use model::Cause;
use model::access::ProjectRole;
use model::connection::Health;
use model::id::SessionId;
use secrecy::{ExposeSecret, SecretString};
use service::Error;
use service::connections::{self, Connection, Departed, OAuthCallback};
use url::Url;

use super::oauth::{connected, form, visit};
use super::{diagnosed, invalid};
use crate::support::{Azure, Shop, secret};

/// A link to a connection, and the token in it.
async fn link(shop: &Shop, to: &Connection) -> SecretString {
    let made = connections::make_reconnect_link(&shop.service, &shop.ada, to.id).await;
    let url = Url::parse(made.unwrap().url.expose_secret()).unwrap();
    let token = url.path().strip_prefix("/reconnect/").unwrap();
    assert_eq!(token.len(), 64);
    secret(token)
}

/// A connection by OAuth that was revoked.
async fn revoked() -> (Shop, Azure, Connection) {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = connected(&shop, &azure, form("production")).await;
    azure.emulator.control().revoke_refresh_tokens(None);
    connections::check(&shop.service, &shop.ada, made.id, None)
        .await
        .unwrap();
    assert_eq!(now(&shop, &made).await.health, Health::ReconnectNeeded);
    (shop, azure, made)
}

async fn by_client_secret() -> (Shop, Azure, Connection) {
    let (shop, azure) = Shop::open_with_azure().await;
    let request = azure.by_client_secret("production");
    let made = connections::create(&shop.service, &shop.ada, request).await;
    (shop, azure, made.unwrap())
}

async fn now(shop: &Shop, made: &Connection) -> Connection {
    connections::get(&shop.service, &shop.ada, made.id)
        .await
        .unwrap()
}

async fn depart(shop: &Shop, link: &SecretString) -> Departed {
    connections::start_by_link(&shop.service, link)
        .await
        .unwrap()
}

async fn arrive(
    shop: &Shop,
    browser: Option<SessionId>,
    callback: OAuthCallback,
) -> Result<(), Error> {
    let finished = connections::finish_reconnect_link(&shop.service, browser, callback).await;
    finished.map(|name| assert_eq!(name.as_str(), "production"))
}

async fn enter(shop: &Shop, link: &SecretString, text: &str) -> Result<(), Error> {
    let fields = BTreeMap::from([("clientSecret".to_owned(), secret(text))]);
    let entered = connections::enter_by_link(&shop.service, link, fields).await;
    entered.map(|name| assert_eq!(name.as_str(), "production"))
}

/// Why a link does not work.
fn gone<T>(result: Result<T, Error>) -> String {
    let (field, problem) = invalid(result);
    assert_eq!(field, "link");
    problem
}

#[tokio::test]
async fn its_holder_signs_the_connection_in_again_without_an_account_here_and_once() {
    let (shop, azure, made) = revoked().await;
    let link = link(&shop, &made).await;
    let shown = connections::find_by_link(&shop.service, &link).await;
    let shown = shown.unwrap();
    assert_eq!(shown.account.name, azure.demo.owner);
    assert_eq!(shown.made_by, "ada@shop.example");

    let departed = depart(&shop, &link).await;
    let callback = visit(&azure, &departed.url, azure.demo.owner, "accept").await;
    assert!(callback.is_of_a_link());
    arrive(&shop, Some(departed.browser), callback)
        .await
        .unwrap();
    let mended = now(&shop, &made).await;
    assert_eq!((mended.id, mended.health), (made.id, Health::Healthy));
    let records = service::audit::list(&shop.service, &shop.ada, None, 1).await;
    let record = &records.unwrap()[0];
    assert_eq!(record.action, "update-app-connection");
    assert_eq!(record.actor, "reconnect link made by ada@shop.example");

    let spent = connections::find_by_link(&shop.service, &link).await;
    assert!(gone(spent).contains("used already"));
}

#[tokio::test]
async fn its_holder_enters_a_new_secret_and_nothing_but_the_secret() {
    let (shop, azure, made) = by_client_secret().await;
    let link = link(&shop, &made).await;
    let shown = connections::find_by_link(&shop.service, &link).await;
    let fields = shown.unwrap().fields;
    assert!(fields.iter().any(|field| field.name == "clientSecret"));
    assert!(
        fields
            .iter()
            .all(|field| field.name != "tenantId" && field.name != "clientId")
    );

    let wrong = diagnosed(enter(&shop, &link, "not-the-secret").await);
    assert_eq!(wrong.cause, Cause::WrongSecret);
    let other = BTreeMap::from([
        (
            "clientId".to_owned(),
            secret("00000000-0000-4000-8000-000000000000"),
        ),
        (
            "clientSecret".to_owned(),
            secret(azure.demo.service.client_secret),
        ),
    ]);
    let entered = connections::enter_by_link(&shop.service, &link, other).await;
    assert_eq!(entered.unwrap(), made.name);
    let mended = now(&shop, &made).await;
    assert_eq!(mended.credentials, made.credentials);
    assert_eq!(mended.version, made.version + 1);
    let again = enter(&shop, &link, azure.demo.service.client_secret).await;
    assert!(gone(again).contains("used already"));
}

#[tokio::test]
async fn another_account_is_refused_by_name_and_the_link_still_works() {
    let (shop, azure, made) = revoked().await;
    let link = link(&shop, &made).await;
    let departed = depart(&shop, &link).await;
    let callback = visit(&azure, &departed.url, azure.demo.outsider, "accept").await;
    let refused = diagnosed(arrive(&shop, Some(departed.browser), callback).await);
    assert_eq!(refused.cause, Cause::OtherAccount);
    assert!(
        refused
            .argument("account")
            .unwrap()
            .contains(azure.demo.outsider)
    );
    assert!(refused.argument("was").unwrap().contains(azure.demo.owner));
    assert_eq!(now(&shop, &made).await.version, made.version);

    let departed = depart(&shop, &link).await;
    let callback = visit(&azure, &departed.url, azure.demo.owner, "accept").await;
    arrive(&shop, Some(departed.browser), callback)
        .await
        .unwrap();
}

#[tokio::test]
async fn only_the_browser_that_left_may_come_back() {
    let (shop, azure, made) = revoked().await;
    let link = link(&shop, &made).await;
    let others = depart(&shop, &link).await.browser;
    for browser in [None, Some(others)] {
        let departed = depart(&shop, &link).await;
        let callback = visit(&azure, &departed.url, azure.demo.owner, "accept").await;
        let (field, problem) = invalid(arrive(&shop, browser, callback).await);
        assert_eq!(field, "state");
        assert!(problem.contains("in another browser"), "{problem}");
    }
    let departed = depart(&shop, &link).await;
    let callback = visit(&azure, &departed.url, azure.demo.owner, "accept").await;
    let signed_in = connections::finish_oauth(&shop.service, &shop.ada, callback).await;
    let Err(failed) = signed_in else {
        panic!("a session here is not the browser that left")
    };
    assert!(matches!(failed.error, Error::Invalid(_)));
    assert_eq!(now(&shop, &made).await.version, made.version);
}

#[tokio::test]
async fn it_works_for_a_day() {
    let (shop, azure, made) = by_client_secret().await;
    let link = link(&shop, &made).await;
    shop.clock.advance(Duration::from_hours(24));
    let late = enter(&shop, &link, azure.demo.service.client_secret).await;
    assert!(gone(late).contains("has expired"));
    let late = connections::find_by_link(&shop.service, &link).await;
    assert!(gone(late).contains("has expired"));
}

#[tokio::test]
async fn a_newer_one_and_taking_it_back_end_it_even_for_who_is_on_the_way() {
    let (shop, azure, made) = revoked().await;
    let first = link(&shop, &made).await;
    let departed = depart(&shop, &first).await;
    let callback = visit(&azure, &departed.url, azure.demo.owner, "accept").await;
    let second = link(&shop, &made).await;
    let late = arrive(&shop, Some(departed.browser), callback).await;
    assert_eq!(invalid(late).0, "state");
    gone(connections::find_by_link(&shop.service, &first).await);

    let (service, ada) = (&shop.service, &shop.ada);
    assert!(
        connections::revoke_reconnect_link(service, ada, made.id)
            .await
            .unwrap()
    );
    gone(connections::find_by_link(service, &second).await);
    assert!(
        !connections::revoke_reconnect_link(service, ada, made.id)
            .await
            .unwrap()
    );
    gone(connections::find_by_link(service, &secret("never-made")).await);
}

#[tokio::test]
async fn it_mends_no_other_connection() {
    let (shop, azure, made) = by_client_secret().await;
    let request = azure.by_client_secret("other");
    let other = connections::create(&shop.service, &shop.ada, request).await;
    let other = other.unwrap();
    let link = link(&shop, &made).await;
    enter(&shop, &link, azure.demo.service.client_secret)
        .await
        .unwrap();
    assert_eq!(now(&shop, &other).await.version, other.version);
    assert_eq!(now(&shop, &made).await.version, made.version + 1);
}

#[tokio::test]
async fn whoever_may_not_edit_a_connection_makes_no_link_to_it() {
    let (shop, _azure, made) = by_client_secret().await;
    let viewer = shop.somebody(Some(ProjectRole::Viewer)).await;
    let refused = connections::make_reconnect_link(&shop.service, &viewer, made.id).await;
    assert!(matches!(refused, Err(Error::AdminsOnly)));
    let refused = connections::revoke_reconnect_link(&shop.service, &viewer, made.id).await;
    assert!(matches!(refused, Err(Error::AdminsOnly)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_use_it_at_once_one_succeeds() {
    let (shop, azure, made) = by_client_secret().await;
    let link = link(&shop, &made).await;
    let users = (0..8).map(|_| {
        let (service, link) = (shop.service.clone(), link.clone());
        let text = secret(azure.demo.service.client_secret);
        let fields = BTreeMap::from([("clientSecret".to_owned(), text)]);
        tokio::spawn(async move {
            let entered = connections::enter_by_link(&service, &link, fields).await;
            entered.is_ok()
        })
    });
    let mut succeeded = 0;
    for user in users.collect::<Vec<_>>() {
        succeeded += usize::from(user.await.unwrap());
    }
    assert_eq!(succeeded, 1);
    assert_eq!(now(&shop, &made).await.version, made.version + 1);
}
