//! Signing in by tokens of Entra ID and of another issuer, both the emulator's.

use azure::entra::{ClientCredential, Entra, Tenant};
use azure::{Http, HttpOptions};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use model::access::AuthMethod;
use model::id::IdentityId;
use secrecy::{ExposeSecret, SecretString};
use service::access::{
    self, AzureAuthChange, ExternalLogin, OidcAuthChange, SettingsChange, TermsChange, TokenGrant,
};
use service::{Error, What};

use super::{machine, nowhere, refusal, works};
use crate::support::{Azure, Shop, secret};

const RESOURCE: &str = "https://management.azure.com";

/// A token of the demo's application for a resource.
async fn entra_token(azure: &Azure, resource: &str) -> String {
    let http = Http::new(&HttpOptions::default()).unwrap();
    let app = azure.demo.service;
    let credential = ClientCredential::Secret(secret(app.client_secret));
    let tenant = Tenant::from_id(azure.demo.tenant_id);
    let scope = format!("{resource}/.default");
    let token = Entra::new(http, azure.cloud())
        .client_credentials(&tenant, &app.client_id.to_string(), &credential, &scope)
        .await
        .unwrap();
    token.secret.expose_secret().to_owned()
}

fn principal(azure: &Azure) -> String {
    let client = azure.demo.service.client_id;
    let control = azure.emulator.control();
    control.directory(|directory| directory.app(client).unwrap().service_principal.to_string())
}

fn azure_auth(azure: &Azure) -> AzureAuthChange {
    AzureAuthChange {
        tenant: Some(azure.demo.tenant_id.to_string()),
        resource: Some(format!("{RESOURCE}/")),
        principals: Some(principal(azure)),
    }
}

async fn attach(shop: &Shop, settings: SettingsChange) -> IdentityId {
    let id = machine(shop, "robot").await;
    let terms = TermsChange::default();
    let attached = access::attach(&shop.service, &shop.ada, id, terms, settings).await;
    attached.unwrap();
    id
}

fn login(identity: IdentityId, jwt: &str) -> ExternalLogin {
    ExternalLogin {
        identity,
        jwt: SecretString::from(jwt),
        origin: nowhere(),
    }
}

async fn by_entra(shop: &Shop, id: IdentityId, jwt: &str) -> Result<TokenGrant, Error> {
    access::azure_auth(&shop.service, &login(id, jwt)).await
}

#[tokio::test]
async fn a_token_of_entra_id_lets_its_principal_in() {
    let (shop, azure) = Shop::open_with_azure().await;
    let id = attach(&shop, SettingsChange::Azure(azure_auth(&azure))).await;
    let jwt = entra_token(&azure, RESOURCE).await;
    let grant = by_entra(&shop, id, &jwt).await.unwrap();
    assert!(works(&shop, &grant.token).await);
    let last = shop.recorded().await.pop();
    assert_eq!(last.as_deref(), Some("login-identity-azure-auth"));
    let other = machine(&shop, "other").await;
    let missing = by_entra(&shop, other, &jwt).await.err();
    assert!(matches!(
        missing,
        Some(Error::NotFound {
            what: What::AuthMethod,
            ..
        })
    ));
    access::detach(&shop.service, &shop.ada, id, AuthMethod::Azure)
        .await
        .unwrap();
    assert!(!works(&shop, &grant.token).await);
}

#[tokio::test]
async fn a_token_of_entra_id_for_somebody_else_is_refused() {
    let (shop, azure) = Shop::open_with_azure().await;
    let right = azure_auth(&azure);
    let other = azure.demo.neighbour.tenant_id.to_string();
    let jwt = entra_token(&azure, RESOURCE).await;
    for (settings, why) in [
        (
            AzureAuthChange {
                principals: Some(other.clone()),
                ..right.clone()
            },
            "Service principal not allowed",
        ),
        (
            AzureAuthChange {
                tenant: Some(other),
                ..right.clone()
            },
            "another issuer",
        ),
        (
            AzureAuthChange {
                resource: Some("https://azconfig.io".to_owned()),
                ..right.clone()
            },
            "another audience",
        ),
    ] {
        let id = attach(&shop, SettingsChange::Azure(settings)).await;
        let refused = refusal(by_entra(&shop, id, &jwt).await);
        assert!(refused.contains(why), "{refused}");
    }
    let anybody = AzureAuthChange {
        principals: Some(String::new()),
        ..right
    };
    let id = attach(&shop, SettingsChange::Azure(anybody)).await;
    assert!(by_entra(&shop, id, &jwt).await.is_ok());
    shop.later(24 * 3_600);
    let refused = refusal(by_entra(&shop, id, &jwt).await);
    assert!(refused.contains("expired"), "{refused}");
}

