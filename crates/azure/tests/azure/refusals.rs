//! Refused sign-ins told apart, by stores and by Entra.

use azure::appconfig::{AppConfiguration, Challenge, Error, Unauthorized};
use azure::entra::{ClientCredential, Entra, EntraError, EntraRejection, Tenant};
use time::macros::datetime;

use crate::script::{Reply, Script, dev, http, local_cloud, reply};

/// A store, and a client of it, that refuses.
struct Refusing {
    server: Script,
    client: AppConfiguration,
}

impl Refusing {
    async fn store() -> Self {
        let server = Script::of([]).await;
        let client = server.client();
        Self { server, client }
    }

    /// What the store's 401 is understood as. A stranger has no token to try anew.
    async fn with(&self, refusal: impl Fn() -> Reply) -> Unauthorized {
        self.server.then(refusal());
        match self.client.list_page(&dev(), None, None).await {
            Err(Error::Unauthorized(refusal)) => refusal,
            other => panic!("not refused: {other:?}"),
        }
    }
}

async fn refused_by_entra(refusal: Reply) -> EntraRejection {
    let server = Script::of([refusal]).await;
    let entra = Entra::new(http(), local_cloud(&server.url()));
    let tenant = Tenant::parse("contoso.com").unwrap();
    let assertion = ClientCredential::Assertion("a.b.c".into());
    let scope = "https://azconfig.io/.default";
    let asked = entra.client_credentials(&tenant, "client", &assertion, scope);
    match asked.await {
        Err(EntraError::Rejected(rejection)) => *rejection,
        other => panic!("not rejected: {other:?}"),
    }
}

#[tokio::test]
async fn each_reason_of_a_store_is_told_apart() {
    let key = |said: &str| {
        format!(r#"HMAC-SHA256 error="invalid_token" error_description="{said}", Bearer"#)
    };
    let token = |said: &str| {
        format!(r#"HMAC-SHA256, Bearer error="invalid_token", error_description="{said}""#)
    };
    let store = Refusing::store().await;
    let disabled = r#"HMAC-SHA256 error="forbidden" error_description="Authentication scheme disabled", Bearer"#;
    for (header, challenge) in [
        (key("The access token has expired"), Challenge::ClockWrong),
        (key("Invalid access token date"), Challenge::ClockWrong),
        (key("Invalid Credential"), Challenge::UnknownCredential),
        (key("Invalid Signature"), Challenge::BadSignature),
        (disabled.to_owned(), Challenge::SchemeDisabled),
        (key("[Signature] is required"), Challenge::Other),
        (
            token("Authorization token failed validation"),
            Challenge::TokenRefused,
        ),
        (
            token("The access token has expired"),
            Challenge::TokenRefused,
        ),
        (
            token("The access token is from the wrong issuer. It must match the tenant"),
            Challenge::OtherTenant,
        ),
        (token("Invalid audience"), Challenge::OtherAudience),
        (token("Teapot"), Challenge::Other),
        ("HMAC-SHA256, Bearer".to_owned(), Challenge::NoneGiven),
        (token(""), Challenge::NoneGiven),
    ] {
        let refusal = store
            .with(|| reply(401).header("www-authenticate", &header))
            .await;
        assert_eq!(refusal.challenge, challenge, "{header}");
        assert_eq!(refusal.reason.is_none(), challenge == Challenge::NoneGiven);
    }
    let bare = store.with(|| reply(401)).await;
    assert_eq!(bare.challenge, Challenge::NoneGiven);
}

#[tokio::test]
async fn a_store_s_refusal_tells_the_store_s_time() {
    let store = Refusing::store().await;
    let refusal = store.with(|| reply(401).header("date", "Mon, 23 Nov 2026 09:30:05 GMT"));
    assert_eq!(
        refusal.await.server_time,
        Some(datetime!(2026-11-23 09:30:05 UTC))
    );
    let behind_a_proxy = store.with(|| {
        reply(401)
            .header("date", "Mon, 23 Nov 2026 09:30:05 GMT")
            .header("x-ms-date", "Mon, 23 Nov 2026 10:00:00 GMT")
    });
    assert_eq!(
        behind_a_proxy.await.server_time,
        Some(datetime!(2026-11-23 10:00 UTC))
    );
    let unreadable = store.with(|| reply(401).header("date", "yesterday"));
    assert_eq!(unreadable.await.server_time, None);
}

#[tokio::test]
async fn entra_s_refusal_tells_entra_s_time() {
    let body = r#"{"error":"invalid_client","error_codes":[700024],
        "timestamp":"2026-11-23 09:30:05Z",
        "error_description":"AADSTS700024: Client assertion is not within its valid time range."}"#;
    let dated = reply(401).header("date", "Mon, 23 Nov 2026 09:30:07 GMT");
    let refusal = refused_by_entra(dated.body(body)).await;
    assert_eq!(refusal.code, Some(700_024));
    assert_eq!(
        refusal.server_time,
        Some(datetime!(2026-11-23 09:30:07 UTC))
    );
    let undated = reply(401).header("date", "yesterday");
    let refusal = refused_by_entra(undated.body(body)).await;
    assert_eq!(
        refusal.server_time,
        Some(datetime!(2026-11-23 09:30:05 UTC))
    );
}
