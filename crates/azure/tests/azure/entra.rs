//! Sign-in against a token endpoint that plays back answers.

use std::time::Duration;

use azure::entra::{
    AuthorizeRequest, ClientCredential, CodeRedemption, Entra, EntraError, IdTokenExpectation,
    Pkce, Prompt, Tenant,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};

use crate::script::{Script, http, local_cloud, lost, reply};

const TENANT: &str = "8f0e4f2a-3c55-4a6b-9d8e-1f2a3b4c5d6e";
const APP_TOKEN: &str = r#"{"token_type":"Bearer","expires_in":3599,"access_token":"app-token"}"#;

fn entra(server: &Script) -> Entra {
    Entra::new(http(), local_cloud(&server.url()))
}

fn tenant() -> Tenant {
    Tenant::parse(TENANT).unwrap()
}

fn secret(text: &str) -> SecretString {
    text.into()
}

async fn app_token(server: &Script) -> Result<azure::entra::AccessToken, EntraError> {
    let credential = ClientCredential::Secret(secret("s&cret"));
    let scope = "https://azconfig.io/.default";
    entra(server)
        .client_credentials(&tenant(), "client", &credential, scope)
        .await
}

async fn redeem(server: &Script) -> Result<azure::entra::UserTokens, EntraError> {
    let pkce = Pkce::from_random([1; 32]);
    let scopes = ["openid".to_owned(), "offline_access".to_owned()];
    entra(server)
        .redeem_code(&CodeRedemption {
            tenant: &tenant(),
            client_id: "client",
            client_secret: &secret("secret"),
            code: &secret("code"),
            verifier: &pkce.verifier,
            redirect_uri: "http://localhost:8080/back",
            scopes: &scopes,
        })
        .await
}

#[tokio::test]
async fn the_authorize_address_carries_state_nonce_and_challenge() {
    let server = Script::of([]).await;
    let scopes = [
        "openid".to_owned(),
        "https://azconfig.io/KeyValue.Read".to_owned(),
    ];
    let url = entra(&server).authorize_url(&AuthorizeRequest {
        tenant: &Tenant::organizations(),
        client_id: "client",
        redirect_uri: "http://localhost:8080/back",
        scopes: &scopes,
        state: "st&te",
        nonce: "n-1",
        code_challenge: "challenge",
        prompt: Some(Prompt::SelectAccount),
        login_hint: None,
    });
    assert_eq!(url.path(), "/organizations/oauth2/v2.0/authorize");
    let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    for (name, value) in [
        ("client_id", "client"),
        ("response_type", "code"),
        ("response_mode", "query"),
        ("redirect_uri", "http://localhost:8080/back"),
        ("scope", "openid https://azconfig.io/KeyValue.Read"),
        ("state", "st&te"),
        ("nonce", "n-1"),
        ("code_challenge", "challenge"),
        ("code_challenge_method", "S256"),
        ("prompt", "select_account"),
    ] {
        assert!(
            query.contains(&(name.to_owned(), value.to_owned())),
            "{name}"
        );
    }
    assert_eq!(query.len(), 10);
}

#[tokio::test]
async fn an_application_signs_in_with_its_secret() {
    let server = Script::of([reply(200).body(APP_TOKEN)]).await;
    let token = app_token(&server).await.unwrap();
    assert_eq!(token.secret.expose_secret(), "app-token");
    assert_eq!(token.expires_in, Duration::from_secs(3599));
    let seen = &server.seen()[0];
    assert_eq!(seen.target, format!("/{TENANT}/oauth2/v2.0/token"));
    let form = "grant_type=client_credentials&client_id=client&client_secret=s%26cret\
                &scope=https%3A%2F%2Fazconfig.io%2F.default";
    assert_eq!(seen.body, form);
}

