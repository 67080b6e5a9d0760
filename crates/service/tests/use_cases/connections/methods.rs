//! What each method that needs no browser asks, proves and keeps.

use azure_emulator::AccessKey;
use model::connection::{Health, Method};
use model::{Cause, Timestamp};
use service::connections::{self, Connection, ConnectionChange, NewConnection};
use service::{Error, Service};

use super::{all, diagnosed, invalid};
use crate::support::{Azure, Shop, secret};

const METHODS: [Method; 5] = [
    Method::ClientSecret,
    Method::ClientCertificate,
    Method::ConnectionString,
    Method::WorkloadIdentity,
    Method::ManagedIdentity,
];

const YEAR: u64 = 365 * 24 * 60 * 60;

async fn create(shop: &Shop, request: NewConnection) -> Result<Connection, Error> {
    connections::create(&shop.service, &shop.ada, request).await
}

fn with(mut request: NewConnection, name: &str, text: &str) -> NewConnection {
    request.credentials.insert(name.to_owned(), secret(text));
    request
}

fn by_key(azure: &Azure, key: &AccessKey) -> NewConnection {
    let text = azure.connection_string(key);
    with(
        azure.by(Method::ConnectionString, "production"),
        "connectionString",
        &text,
    )
}

#[tokio::test]
async fn every_method_proves_its_sign_in_and_its_rights() {
    let (shop, azure) = Shop::open_on_azure().await;
    let demo = &azure.demo;
    for method in METHODS {
        let request = NewConnection {
            store: Some(azure.store()),
            ..azure.by(method, method.as_str())
        };
        let made = create(&shop, request).await.unwrap();
        assert_eq!(made.method, method);
        assert_eq!(made.health, Health::Healthy, "{method}");
        assert!(made.rights.is_some_and(|rights| rights.delete), "{method}");
        let report = connections::check(&shop.service, &shop.ada, made.id, None).await;
        let report = report.unwrap();
        let account = match method {
            Method::OAuth => unreachable!("not among them"),
            Method::ClientSecret => demo.service.client_id.to_string(),
            Method::ClientCertificate => demo.certificate.to_string(),
            Method::ConnectionString => demo.access_key.id.clone(),
            Method::WorkloadIdentity => demo.federated.client_id.to_string(),
            Method::ManagedIdentity => "system-assigned".to_owned(),
        };
        assert_eq!(report.account, Some(account));
        assert!(report.diagnosis.is_none(), "{method}");
    }
}

#[tokio::test]
async fn what_is_shown_of_credentials_is_no_secret() {
    let (shop, azure) = Shop::open_on_azure().await;
    let rows = [
        (Method::ClientSecret, &["clientId", "tenantId"][..]),
        (
            Method::ClientCertificate,
            &[
                "certificateSubject",
                "certificateThumbprint",
                "clientId",
                "tenantId",
            ],
        ),
        (Method::ConnectionString, &["endpoint", "id"]),
        (Method::WorkloadIdentity, &["clientId", "tenantId"]),
        (Method::ManagedIdentity, &[]),
    ];
    for (method, names) in rows {
        let made = create(&shop, azure.by(method, method.as_str()))
            .await
            .unwrap();
        let shown: Vec<_> = made.credentials.keys().map(String::as_str).collect();
        assert_eq!(shown, names, "{method}");
    }
}

#[tokio::test]
async fn a_certificate_tells_itself_when_it_ends_and_is_refused_after_that() {
    let (shop, azure) = Shop::open_with_azure().await;
    let request = |name| azure.by(Method::ClientCertificate, name);
    let made = create(&shop, request("production")).await.unwrap();
    let end = made.expires_at.unwrap();
    assert!(end.to_string().starts_with("2049-12-31"), "{end}");
    assert_eq!(made.credentials["certificateThumbprint"].len(), 40);
    shop.later(25 * YEAR);
    let (field, problem) = invalid(create(&shop, request("later")).await);
    assert_eq!(field, "certificate");
    assert!(problem.contains("expired on 2049-12-31"), "{problem}");
}

#[tokio::test]
async fn a_certificate_that_cannot_sign_is_refused_before_anybody_is_asked() {
    let (shop, azure) = Shop::open_with_azure().await;
    let pem = azure.emulator.client_certificate_pem().unwrap();
    let key = pem.find("-----BEGIN PRIVATE KEY").unwrap();
    let certificate = pem.find("-----BEGIN CERTIFICATE").unwrap();
    let without_key = if key < certificate {
        &pem[certificate..]
    } else {
        &pem[..key]
    };
    for (text, word) in [("hunter2", "certificate"), (without_key, "key")] {
        let request = azure.by(Method::ClientCertificate, "production");
        let request = with(request, "certificate", text);
        let (field, problem) = invalid(create(&shop, request).await);
        assert_eq!(field, "certificate");
        assert!(
            problem.contains(word) && !problem.contains("hunter2"),
            "{problem}"
        );
    }
    assert_eq!(azure.token_requests(), 0);
}

