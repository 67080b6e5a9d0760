//! Applications that sign in as themselves.

use azure_emulator::{App, AppSecret, SignInAudience};
use reqwest::Method;
use uuid::{Uuid, uuid};

use super::{assert_refused, claims, tokens};
use crate::lab::{BEGIN, Lab};

const EXPIRED: Uuid = uuid!("11111111-1111-4111-8111-111111111111");
const PUBLIC: Uuid = uuid!("22222222-2222-4222-8222-222222222222");

#[tokio::test]
async fn an_app_s_own_sign_in_is_refused_for_a_reason() {
    let lab = Lab::with(|config| {
        let tenant_id = config.stores[0].tenant_id;
        let app = |client_id, secrets| App {
            client_id,
            service_principal: client_id,
            tenant_id,
            name: "other".to_owned(),
            audience: SignInAudience::SingleTenant,
            secrets,
            certificates: Vec::new(),
            federated: Vec::new(),
            redirect_uris: Vec::new(),
            assigned_users: None,
            disabled: false,
        };
        let expired = AppSecret {
            value: "old".to_owned(),
            expires: Some(BEGIN),
        };
        config.directory.add_app(app(EXPIRED, vec![expired]));
        config.directory.add_app(app(PUBLIC, Vec::new()));
    })
    .await;
    let service = lab.demo.service.client_id.to_string();
    let secret = lab.demo.service.client_secret;
    let ask = async |client: &str, secret: &str, scope: &str| {
        let mut form = vec![("grant_type", "client_credentials"), ("client_id", client)];
        form.extend([("client_secret", secret), ("scope", scope)]);
        form.retain(|(_, value)| !value.is_empty());
        lab.token(&form).await
    };
    let scope = "https://azconfig.io/.default";
    let unknown = "00000000-0000-4000-8000-000000000000";
    for (response, status, error, code) in [
        (
            ask(&service, "wrong", scope).await,
            401,
            "invalid_client",
            7_000_215,
        ),
        (
            ask(&service, "", scope).await,
            401,
            "invalid_client",
            7_000_218,
        ),
        (
            ask(&EXPIRED.to_string(), "old", scope).await,
            401,
            "invalid_client",
            7_000_222,
        ),
        (
            ask(&PUBLIC.to_string(), "any", scope).await,
            401,
            "invalid_client",
            700_025,
        ),
        (
            ask(unknown, secret, scope).await,
            400,
            "unauthorized_client",
            700_016,
        ),
        (
            ask(&service, secret, "").await,
            400,
            "invalid_request",
            900_144,
        ),
        (
            ask(&service, secret, "https://no.example/.default").await,
            400,
            "invalid_resource",
            500_011,
        ),
        (
            ask(&service, secret, "https://azconfig.io/KeyValue.Read").await,
            400,
            "invalid_scope",
            70_011,
        ),
    ] {
        assert_refused(response, status, error, code).await;
    }
}

#[tokio::test]
async fn tenants_that_do_not_exist_or_are_no_tenant_are_refused() {
    let lab = Lab::with(|_| ()).await;
    let client = lab.demo.service.client_id.to_string();
    for (tenant, error, code) in [
        ("nowhere.example", "invalid_request", 90_002),
        ("not a tenant", "invalid_request", 900_023),
        ("organizations", "invalid_request", 50_194),
    ] {
        let response = lab
            .request(
                Method::POST,
                &format!("/{tenant}/oauth2/v2.0/token?client-request-id=x"),
            )
            .form(&[
                ("grant_type", "client_credentials"),
                ("client_id", &client),
                ("client_secret", lab.demo.service.client_secret),
                ("scope", "https://azconfig.io/.default"),
            ])
            .send()
            .await
            .unwrap();
        assert_refused(response, 400, error, code).await;
    }
}

#[tokio::test]
async fn a_secret_may_come_in_a_basic_header() {
    let lab = Lab::with(|_| ()).await;
    let response = lab
        .request(
            Method::POST,
            &format!("/{}/oauth2/v2.0/token", lab.demo.tenant_id),
        )
        .basic_auth(
            lab.demo.service.client_id,
            Some(lab.demo.service.client_secret),
        )
        .form(&[
            ("grant_type", "client_credentials"),
            ("scope", "https://azconfig.io/.default"),
        ])
        .send()
        .await
        .unwrap();
    let tokens = tokens(response).await;
    assert_eq!(claims(&tokens["access_token"])["idtyp"], "app");
}
