//! Every column that holds something sealed, and what lives by it afterwards: connections, tokens,
//! sign-ins under way, machines.

use model::connection::App;
use service::connections::{self, OAuthCallback, OAuthFinished, StartOAuth};
use service::{Origin, access, audit};
use store::sealed::{self, SealedColumn};

use super::house::{put, rows, whole};
use crate::support::{Azure, Shop, secret, slug};

fn sign_in(name: &str) -> StartOAuth {
    StartOAuth {
        app: App::AzureAppConfiguration,
        reconnect: None,
        name: slug(name),
        description: None,
        project: None,
        tenant: None,
        store: None,
        return_to: "/settings".to_owned(),
    }
}

/// A person's sign-in that waits for them to come back from Microsoft.
async fn departed(shop: &Shop, azure: &Azure, name: &str) -> OAuthCallback {
    let page = connections::start_oauth(&shop.service, &shop.ada, sign_in(name))
        .await
        .unwrap();
    let (code, state) = azure.consent(&page).await;
    OAuthCallback {
        code: Some(code),
        state,
        error: None,
        error_description: None,
        issuer: None,
    }
}

async fn returned(shop: &Shop, callback: OAuthCallback) -> connections::Connection {
    let finished = connections::finish_oauth(&shop.service, &shop.ada, callback).await;
    match finished.unwrap_or_else(|failed| panic!("{}", failed.error)) {
        OAuthFinished::Connected(connected) => connected.connection,
        OAuthFinished::OtherAccount(_) => panic!("there was no account before"),
    }
}

#[tokio::test]
async fn whatever_is_sealed_is_sealed_anew_and_works_on() {
    let (shop, azure) = Shop::open_with_azure().await;
    let (service, ada) = (&shop.service, &shop.ada);
    azure
        .emulator
        .control()
        .change_settings(|settings| settings.token_lifetime_secs = 60);
    shop.write(&shop.root("dev"), &[("TOKEN", "hunter2")]).await;
    let person = departed(&shop, &azure, "person").await;
    let person = returned(&shop, person).await;
    shop.later(120);
    let store = azure.store();
    connections::check(service, ada, person.id, Some(&store))
        .await
        .unwrap();
    let by_secret = azure.by_client_secret("application");
    let by_secret = connections::create(service, ada, by_secret).await.unwrap();
    azure.accept_secrets(&[azure.demo.service.client_secret, "the-next-one"]);
    let next = [("clientSecret".to_owned(), secret("the-next-one"))];
    connections::set_next_credentials(service, ada, by_secret.id, next.into())
        .await
        .unwrap();
    let machine = access::create_identity(service, ada, "robot", model::access::OrgRole::Member)
        .await
        .unwrap();
    let under_way = departed(&shop, &azure, "late").await;
    let mut before = Vec::new();
    for column in SealedColumn::ALL {
        before.push(rows(shop.store(), column).await);
        assert_ne!(before.last().map(Vec::len), Some(0), "{column:?}");
    }

    let done = whole(service, ada).await;
    assert_eq!((done.rows_left, done.owners_done), (0, 2));
    for (column, before) in SealedColumn::ALL.into_iter().zip(before) {
        let after = rows(shop.store(), column).await;
        for (before, after) in before.iter().zip(&after) {
            assert_eq!((before.id, before.version), (after.id, after.version));
            assert_ne!(before.bytes, after.bytes, "{column:?}");
        }
    }
    let report = audit::verify(shop.store(), &shop.root_key(), &[], true)
        .await
        .unwrap();
    assert_eq!(report.findings, []);

    assert_eq!(shop.kept(&shop.root("dev"), "TOKEN").await, "hunter2");
    let restarted = shop.started_anew(azure.cloud()).await;
    let client_id = machine.client_id.to_string();
    let origin = Origin::default();
    access::universal_auth(&restarted, &client_id, &machine.client_secret, &origin)
        .await
        .unwrap();
    shop.later(120);
    connections::check(service, ada, person.id, Some(&store))
        .await
        .unwrap();
    azure.accept_secrets(&["the-next-one"]);
    let checked = connections::check(service, ada, by_secret.id, Some(&store)).await;
    checked.unwrap();
    let promoted = connections::get(service, ada, by_secret.id).await.unwrap();
    assert!(promoted.next.is_none());
    returned(&shop, under_way).await;
}

#[tokio::test]
async fn a_value_from_before_that_is_put_back_is_found() {
    let shop = Shop::open().await;
    shop.write(&shop.root("dev"), &[("TOKEN", "hunter2")]).await;
    let before = rows(shop.store(), SealedColumn::Secret).await.remove(0);
    whole(&shop.service, &shop.ada).await;
    let after = rows(shop.store(), SealedColumn::Secret).await.remove(0);
    put(shop.store(), SealedColumn::Secret, &after, &before.bytes).await;
    let report = audit::verify(shop.store(), &shop.root_key(), &[], true)
        .await
        .unwrap();
    assert_eq!(report.findings.len(), 1, "{:?}", report.findings);
    let tx = shop.store().read().await.unwrap();
    assert_eq!(sealed::count(&tx).await.unwrap(), 2);
}