#[tokio::test]
async fn the_day_a_client_secret_ends_is_kept_unless_it_has_passed() {
    let (shop, azure) = Shop::open_with_azure().await;
    let until = |day| {
        with(
            azure.by_client_secret("production"),
            "clientSecretExpiresAt",
            day,
        )
    };
    for (day, word) in [("2026-01-01", "passed"), ("31.3.2027", "2027-03-31")] {
        let (field, problem) = invalid(create(&shop, until(day)).await);
        assert_eq!(field, "clientSecretExpiresAt");
        assert!(problem.contains(word), "{problem}");
    }
    let made = create(&shop, until("2027-03-31")).await.unwrap();
    let day = Timestamp::from_micros(1_806_451_200_000_000);
    assert_eq!(made.expires_at, Some(day));
    assert_eq!(made.credentials["clientSecretExpiresAt"], "2027-03-31");
}

#[tokio::test]
async fn an_access_key_may_be_given_whole_or_in_parts() {
    let (shop, azure) = Shop::open_with_azure().await;
    let key = &azure.demo.access_key;
    let whole = create(&shop, by_key(&azure, key)).await.unwrap();
    let mut parts = azure.by(Method::ConnectionString, "parts");
    parts.credentials = [
        ("endpoint", azure.store()),
        ("id", key.id.clone()),
        ("secret", key.secret.clone()),
    ]
    .map(|(name, text)| (name.to_owned(), secret(&text)))
    .into();
    let parts = create(&shop, parts).await.unwrap();
    assert_eq!(whole.credentials_hash, parts.credentials_hash);
    assert_eq!(whole.credentials["endpoint"], azure.store());
    assert_eq!(whole.credentials["id"], key.id);
}

#[tokio::test]
async fn a_connection_string_that_is_mangled_is_refused_without_repeating_it() {
    let (shop, azure) = Shop::open_with_azure().await;
    let whole = azure.connection_string(&azure.demo.access_key);
    let elsewhere = whole.replace(&azure.store(), "https://shop.evil.example");
    for text in [
        "",
        "Endpoint=https://shop.azconfig.io;Id=a",
        &elsewhere,
        &whole.replace("Id=", "Key="),
        &whole.replace("Secret=", "Secret=!"),
    ] {
        let request = azure.by(Method::ConnectionString, "production");
        let request = with(request, "connectionString", text);
        let (field, problem) = invalid(create(&shop, request).await);
        assert_eq!(field, "connectionString", "{problem}");
        let canary = azure.demo.access_key.secret.trim_end_matches('=');
        assert!(!problem.contains(canary), "{problem}");
    }
    assert!(all(&shop).await.is_empty());
}

#[tokio::test]
async fn an_access_key_that_the_store_does_not_know_makes_no_connection() {
    let (shop, azure) = Shop::open_with_azure().await;
    let unknown = AccessKey {
        id: "nobody".to_owned(),
        ..azure.demo.access_key.clone()
    };
    let found = diagnosed(create(&shop, by_key(&azure, &unknown)).await);
    assert!(found.argument("store").is_some());
    assert!(all(&shop).await.is_empty());
}

#[tokio::test]
async fn a_key_that_only_reads_is_recognised_without_naming_a_store() {
    let (shop, azure) = Shop::open_with_azure().await;
    let request = by_key(&azure, &azure.demo.read_only_key);
    let made = create(&shop, request).await.unwrap();
    assert_eq!(made.health, Health::MissingPermission);
    assert_eq!(made.diagnosis.unwrap().cause, Cause::ReadOnlyKey);
    let rights = made.rights.unwrap();
    assert!(rights.read && !rights.write && !rights.delete);
}

#[tokio::test]
async fn an_access_key_is_used_with_no_other_store() {
    let (shop, azure) = Shop::open_with_azure().await;
    let request = NewConnection {
        store: Some("http://other.azconfig.localhost".to_owned()),
        ..by_key(&azure, &azure.demo.access_key)
    };
    let (field, problem) = invalid(create(&shop, request).await);
    assert_eq!(field, "configurationUrl");
    assert!(problem.contains(&azure.store()), "{problem}");
    let made = create(&shop, by_key(&azure, &azure.demo.access_key)).await;
    let id = made.unwrap().id;
    let (service, ada) = (&shop.service, &shop.ada);
    let other = "http://other.azconfig.localhost";
    let checked = connections::check(service, ada, id, Some(other)).await;
    assert_eq!(invalid(checked).0, "configurationUrl");
}

#[tokio::test]
async fn new_credentials_of_the_same_method_replace_the_old_ones() {
    let (shop, azure) = Shop::open_on_azure().await;
    let made = create(&shop, azure.by(Method::ManagedIdentity, "production"))
        .await
        .unwrap();
    let reader = azure.demo.user_identity.to_string();
    let change = ConnectionChange {
        credentials: Some([("clientId".to_owned(), secret(&reader))].into()),
        accept_other_account: true,
        ..ConnectionChange::default()
    };
    let changed = connections::update(&shop.service, &shop.ada, made.id, change)
        .await
        .unwrap();
    assert_eq!(changed.credentials["clientId"], reader);
    assert_ne!(changed.credentials_hash, made.credentials_hash);
    let report = checked(&shop.service, &shop, changed.id, Some(&azure.store())).await;
    assert_eq!(report.account, Some(reader));
    assert_eq!(report.diagnosis.unwrap().cause, Cause::RoleNotYetActive);
}

async fn checked(
    service: &Service,
    shop: &Shop,
    id: model::id::ConnectionId,
    store: Option<&str>,
) -> connections::CheckReport {
    connections::check(service, &shop.ada, id, store)
        .await
        .unwrap()
}
