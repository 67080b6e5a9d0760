//! Tokens of a managed identity, from a service that plays back answers.

use std::time::Duration;

use azure::entra::AccessToken;
use azure::identity::{IdentityError, IdentityHost, ManagedIdentity};
use secrecy::ExposeSecret as _;
use url::Url;

use crate::script::{Reply, Script, http, lost, reply};

const AUDIENCE: &str = "https://appconfig.azure.com";
/// As a virtual machine answers: every number is text.
const MACHINE_TOKEN: &str = r#"{"access_token":"machine-token","client_id":"c",
    "expires_in":"86400","expires_on":"1795467391","ext_expires_in":"86400",
    "not_before":"1795380991","resource":"https://appconfig.azure.com","token_type":"Bearer"}"#;

fn identity(host: IdentityHost) -> ManagedIdentity {
    ManagedIdentity::new(http(), host).first_backoff(Duration::from_millis(1))
}

fn machine(server: &Script) -> ManagedIdentity {
    let base = Url::parse(&server.url()).unwrap();
    identity(IdentityHost::VirtualMachine { base })
}

fn app_service(server: &Script, header: &str) -> ManagedIdentity {
    identity(IdentityHost::AppService {
        endpoint: Url::parse(&format!("{}/msi/token", server.url())).unwrap(),
        header: header.into(),
    })
}

async fn asked(server: &Script) -> Result<AccessToken, IdentityError> {
    machine(server).token(AUDIENCE, None).await
}

/// What the machine's answers come to, and how often it was asked.
async fn outcome(
    replies: impl IntoIterator<Item = Reply>,
) -> (Result<AccessToken, IdentityError>, usize) {
    let server = Script::of(replies).await;
    (asked(&server).await, server.seen().len())
}

#[test]
fn a_virtual_machine_s_service_has_its_well_known_address() {
    let IdentityHost::VirtualMachine { base } = IdentityHost::virtual_machine() else {
        panic!("another host");
    };
    assert_eq!(base.as_str(), "http://169.254.169.254/");
}

#[tokio::test]
async fn a_virtual_machine_s_identity_gives_a_token() {
    let server = Script::of([reply(200).body(MACHINE_TOKEN)]).await;
    let token = asked(&server).await.unwrap();
    assert_eq!(token.secret.expose_secret(), "machine-token");
    assert_eq!(token.expires_in, Duration::from_hours(24));
    let seen = &server.seen()[0];
    assert_eq!(seen.method, "GET");
    assert_eq!(
        seen.target,
        "/metadata/identity/oauth2/token?api-version=2018-02-01\
         &resource=https%3A%2F%2Fappconfig.azure.com"
    );
    assert_eq!(seen.header("metadata"), Some("true"));
}

#[tokio::test]
async fn a_user_assigned_identity_is_asked_for_by_its_client_id() {
    let server = Script::of([reply(200).body(MACHINE_TOKEN)]).await;
    machine(&server).token(AUDIENCE, Some("a&b")).await.unwrap();
    assert!(server.seen()[0].target.ends_with("&client_id=a%26b"));
}

#[tokio::test]
async fn app_service_is_asked_with_its_header_and_tells_when_the_token_ends() {
    let granted = r#"{"access_token":"site-token","expires_on":"1795470991","resource":"r",
        "token_type":"Bearer"}"#;
    let server = Script::of([reply(200)
        .header("date", "Sun, 22 Nov 2026 19:56:31 GMT")
        .body(granted)])
    .await;
    let site = app_service(&server, "proof");
    let token = site.token(AUDIENCE, None).await.unwrap();
    assert_eq!(token.secret.expose_secret(), "site-token");
    assert_eq!(token.expires_in, Duration::from_hours(26));
    let seen = &server.seen()[0];
    assert!(
        seen.target
            .starts_with("/msi/token?api-version=2019-08-01&resource=")
    );
    assert_eq!(seen.header("x-identity-header"), Some("proof"));
    assert_eq!(seen.header("metadata"), None);
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_refused_before_anything_is_asked() {
    let server = Script::of([]).await;
    let site = app_service(&server, "pro\nof");
    let refused = site.token(AUDIENCE, None).await.unwrap_err();
    assert_eq!(refused, IdentityError::Header);
    assert!(server.seen().is_empty());
    assert!(!format!("{site:?}").contains("pro\\nof"));
}

