//! Connecting by client secret.

use azure_emulator::{Rights as Granted, RoleAssignment};
use model::Cause;
use model::connection::{Health, Method};
use service::connections::{self, NewConnection, Rights, Scope};
use service::{Error, What};

use super::{all, diagnosed, invalid};
use crate::support::{Azure, Shop, secret};

async fn create(shop: &Shop, request: NewConnection) -> Result<connections::Connection, Error> {
    connections::create(&shop.service, &shop.ada, request).await
}

fn with_field(azure: &Azure, name: &str, text: &str) -> NewConnection {
    let mut request = azure.by_client_secret("production");
    request.credentials.insert(name.to_owned(), secret(text));
    request
}

/// Sets what the demo's application may do in its store.
fn grant(azure: &Azure, rights: Granted) {
    let control = azure.emulator.control();
    let app = control.directory(|directory| {
        let app = directory.app(azure.demo.service.client_id).unwrap();
        app.service_principal
    });
    control.assign(RoleAssignment {
        store: azure.demo.store.to_owned(),
        principal: app,
        rights,
    });
}

#[tokio::test]
async fn a_connection_is_made_when_its_sign_in_and_rights_are_proved() {
    let (shop, azure) = Shop::open_with_azure().await;
    let request = NewConnection {
        store: Some(azure.store()),
        ..azure.by_client_secret("production")
    };
    let made = create(&shop, request).await.unwrap();
    assert_eq!(made.health, Health::Healthy);
    assert_eq!(made.method, Method::ClientSecret);
    assert_eq!(
        made.rights,
        Some(Rights {
            read: true,
            write: true,
            delete: true
        })
    );
    assert_eq!(made.credentials["tenantId"], azure.demo.tenant_domain);
    assert_eq!(
        made.credentials["clientId"],
        azure.demo.service.client_id.to_string()
    );
    assert_eq!(made.credentials.len(), 2);
    assert_eq!(made.credentials_hash.len(), 64);

    let (service, ada) = (&shop.service, &shop.ada);
    let found = connections::get(service, ada, made.id).await.unwrap();
    assert_eq!(found.name, made.name);
    let scope = Scope::UsableIn(shop.project);
    let named = connections::by_name(service, ada, scope, &made.name).await;
    assert_eq!(named.unwrap().id, made.id);
    assert_eq!(
        shop.recorded().await.last().unwrap(),
        "create-app-connection"
    );
}

#[tokio::test]
async fn the_digest_tells_the_same_credentials_from_others() {
    let (shop, azure) = Shop::open_with_azure().await;
    let one = create(&shop, azure.by_client_secret("one")).await.unwrap();
    let same = create(&shop, azure.by_client_secret("same")).await.unwrap();
    let mut by_id = azure.by_client_secret("by-id");
    let tenant = azure.demo.tenant_id.to_string();
    by_id
        .credentials
        .insert("tenantId".to_owned(), secret(&tenant));
    let other = create(&shop, by_id).await.unwrap();
    assert_eq!(one.credentials_hash, same.credentials_hash);
    assert_ne!(one.credentials_hash, other.credentials_hash);
}

#[tokio::test]
async fn a_sign_in_that_is_refused_says_why_and_keeps_nothing() {
    let (shop, azure) = Shop::open_with_azure().await;
    let unknown = "00000000-0000-4000-8000-000000000000";
    let wrong = [
        (
            "clientSecret",
            "not-the-secret",
            Cause::WrongSecret,
            "AADSTS7000215",
        ),
        (
            "clientId",
            unknown,
            Cause::UnknownApplication,
            "AADSTS700016",
        ),
        (
            "tenantId",
            "nobody.example",
            Cause::UnknownTenant,
            "AADSTS90002",
        ),
    ];
    for (field, text, cause, code) in wrong {
        let diagnosis = diagnosed(create(&shop, with_field(&azure, field, text)).await);
        assert_eq!(diagnosis.cause, cause, "{field}");
        assert_eq!(diagnosis.argument("code"), Some(code));
        assert!(!format!("{diagnosis:?}").contains("not-the-secret"));
    }
    assert!(all(&shop).await.is_empty());
}

