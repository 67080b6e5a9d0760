//! Credentials that come next: proved when they are entered, and in use when the current ones end.

use std::collections::BTreeMap;

use model::Cause;
use model::connection::Health;
use secrecy::SecretString;
use service::Error;
use service::connections::{self, Connection, NextCredentials};

use super::oauth::{connected, form};
use super::{diagnosed, invalid};
use crate::support::{Azure, Shop, secret};

const NEXT: &str = "the-next-secret-of-the-shop";

async fn by_client_secret() -> (Shop, Azure, Connection) {
    let (shop, azure) = Shop::open_with_azure().await;
    azure.accept_secrets(&[azure.demo.service.client_secret, NEXT]);
    let request = azure.by_client_secret("production");
    let made = connections::create(&shop.service, &shop.ada, request).await;
    (shop, azure, made.unwrap())
}

fn fields(text: &str) -> BTreeMap<String, SecretString> {
    BTreeMap::from([("clientSecret".to_owned(), secret(text))])
}

async fn set(shop: &Shop, to: &Connection, text: &str) -> Result<Connection, Error> {
    connections::set_next_credentials(&shop.service, &shop.ada, to.id, fields(text)).await
}

#[tokio::test]
async fn they_take_over_when_the_current_ones_are_refused() {
    let (shop, azure, made) = by_client_secret().await;
    let kept = set(&shop, &made, NEXT).await.unwrap();
    let next: NextCredentials = kept.next.unwrap();
    assert_eq!(next.public, made.credentials, "nothing of it is secret");
    assert_eq!(kept.version, made.version);

    azure.accept_secrets(&[NEXT]);
    let report = connections::check(&shop.service, &shop.ada, made.id, None).await;
    assert_eq!(report.unwrap().diagnosis, None);
    let now = connections::get(&shop.service, &shop.ada, made.id)
        .await
        .unwrap();
    assert_eq!(now.health, Health::Healthy);
    assert!(now.next.is_none() && now.version > made.version);
    assert_ne!(now.credentials_hash, made.credentials_hash);
    let records = service::audit::list(&shop.service, &shop.ada, None, 5)
        .await
        .unwrap();
    let promoted = |record: &&service::audit::AuditRecord| {
        record.actor == "keyferry" && record.detail.contains("promoted")
    };
    assert_eq!(records.iter().filter(promoted).count(), 1);
    assert!(records.iter().all(|record| !record.detail.contains(NEXT)));
}

#[tokio::test]
async fn when_they_are_refused_too_a_person_is_needed() {
    let (shop, azure, made) = by_client_secret().await;
    set(&shop, &made, NEXT).await.unwrap();
    azure.accept_secrets(&["neither-of-them"]);
    let report = connections::check(&shop.service, &shop.ada, made.id, None).await;
    assert_eq!(report.unwrap().diagnosis.unwrap().cause, Cause::WrongSecret);
    let now = connections::get(&shop.service, &shop.ada, made.id)
        .await
        .unwrap();
    assert_eq!(now.health, Health::ReconnectNeeded);
}

#[tokio::test]
async fn they_are_proved_before_they_are_kept() {
    let (shop, azure, made) = by_client_secret().await;
    let wrong = diagnosed(set(&shop, &made, "not-a-secret").await);
    assert_eq!(wrong.cause, Cause::WrongSecret);
    let same = set(&shop, &made, azure.demo.service.client_secret).await;
    assert!(invalid(same).1.contains("credentials in use"));
    let mut other = fields(NEXT);
    let tenant = azure.demo.tenant_id.to_string();
    other.insert("tenantId".to_owned(), secret(&tenant));
    let other = connections::set_next_credentials(&shop.service, &shop.ada, made.id, other).await;
    assert_eq!(diagnosed(other).cause, Cause::OtherAccount);
    let now = connections::get(&shop.service, &shop.ada, made.id)
        .await
        .unwrap();
    assert!(now.next.is_none());
}

#[tokio::test]
async fn they_can_be_forgotten() {
    let (shop, azure, made) = by_client_secret().await;
    set(&shop, &made, NEXT).await.unwrap();
    let (service, ada) = (&shop.service, &shop.ada);
    let cleared = connections::clear_next_credentials(service, ada, made.id).await;
    assert!(cleared.unwrap().next.is_none());
    azure.accept_secrets(&[NEXT]);
    let report = connections::check(service, ada, made.id, None).await;
    assert_eq!(report.unwrap().diagnosis.unwrap().cause, Cause::WrongSecret);
}

#[tokio::test]
async fn who_may_not_edit_a_connection_and_who_signs_in_by_browser_add_none() {
    let (shop, azure, made) = by_client_secret().await;
    let robot = shop.somebody(None).await;
    let refused =
        connections::set_next_credentials(&shop.service, &robot, made.id, fields(NEXT)).await;
    assert!(matches!(refused, Err(Error::AdminsOnly)));
    let refused = connections::clear_next_credentials(&shop.service, &robot, made.id).await;
    assert!(matches!(refused, Err(Error::AdminsOnly)));
    let person = connected(&shop, &azure, form("person")).await;
    assert_eq!(invalid(set(&shop, &person, NEXT).await).0, "method");
}