#[tokio::test]
async fn a_code_yields_tokens_and_says_who_signed_in() {
    let server = Script::of([]).await;
    let authority = local_cloud(&server.url()).authority().clone();
    let claims = format!(
        r#"{{"iss":"{authority}{TENANT}/v2.0","aud":"client","tid":"{TENANT}","oid":"{TENANT}",
            "nonce":"n-1","preferred_username":"ada@contoso.com"}}"#
    );
    let answer = format!(
        r#"{{"expires_in":4511,"access_token":"a","refresh_token":"r","scope":"x y",
            "id_token":"h.{}.s"}}"#,
        URL_SAFE_NO_PAD.encode(claims)
    );
    server.then(reply(200).body(&answer));

    let tokens = redeem(&server).await.unwrap();
    assert_eq!(tokens.refresh.unwrap().expose_secret(), "r");
    assert_eq!(tokens.scope, "x y");
    let identity = tokens.id_token.unwrap().check(&IdTokenExpectation {
        client_id: "client",
        nonce: "n-1",
        authority: &authority,
        tenant: &tenant(),
    });
    assert_eq!(
        identity.unwrap().username.as_deref(),
        Some("ada@contoso.com")
    );
    let body = &server.seen()[0].body;
    for field in [
        "grant_type=authorization_code",
        "&code=code",
        "&code_verifier=AQEB",
    ] {
        assert!(body.contains(field), "{body}");
    }
}

#[tokio::test]
async fn a_refresh_hands_out_the_rotated_token() {
    let answer = r#"{"expires_in":60,"access_token":"a2","refresh_token":"r2"}"#;
    let server = Script::of([reply(200).body(answer)]).await;
    let scopes = ["offline_access".to_owned()];
    let tokens = entra(&server)
        .refresh(
            &tenant(),
            "client",
            &secret("secret"),
            &secret("r1"),
            &scopes,
        )
        .await
        .unwrap();
    assert_eq!(tokens.access.secret.expose_secret(), "a2");
    assert_eq!(tokens.refresh.as_ref().unwrap().expose_secret(), "r2");
    assert!(server.seen()[0].body.contains("refresh_token=r1"));
    assert!(!format!("{tokens:?}").contains("r2"));
}

#[tokio::test]
async fn a_rejection_is_final_and_keeps_its_code() {
    let answer = r#"{"error":"invalid_grant","error_codes":[700082],
        "error_description":"AADSTS700082: The refresh token has expired. Trace ID: x"}"#;
    let server = Script::of([reply(400).body(answer)]).await;
    let error = app_token(&server).await.unwrap_err();
    let EntraError::Rejected(rejection) = &error else {
        panic!("{error:?}")
    };
    assert_eq!((rejection.status, rejection.code), (400, Some(700_082)));
    assert_eq!(rejection.error, "invalid_grant");
    assert!(!error.is_transient());
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn passing_trouble_is_sat_out() {
    let busy = r#"{"error":"temporarily_unavailable","error_codes":[90033]}"#;
    let now = || reply(503).header("retry-after", "0");
    let server = Script::of([now(), reply(400).header("retry-after", "0").body(busy)]).await;
    server.then(reply(200).body(APP_TOKEN));
    app_token(&server).await.unwrap();
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn trouble_that_stays_is_told_after_three_tries() {
    let busy = r#"{"error":"server_error","error_codes":[90033]}"#;
    let failing = || reply(500).header("retry-after", "0").body(busy);
    let server = Script::of((0..9).map(|_| failing())).await;
    let error = app_token(&server).await.unwrap_err();
    let told = EntraError::Unavailable {
        status: 500,
        code: Some(90_033),
    };
    assert_eq!(error, told);
    assert!(error.is_transient());
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a_long_wait_is_left_to_the_caller() {
    let server = Script::of([reply(429).header("retry-after", "120")]).await;
    let wait = Duration::from_mins(2);
    let error = app_token(&server).await.unwrap_err();
    assert_eq!(
        error,
        EntraError::Throttled {
            retry_after: Some(wait)
        }
    );
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_code_is_not_sent_twice_when_its_answer_is_lost() {
    let server = Script::of([lost()]).await;
    let error = redeem(&server).await.unwrap_err();
    assert!(matches!(error, EntraError::Transport(_)), "{error:?}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn what_is_not_entra_is_not_believed() {
    for answer in [
        reply(200).body("<html>"),
        reply(404),
        reply(302).header("location", "/x"),
    ] {
        let server = Script::of([answer]).await;
        let error = app_token(&server).await.unwrap_err();
        assert!(matches!(error, EntraError::Malformed { .. }), "{error:?}");
    }
}
