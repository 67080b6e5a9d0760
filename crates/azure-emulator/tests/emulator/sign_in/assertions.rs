//! Apps that prove themselves by a signed assertion: their own, or an external issuer's.

use aws_lc_rs::{
    digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest},
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair},
};
use azure_emulator::{App, AppCertificate, FederatedCredential};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize, date_time_ymd};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use time::Duration;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use uuid::Uuid;

use super::{assert_refused, claims, tokens};
use crate::lab::{BEGIN, Lab, VERSION};

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const TOKEN_EXCHANGE: &str = "api://AzureADTokenExchange";

/// How an assertion names its certificate and is signed.
#[derive(Clone, Copy)]
struct Style {
    alg: &'static str,
    thumbprint: &'static str,
    hash: &'static Algorithm,
    encoding: &'static dyn RsaEncoding,
}

/// What Microsoft documents.
const MODERN: Style = Style {
    alg: "PS256",
    thumbprint: "x5t#S256",
    hash: &SHA256,
    encoding: &RSA_PSS_SHA256,
};

/// What several libraries still send.
const LEGACY: Style = Style {
    alg: "RS256",
    thumbprint: "x5t",
    hash: &SHA1_FOR_LEGACY_USE_ONLY,
    encoding: &RSA_PKCS1_SHA256,
};

