//! Signing a connection in again as another account: asked first, and answered once.

use model::Cause;
use model::connection::Health;
use service::Error;
use service::connections::{
    self, Connection, ConnectionChange, OAuthFinished, OtherAccount, StartOAuth,
};

use super::oauth::{TEN_MINUTES, again, connected, finish, form, start, visit};
use super::{diagnosed, invalid};
use crate::support::{Azure, Shop, secret};

/// A connection of the owner's, to which somebody else signed in.
async fn asked() -> (Shop, Azure, Connection, OtherAccount) {
    let (shop, azure) = Shop::open_with_azure().await;
    let made = connected(&shop, &azure, form("production")).await;
    let request = StartOAuth {
        store: Some(azure.store()),
        ..again(&made)
    };
    let page = start(&shop, request).await;
    let callback = visit(&azure, &page, azure.demo.outsider, "accept").await;
    match finish(&shop, &shop.ada, callback).await {
        Ok(OAuthFinished::OtherAccount(asked)) => (shop, azure, made, asked),
        Ok(OAuthFinished::Connected(_)) => panic!("it did not ask"),
        Err(failed) => panic!("{}", failed.error),
    }
}

async fn now(shop: &Shop, made: &Connection) -> Connection {
    connections::get(&shop.service, &shop.ada, made.id)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_question_names_both_accounts_and_changes_nothing() {
    let (shop, azure, made, asked) = asked().await;
    assert_eq!(asked.was.name, azure.demo.owner);
    assert_eq!(asked.now.name, azure.demo.outsider);
    let tenant = azure.demo.tenant_id.to_string();
    assert_eq!(asked.now.tenant.as_deref(), Some(tenant.as_str()));
    assert_eq!(asked.return_to, "/projects/shop");
    assert_eq!(now(&shop, &made).await.version, made.version);
}

#[tokio::test]
async fn yes_uses_the_other_account_with_a_record_of_both() {
    let (shop, azure, made, asked) = asked().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let used = connections::confirm_account(service, ada, &asked.pending).await;
    let used = used.unwrap().connection;
    assert_eq!((used.id, used.version), (made.id, made.version + 1));
    assert_eq!(used.credentials["account"], azure.demo.outsider);
    assert_eq!(
        used.health,
        Health::MissingPermission,
        "its rights were tried"
    );
    let records = service::audit::list(service, ada, None, 1).await.unwrap();
    for account in [azure.demo.owner, azure.demo.outsider] {
        assert!(records[0].detail.contains(account), "{}", records[0].detail);
    }
    let report = connections::check(service, ada, made.id, None).await;
    assert_eq!(
        report.unwrap().account.as_deref(),
        Some(azure.demo.outsider)
    );
}

#[tokio::test]
async fn no_keeps_the_account_and_the_question_is_over() {
    let (shop, _azure, made, asked) = asked().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let kept = connections::keep_account(service, ada, &asked.pending).await;
    assert_eq!(kept.unwrap().connection.version, made.version);
    let late = connections::confirm_account(service, ada, &asked.pending).await;
    let (field, problem) = invalid(late);
    assert_eq!(field, "pending");
    assert!(problem.contains("answered already"), "{problem}");
    assert_eq!(now(&shop, &made).await.version, made.version);
}

#[tokio::test]
async fn another_browser_of_the_same_person_cannot_answer() {
    let (shop, _azure, made, asked) = asked().await;
    let elsewhere = shop.another_session().await;
    let refused = connections::confirm_account(&shop.service, &elsewhere, &asked.pending).await;
    let (_, problem) = invalid(refused);
    assert!(problem.contains("in another browser"), "{problem}");
    let robot = shop.somebody(None).await;
    let refused = connections::confirm_account(&shop.service, &robot, &asked.pending).await;
    assert!(matches!(refused, Err(Error::Unauthenticated(_))));
    assert_eq!(now(&shop, &made).await.version, made.version);
}

#[tokio::test]
async fn an_answer_after_ten_minutes_is_too_late() {
    let (shop, _azure, _made, asked) = asked().await;
    shop.later(TEN_MINUTES);
    let late = connections::confirm_account(&shop.service, &shop.ada, &asked.pending).await;
    assert!(invalid(late).1.contains("longer than 10 minutes"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_answers_at_once_one_counts() {
    let (shop, _azure, made, asked) = asked().await;
    let answers = (0..8).map(|_| {
        let (service, ada) = (shop.service.clone(), shop.ada.clone());
        let pending = asked.pending.clone();
        tokio::spawn(async move {
            connections::confirm_account(&service, &ada, &pending)
                .await
                .is_ok()
        })
    });
    let mut counted = 0;
    for answer in answers.collect::<Vec<_>>() {
        counted += usize::from(answer.await.unwrap());
    }
    assert_eq!(counted, 1);
    assert_eq!(now(&shop, &made).await.version, made.version + 1);
}

#[tokio::test]
async fn an_application_in_place_of_another_has_to_be_accepted() {
    let (shop, azure) = Shop::open_with_azure().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let request = azure.by_client_secret("production");
    let made = connections::create(service, ada, request).await.unwrap();
    let mut fields = azure.fields(azure.demo.service);
    let tenant = azure.demo.tenant_id.to_string();
    fields.insert("tenantId".to_owned(), secret(&tenant));
    let change = |accept_other_account| ConnectionChange {
        credentials: Some(fields.clone()),
        accept_other_account,
        ..ConnectionChange::default()
    };
    let refused = connections::update(service, ada, made.id, change(false)).await;
    let diagnosis = diagnosed(refused);
    assert_eq!(diagnosis.cause, Cause::OtherAccount);
    let was = diagnosis.argument("was").unwrap();
    assert!(was.contains(azure.demo.tenant_domain), "{was}");
    assert!(diagnosis.argument("account").unwrap().contains(&tenant));
    assert_eq!(now(&shop, &made).await.version, made.version);

    let changed = connections::update(service, ada, made.id, change(true)).await;
    let changed = changed.unwrap();
    assert_eq!((changed.id, changed.version), (made.id, made.version + 1));
    assert_eq!(changed.credentials["tenantId"], tenant);
}
