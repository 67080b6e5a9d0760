//! Checking a connection.

use azure_emulator::{App, AppSecret, Fault, FaultRule, Kind, Matcher};
use model::Cause;
use model::connection::Health;
use service::connections::{self, Connection};

use super::invalid;
use crate::support::{Azure, Shop};

async fn connected(shop: &Shop, azure: &Azure) -> Connection {
    let request = azure.by_client_secret("production");
    connections::create(&shop.service, &shop.ada, request)
        .await
        .unwrap()
}

async fn check(
    shop: &Shop,
    made: &Connection,
    store: Option<&str>,
) -> (connections::CheckReport, Connection) {
    let (service, ada) = (&shop.service, &shop.ada);
    let report = connections::check(service, ada, made.id, store)
        .await
        .unwrap();
    let now = connections::get(service, ada, made.id).await.unwrap();
    (report, now)
}

fn set_secret(azure: &Azure, text: &str) {
    let control = azure.emulator.control();
    let app = control.directory(|directory| {
        directory
            .app(azure.demo.service.client_id)
            .cloned()
            .unwrap()
    });
    control.add_app(App {
        secrets: vec![AppSecret {
            value: text.to_owned(),
            expires: None,
        }],
        ..app
    });
}

fn fail(azure: &Azure, kind: Kind, fault: Fault) {
    azure.emulator.control().add_fault(FaultRule {
        on: Matcher {
            kind: Some(kind),
            ..Matcher::default()
        },
        ..FaultRule::new(fault)
    });
}

#[tokio::test]
async fn a_check_tries_three_rights_and_leaves_nothing_behind() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = connected(&shop, &azure).await;
    assert_eq!(made.rights, None);
    let (report, now) = check(&shop, &made, Some(&azure.store())).await;
    let rights = report.rights.unwrap();
    assert!(rights.read && rights.write && rights.delete);
    assert_eq!(report.diagnosis, None);
    assert_eq!(
        report.account.unwrap(),
        azure.demo.service.client_id.to_string()
    );
    assert_eq!(now.rights, Some(rights));
    let control = azure.emulator.control();
    assert!(control.items(azure.demo.store).unwrap().is_empty());
    assert!(control.writes().is_empty());
}

#[tokio::test]
async fn a_check_of_the_sign_in_alone_keeps_the_rights_found_before() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = connected(&shop, &azure).await;
    let (report, _) = check(&shop, &made, Some(&azure.store())).await;
    shop.later(60);
    let (_, now) = check(&shop, &made, None).await;
    assert_eq!(now.rights, report.rights);
    assert_eq!(now.checked_at.unwrap().since(made.created_at).as_secs(), 60);
}

#[tokio::test]
async fn a_secret_that_was_replaced_at_microsoft_is_noticed_and_so_is_its_return() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = connected(&shop, &azure).await;
    set_secret(&azure, "another-secret");
    let (report, now) = check(&shop, &made, None).await;
    assert_eq!(report.diagnosis.unwrap().cause, Cause::WrongSecret);
    assert_eq!(now.health, Health::ReconnectNeeded);
    assert_eq!(now.diagnosis.unwrap().cause, Cause::WrongSecret);
    set_secret(&azure, azure.demo.service.client_secret);
    let (report, now) = check(&shop, &made, None).await;
    assert_eq!(report.diagnosis, None);
    assert_eq!((now.health, now.diagnosis), (Health::Healthy, None));
}

#[tokio::test]
async fn what_time_heals_is_not_called_a_reason_to_sign_in_again() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = connected(&shop, &azure).await;
    fail(&azure, Kind::Token, Fault::Unavailable);
    let (report, now) = check(&shop, &made, None).await;
    assert_eq!(report.diagnosis.unwrap().cause, Cause::SignInUnreachable);
    assert_eq!(now.health, Health::Unreachable);
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_a_finding_and_no_error() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = connected(&shop, &azure).await;
    // Nothing listens on the reserved port 1.
    let (report, now) = check(&shop, &made, Some("http://127.0.0.1:1")).await;
    assert_eq!(report.diagnosis.unwrap().cause, Cause::StoreUnreachable);
    assert_eq!(report.rights, None);
    assert_eq!(now.health, Health::Unreachable);
}

#[tokio::test]
async fn a_store_that_is_none_is_refused() {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = connected(&shop, &azure).await;
    let evil = Some("https://evil.example");
    let checked = connections::check(&shop.service, &shop.ada, made.id, evil).await;
    assert_eq!(invalid(checked).0, "configurationUrl");
}