#[tokio::test]
async fn a_forged_token_of_entra_id_is_refused() {
    let (shop, azure) = Shop::open_with_azure().await;
    let id = attach(&shop, SettingsChange::Azure(azure_auth(&azure))).await;
    let real = entra_token(&azure, RESOURCE).await;
    let [header, claims, signature] = real.split('.').collect::<Vec<_>>()[..] else {
        panic!("{real}");
    };
    let fields: serde_json::Value =
        serde_json::from_slice(&BASE64.decode(header).unwrap()).unwrap();
    let kid = fields["kid"].as_str().unwrap();
    let header_of = |alg: &str| BASE64.encode(format!(r#"{{"alg":"{alg}","kid":"{kid}"}}"#));

    let unsigned = format!("{}.{claims}.", header_of("none"));
    // A verifier that takes the algorithm from the token would check it with the public key.
    let text = format!("{}.{claims}", header_of("HS256"));
    let keys = reqwest::Client::builder().build().unwrap();
    let address = format!(
        "{}/{}/discovery/keys",
        azure.emulator.http_url().trim_end_matches('/'),
        azure.demo.tenant_id
    );
    let public = keys
        .get(address)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &public);
    let tag = aws_lc_rs::hmac::sign(&key, text.as_bytes());
    let by_public_key = format!("{text}.{}", BASE64.encode(tag.as_ref()));

    let issuer = format!("{}{}/v2.0", azure.cloud().authority(), azure.demo.tenant_id);
    let life = time::Duration::HOUR;
    let control = azure.emulator.control();
    let of_another = control
        .federated_token(&issuer, "robot", RESOURCE, life)
        .unwrap();
    let other_signature = of_another.rsplit_once('.').unwrap().1;
    let wrong_signature = format!("{header}.{claims}.{other_signature}");
    let changed = BASE64.encode(
        String::from_utf8(BASE64.decode(claims).unwrap())
            .unwrap()
            .replace("\"app\"", "\"apq\""),
    );
    let changed = format!("{header}.{changed}.{signature}");
    for (forged, why) in [
        (&unsigned, "not signed in a way that is accepted"),
        (&by_public_key, "not signed in a way that is accepted"),
        (&of_another, "a key that its issuer does not have"),
        (&wrong_signature, "the token's signature"),
        (&changed, "the token's signature"),
        (&"x".to_owned(), "no JSON Web Token"),
    ] {
        let refused = refusal(by_entra(&shop, id, forged).await);
        assert!(refused.contains(why), "{refused}");
    }
    assert!(by_entra(&shop, id, &real).await.is_ok());
}

fn oidc(azure: &Azure) -> OidcAuthChange {
    let issuer = format!(
        "{}/external/ci",
        azure.emulator.http_url().trim_end_matches('/')
    );
    OidcAuthChange {
        discovery_url: Some(issuer.clone()),
        issuer: Some(issuer),
        audiences: Some("keyferry, other".to_owned()),
        subject: Some("repo:contoso/*".to_owned()),
        ..OidcAuthChange::default()
    }
}

#[tokio::test]
async fn a_token_of_an_issuer_lets_in_whom_an_admin_described() {
    let (shop, azure) = Shop::open_with_azure().await;
    let settings = oidc(&azure);
    let issuer = settings.issuer.clone().unwrap();
    let id = attach(&shop, SettingsChange::Oidc(Box::new(settings))).await;
    let token = |issuer: &str, subject: &str, audience: &str| {
        let control = azure.emulator.control();
        let life = time::Duration::HOUR;
        control
            .federated_token(issuer, subject, audience, life)
            .unwrap()
    };
    let sign_in = async |jwt: &str| access::oidc_auth(&shop.service, &login(id, jwt)).await;
    let right = token(&issuer, "repo:contoso/shop", "keyferry");
    let grant = sign_in(&right).await.unwrap();
    assert!(works(&shop, &grant.token).await);
    for (jwt, why) in [
        (
            token("https://evil.example", "repo:contoso/shop", "keyferry"),
            "another issuer",
        ),
        (
            token(&issuer, "repo:contoso/shop", "else"),
            "another audience",
        ),
        (token(&issuer, "repo:evil/shop", "keyferry"), "lacks claims"),
        (
            entra_token(&azure, RESOURCE).await,
            "a key that its issuer does not have",
        ),
    ] {
        let refused = refusal(sign_in(&jwt).await);
        assert!(refused.contains(why), "{refused}");
    }
    shop.later(3_600);
    let refused = refusal(sign_in(&right).await);
    assert!(refused.contains("expired"), "{refused}");
}

#[tokio::test]
async fn an_issuer_is_not_asked_in_clear_by_an_instance_of_a_real_cloud() {
    let (_, azure) = Shop::open_with_azure().await;
    let shop = Shop::open().await;
    let settings = oidc(&azure);
    let issuer = settings.issuer.clone().unwrap();
    let id = attach(&shop, SettingsChange::Oidc(Box::new(settings))).await;
    let control = azure.emulator.control();
    let life = time::Duration::HOUR;
    let jwt = control.federated_token(&issuer, "repo:contoso/shop", "keyferry", life);
    let refused = access::oidc_auth(&shop.service, &login(id, &jwt.unwrap())).await;
    assert!(refusal(refused).contains("use https"));
}
