//! How requests show who sends them, and what happens to a token that a store does not accept.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use azure::appconfig::{
    ConnectionString, Credential, Error, Precondition, TokenError, TokenSource,
};
use secrecy::SecretString;
use time::macros::datetime;

use crate::script::{Script, item, key, label, lane, new_value, reply};

/// Hands out `token-0` until it is refused, then `token-1`, and so on.
#[derive(Default)]
pub(crate) struct Tokens {
    refused: AtomicU32,
}

#[async_trait]
impl TokenSource for Tokens {
    async fn token(&self) -> Result<SecretString, TokenError> {
        Ok(format!("token-{}", self.refused.load(Ordering::SeqCst)).into())
    }

    async fn refused(&self) {
        self.refused.fetch_add(1, Ordering::SeqCst);
    }
}

struct NoToken;

#[async_trait]
impl TokenSource for NoToken {
    async fn token(&self) -> Result<SecretString, TokenError> {
        Err(TokenError::ReconnectNeeded)
    }

    async fn refused(&self) {}
}

fn authorizations(server: &Script) -> Vec<String> {
    server
        .seen()
        .iter()
        .map(|seen| seen.header("authorization").unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let server = Script::of([reply(401), reply(404)]).await;
    let client = server.client_with(Credential::Bearer(Arc::new(Tokens::default())), lane());
    assert!(
        client
            .get(&key("a"), &label("dev"))
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        authorizations(&server),
        ["Bearer token-0", "Bearer token-1"]
    );
}

#[tokio::test]
async fn a_second_refusal_is_final_and_told_in_the_store_s_words() {
    let challenge = "Bearer error=\"invalid_token\", error_description=\"Wrong\ttenant\"";
    let server = Script::of((0..3).map(|_| reply(401).header("www-authenticate", challenge))).await;
    let client = server.client_with(Credential::Bearer(Arc::new(Tokens::default())), lane());
    let error = client.get(&key("a"), &label("dev")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the store did not accept the sign-in: Wrong tenant"
    );
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn many_refusals_of_one_token_throw_only_that_one_away() {
    let refusals = (0..8).map(|_| reply(401));
    let server = Script::of(refusals.chain((0..8).map(|_| reply(404)))).await;
    let tokens = Arc::new(Tokens::default());
    let client = server.client_with(Credential::Bearer(tokens.clone()), lane());
    let requests = (0..8).map(|n| {
        let client = client.clone();
        tokio::spawn(async move { client.get(&key(&format!("k{n}")), &label("dev")).await })
    });
    for request in requests.collect::<Vec<_>>() {
        request.await.unwrap().unwrap();
    }
    assert_eq!(tokens.refused.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let server = Script::of([]).await;
    let client = server.client_with(Credential::Bearer(Arc::new(NoToken)), lane());
    let got = client.get(&key("a"), &label("dev")).await;
    assert!(matches!(
        got,
        Err(Error::Token(TokenError::ReconnectNeeded))
    ));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn an_access_key_signs_every_request_for_its_host() {
    let server = Script::of([reply(200).body(&item("a", "1", "e1"))]).await;
    let text = format!("Endpoint={};Id=demo;Secret=c2VjcmV0", server.url());
    let clock = Arc::new(|| datetime!(2026-11-22 20:41:42 UTC));
    let access = ConnectionString::parse(&text)
        .unwrap()
        .access_key(clock)
        .unwrap();
    let client = server.client_with(Credential::Hmac(access), lane());
    client
        .put(
            &key("a"),
            &label("dev"),
            &new_value("1"),
            &Precondition::Absent,
        )
        .await
        .unwrap();

    let seen = &server.seen()[0];
    assert_eq!(seen.header("host"), Some(server.host().as_str()));
    assert_eq!(
        seen.header("x-ms-date"),
        Some("Sun, 22 Nov 2026 20:41:42 GMT")
    );
    assert_eq!(seen.header("x-ms-content-sha256").map(str::len), Some(44));
    let expected = "HMAC-SHA256 Credential=demo&SignedHeaders=x-ms-date;host;x-ms-content-sha256&";
    assert!(seen.header("authorization").unwrap().starts_with(expected));
}