#[tokio::test]
async fn a_field_that_is_missing_or_malformed_is_named_before_anybody_is_asked() {
    let (shop, azure) = Shop::open_with_azure().await;
    let bad = [
        ("tenantId", " "),
        ("tenantId", "not a tenant"),
        ("clientId", ""),
        ("clientId", "my-app"),
        ("clientSecret", ""),
    ];
    for (field, text) in bad {
        let (named, _) = invalid(create(&shop, with_field(&azure, field, text)).await);
        assert_eq!(named, field);
    }
    assert_eq!(azure.token_requests(), 0);
}

#[tokio::test]
async fn a_token_goes_to_no_other_place_than_a_store() {
    let (shop, azure) = Shop::open_with_azure().await;
    let places = [
        "https://evil.example/x.azconfig.io",
        "http://shop.azconfig.localhost.evil.example",
        "https://ada:secret@shop.azconfig.localhost",
        "https://shop.azconfig.localhost/kv",
        "shop",
    ];
    for store in places {
        let request = NewConnection {
            store: Some(store.to_owned()),
            ..azure.by_client_secret("production")
        };
        let (field, problem) = invalid(create(&shop, request).await);
        assert_eq!(field, "configurationUrl", "{store}: {problem}");
    }
    assert_eq!(azure.token_requests(), 0);
    assert!(all(&shop).await.is_empty());
}

#[tokio::test]
async fn missing_rights_are_named_with_the_command_that_grants_them() {
    let (shop, azure) = Shop::open_with_azure().await;
    let rows = [
        (Granted::NONE, "Read, Write, Delete"),
        (Granted::READER, "Write, Delete"),
        (
            Granted {
                delete: false,
                ..Granted::OWNER
            },
            "Delete",
        ),
    ];
    for (number, (rights, missing)) in rows.into_iter().enumerate() {
        grant(&azure, rights);
        let request = NewConnection {
            store: Some(azure.store()),
            ..azure.by_client_secret(&format!("production-{number}"))
        };
        let made = create(&shop, request).await.unwrap();
        assert_eq!(made.health, Health::MissingPermission);
        let diagnosis = made.diagnosis.unwrap();
        assert_eq!(diagnosis.cause, Cause::RoleNotYetActive);
        assert_eq!(diagnosis.argument("missing"), Some(missing));
        let command = diagnosis.command.unwrap();
        assert!(
            command.starts_with("az role assignment create "),
            "{command}"
        );
        let client = azure.demo.service.client_id.to_string();
        assert!(command.contains(&client), "{command}");
    }
}

#[tokio::test]
async fn a_name_is_taken_within_its_scope_only() {
    let (shop, azure) = Shop::open_with_azure().await;
    create(&shop, azure.by_client_secret("production"))
        .await
        .unwrap();
    let asked = azure.token_requests();
    let again = create(&shop, azure.by_client_secret("production")).await;
    assert!(
        matches!(&again, Err(Error::Taken { what: What::Connection, name }) if name == "production")
    );
    assert_eq!(azure.token_requests(), asked, "refused before the sign-in");
    let of_the_project = NewConnection {
        project: Some(shop.project),
        ..azure.by_client_secret("production")
    };
    let own = create(&shop, of_the_project).await.unwrap();
    let scope = Scope::UsableIn(shop.project);
    let nearest = connections::by_name(&shop.service, &shop.ada, scope, &own.name).await;
    assert_eq!(nearest.unwrap().id, own.id);
}

#[tokio::test]
async fn oauth_is_started_in_the_browser_and_not_here() {
    let (shop, azure) = Shop::open_with_azure().await;
    let request = NewConnection {
        method: Method::OAuth,
        ..azure.by_client_secret("production")
    };
    let (field, problem) = invalid(create(&shop, request).await);
    assert_eq!(field, "method");
    assert!(problem.contains("oauth/start"), "{problem}");
}