/// Signs claims with the key of a PEM, naming the certificate beside it.
fn sign(pem: &str, style: Style, claims: &Value) -> String {
    let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).unwrap();
    let key = RsaKeyPair::from_pkcs8(key.secret_der()).unwrap();
    let thumbprint = URL_SAFE_NO_PAD.encode(digest(style.hash, &certificate));
    let header = json!({ "alg": style.alg, "typ": "JWT", style.thumbprint: thumbprint });
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let text = format!("{}.{}", encode(&header), encode(claims));
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(
        style.encoding,
        &SystemRandom::new(),
        text.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// What the demo's app claims in an assertion for the http face.
fn own_claims(lab: &Lab) -> Value {
    let client_id = lab.demo.certificate.to_string();
    json!({
        "aud": token_endpoint(lab, &lab.emulator.http_url()),
        "iss": client_id, "sub": client_id, "jti": "1",
        "nbf": BEGIN.unix_timestamp(),
        "exp": (BEGIN + Duration::minutes(10)).unix_timestamp(),
    })
}

fn token_endpoint(lab: &Lab, origin: &str) -> String {
    format!("{origin}/{}/oauth2/v2.0/token", lab.demo.tenant_id)
}

async fn ask(lab: &Lab, client_id: Uuid, assertion: &str) -> Response {
    lab.token(&[
        ("grant_type", "client_credentials"),
        ("client_id", &client_id.to_string()),
        ("client_assertion_type", JWT_BEARER),
        ("client_assertion", assertion),
        ("scope", "https://appconfig.azure.com/.default"),
    ])
    .await
}

async fn assert_opens_the_store(lab: &Lab, response: Response) {
    let token = tokens(response).await;
    let listed = lab
        .request(Method::GET, &format!("/kv?{VERSION}"))
        .bearer_auth(token["access_token"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(listed.status(), 200);
}

/// A certificate of one's own with its key, valid in these years.
fn other_certificate(from: i32, until: i32) -> String {
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    let certificate = params.self_signed(&key).unwrap();
    format!("{}{}", key.serialize_pem(), certificate.pem())
}

#[tokio::test]
async fn a_certificate_opens_the_store_in_the_new_style_and_the_old() {
    let lab = Lab::with(|_| ()).await;
    let pem = lab.emulator.client_certificate_pem().unwrap();
    let mixed = Style {
        thumbprint: "x5t#S256",
        hash: &SHA256,
        ..LEGACY
    };
    for style in [MODERN, LEGACY, mixed] {
        let assertion = sign(pem, style, &own_claims(&lab));
        assert_opens_the_store(&lab, ask(&lab, lab.demo.certificate, &assertion).await).await;
    }
}

#[tokio::test]
async fn a_time_may_have_a_fraction() {
    let lab = Lab::with(|_| ()).await;
    let pem = lab.emulator.client_certificate_pem().unwrap();
    let mut claims = own_claims(&lab);
    claims["nbf"] = json!(1_795_380_101.7);
    claims["exp"] = json!(1_795_380_702.25);
    let response = ask(&lab, lab.demo.certificate, &sign(pem, MODERN, &claims)).await;
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn the_audience_may_be_the_endpoint_by_any_address_of_the_emulator() {
    let lab = Lab::with(|_| ()).await;
    let pem = lab.emulator.client_certificate_pem().unwrap();
    let port = lab.emulator.http_address().port();
    for origin in [lab.emulator.https_url(), format!("http://localhost:{port}")] {
        let mut claims = own_claims(&lab);
        claims["aud"] = token_endpoint(&lab, &origin).into();
        let assertion = sign(pem, MODERN, &claims);
        assert_eq!(
            ask(&lab, lab.demo.certificate, &assertion).await.status(),
            200,
            "{origin}"
        );
    }
}

#[tokio::test]
async fn an_assertion_of_one_s_own_is_refused_for_a_reason() {
    let lab = Lab::with(|_| ()).await;
    let pem = lab.emulator.client_certificate_pem().unwrap();
    let after = (BEGIN + Duration::minutes(6)).unix_timestamp();
    let before = (BEGIN - Duration::minutes(6)).unix_timestamp();
    for (claim, wrong, code) in [
        ("nbf", json!(after), 700_024),
        ("exp", json!(before), 700_024),
        ("iss", json!("somebody"), 700_021),
        ("sub", json!("somebody"), 700_021),
        ("aud", json!("https://login.example/token"), 700_023),
    ] {
        let mut claims = own_claims(&lab);
        claims[claim] = wrong;
        let response = ask(&lab, lab.demo.certificate, &sign(pem, MODERN, &claims)).await;
        assert_refused(response, 401, "invalid_client", code).await;
    }
    let stranger = sign(&other_certificate(2020, 2040), MODERN, &own_claims(&lab));
    let good = sign(pem, MODERN, &own_claims(&lab));
    let (text, _) = good.rsplit_once('.').unwrap();
    for assertion in [&stranger, &format!("{text}.AAAA")] {
        let response = ask(&lab, lab.demo.certificate, assertion).await;
        assert_refused(response, 401, "invalid_client", 700_027).await;
    }
    let nonsense = ask(&lab, lab.demo.certificate, "no.jwt").await;
    assert_refused(nonsense, 400, "invalid_request", 50_027).await;
}

#[tokio::test]
async fn an_expired_certificate_signs_in_vain() {
    let lab = Lab::with(|_| ()).await;
    let pem = other_certificate(2020, 2026);
    let certificate = AppCertificate::from_pem(&pem).unwrap();
    assert!(!certificate.holds_at(BEGIN));
    let client_id = lab.demo.certificate;
    lab.control()
        .directory(|directory| directory.certify(client_id, certificate));
    let response = ask(&lab, client_id, &sign(&pem, MODERN, &own_claims(&lab))).await;
    assert_refused(response, 401, "invalid_client", 700_027).await;
}

#[tokio::test]
async fn an_external_token_stands_for_the_app_that_trusts_its_issuer() {
    let lab = Lab::with(|_| ()).await;
    let trusted = lab.demo.federated;
    let token = external(&lab, trusted.issuer, trusted.subject, trusted.audience);
    let with_line_end = format!("{token}\n");
    let answer = ask(&lab, trusted.client_id, &with_line_end).await;
    assert_opens_the_store(&lab, answer).await;
    lab.pass(Duration::hours(2));
    let late = ask(&lab, trusted.client_id, &token).await;
    let late: Value = late.json().await.unwrap();
    assert_eq!(late["error_codes"][0], 700_024);
}

#[tokio::test]
async fn an_external_token_must_match_in_issuer_subject_and_audience() {
    let lab = Lab::with(|_| ()).await;
    let known = lab.demo.federated;
    let (issuer, subject, audience) = (known.issuer, known.subject, known.audience);
    let capital = subject.to_uppercase();
    for (token, code) in [
        (
            external(&lab, "/external/other", subject, audience),
            700_211,
        ),
        (external(&lab, issuer, &capital, audience), 700_213),
        (external(&lab, issuer, subject, "api://other"), 700_212),
    ] {
        let response = ask(&lab, known.client_id, &token).await;
        assert_refused(response, 401, "invalid_client", code).await;
    }
    let token = external(&lab, issuer, subject, audience);
    let response = ask(&lab, lab.demo.service.client_id, &token).await;
    assert_refused(response, 400, "invalid_request", 70_021).await;
    let (text, _) = token.rsplit_once('.').unwrap();
    let forged = ask(&lab, known.client_id, &format!("{text}.AAAA")).await;
    assert_refused(forged, 401, "invalid_client", 700_027).await;
}

fn external(lab: &Lab, issuer: &str, subject: &str, audience: &str) -> String {
    lab.control()
        .federated_token(issuer, subject, audience, Duration::HOUR)
        .unwrap()
}

#[tokio::test]
async fn an_external_issuer_publishes_itself_and_any_other_name_is_taken_as_it_is() {
    let lab = Lab::with(|_| ()).await;
    let named = external(&lab, "/external/cluster", "one", TOKEN_EXCHANGE);
    let issuer = claims(&json!(named))["iss"].as_str().unwrap().to_owned();
    let metadata = format!("{issuer}/.well-known/openid-configuration");
    let document: Value = lab
        .client
        .get(metadata)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(document["issuer"], issuer);
    let keys = lab.client.get(document["jwks_uri"].as_str().unwrap());
    let keys: Value = keys.send().await.unwrap().json().await.unwrap();
    assert_eq!(keys["keys"][0]["kty"], "RSA");

    let foreign = "https://token.actions.githubusercontent.com";
    let credential = FederatedCredential {
        issuer: foreign.to_owned(),
        subject: "repo:shop/keyferry:ref:refs/heads/main".to_owned(),
        audience: TOKEN_EXCHANGE.to_owned(),
    };
    let app = lab.demo.federated.client_id;
    let app = lab
        .control()
        .directory(|directory| directory.app(app).cloned())
        .unwrap();
    lab.control().add_app(App {
        federated: vec![credential.clone()],
        ..app
    });
    let token = external(&lab, foreign, &credential.subject, TOKEN_EXCHANGE);
    let client_id = lab.demo.federated.client_id;
    assert_eq!(ask(&lab, client_id, &token).await.status(), 200);
}

#[tokio::test]
async fn the_demo_s_apps_that_cannot_sign_in_say_why() {
    let lab = Lab::with(|_| ()).await;
    let ask = async |app: azure_emulator::DemoApp| {
        lab.token(&[
            ("grant_type", "client_credentials"),
            ("client_id", &app.client_id.to_string()),
            ("client_secret", app.client_secret),
            ("scope", "https://azconfig.io/.default"),
        ])
        .await
    };
    let expired = ask(lab.demo.expired).await;
    assert_refused(expired, 401, "invalid_client", 7_000_222).await;
    let disabled = ask(lab.demo.disabled).await;
    assert_refused(disabled, 400, "unauthorized_client", 7_000_112).await;
    let elsewhere = ask(lab.demo.neighbour.app).await;
    assert_refused(elsewhere, 400, "unauthorized_client", 700_016).await;
}