#[tokio::test]
async fn a_service_that_is_busy_failing_or_starting_is_asked_again() {
    for status in [404, 429, 500, 503] {
        let (token, asked) = outcome([
            reply(status).header("retry-after", "0"),
            reply(status),
            reply(200).body(MACHINE_TOKEN),
        ])
        .await;
        assert!(token.is_ok(), "{status}");
        assert_eq!(asked, 3);
    }
    let (token, asked) = outcome([lost(), reply(200).body(MACHINE_TOKEN)]).await;
    assert!(token.is_ok());
    assert_eq!(asked, 2);
}

#[tokio::test]
async fn five_tries_are_enough() {
    let (error, asked) = outcome((0..9).map(|_| reply(503))).await;
    assert_eq!(
        error.unwrap_err(),
        IdentityError::Unavailable { status: 503 }
    );
    assert_eq!(asked, 5);
    let (error, asked) = outcome((0..9).map(|_| reply(429))).await;
    let throttled = IdentityError::Throttled { retry_after: None };
    assert!(throttled.is_transient());
    assert_eq!(error.unwrap_err(), throttled);
    assert_eq!(asked, 5);
}

#[tokio::test]
async fn an_upgrade_of_the_service_is_waited_for_longer() {
    let upgrading = (0..8).map(|_| reply(410));
    let (token, asked) = outcome(upgrading.chain([reply(200).body(MACHINE_TOKEN)])).await;
    assert!(token.is_ok());
    assert_eq!(asked, 9);
}

#[tokio::test]
async fn a_wait_of_minutes_is_left_to_the_caller() {
    let (error, asked) = outcome([reply(429).header("retry-after", "120")]).await;
    let retry_after = Some(Duration::from_mins(2));
    assert_eq!(error.unwrap_err(), IdentityError::Throttled { retry_after });
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn what_no_repeat_mends_is_told_apart_at_once() {
    let said = |detail: &str| Some(detail.to_owned());
    let server = Script::of([]).await;
    let machine = machine(&server);
    for (answer, expected) in [
        (
            reply(400)
                .body(r#"{"error":"invalid_request","error_description":"Identity not found"}"#),
            IdentityError::NoSuchIdentity {
                detail: said("Identity not found"),
            },
        ),
        (
            reply(400).body(r#"{"statusCode":400,"message":"No Managed Identity found"}"#),
            IdentityError::NoSuchIdentity {
                detail: said("No Managed Identity found"),
            },
        ),
        (reply(400), IdentityError::NoSuchIdentity { detail: None }),
        (
            reply(400)
                .body(r#"{"error":"invalid_resource","error_description":"AADSTS500011: x"}"#),
            IdentityError::UnknownResource {
                detail: said("AADSTS500011: x"),
            },
        ),
        (reply(401), IdentityError::Refused { status: 401 }),
        (reply(403), IdentityError::Refused { status: 403 }),
        (
            reply(200).body("<html>"),
            IdentityError::Malformed { status: 200 },
        ),
        (
            reply(200).body(r#"{"access_token":"t","expires_in":"soon"}"#),
            IdentityError::Malformed { status: 200 },
        ),
        (
            reply(302).header("location", "/elsewhere"),
            IdentityError::Malformed { status: 302 },
        ),
    ] {
        let earlier = server.seen().len();
        server.then(answer);
        let error = machine.token(AUDIENCE, None).await.unwrap_err();
        assert!(!error.is_transient());
        assert_eq!(error, expected);
        assert_eq!(server.seen().len(), earlier + 1);
    }
}

#[tokio::test]
async fn where_nobody_answers_there_is_no_azure() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = Url::parse(&format!("http://{}", closed.local_addr().unwrap())).unwrap();
    drop(closed);
    let nobody = identity(IdentityHost::VirtualMachine { base });
    let error = nobody.token(AUDIENCE, None).await.unwrap_err();
    assert!(matches!(error, IdentityError::NotOnAzure(_)), "{error}");
    assert!(
        error
            .to_string()
            .starts_with("no managed identity service answers here")
    );
}
