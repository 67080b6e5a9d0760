//! Entra ID: the pages a person clicks through and the token endpoint behind them.

use std::collections::HashMap;

use azure_emulator::{App, AppSecret, SignInAudience};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{Method, Response};
use serde_json::Value;
use time::Duration;
use url::{Url, form_urlencoded};
use uuid::{Uuid, uuid};

use crate::lab::{BEGIN, Lab, REDIRECT_URI, VERSION, header};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const SCOPES: &str = "openid profile offline_access https://azconfig.io/KeyValue.Read \
                      https://azconfig.io/KeyValue.Write https://azconfig.io/KeyValue.Delete";

/// A sign-in at `/{tenant}/…` that tests bend as they need.
struct SignIn<'a> {
    lab: &'a Lab,
    tenant: String,
    query: Vec<(&'static str, String)>,
}

impl<'a> SignIn<'a> {
    fn new(lab: &'a Lab) -> Self {
        let client_id = lab.demo.oauth.client_id.to_string();
        let query = [
            ("client_id", client_id.as_str()),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT_URI),
            ("scope", SCOPES),
            ("state", "the state"),
            ("nonce", "the nonce"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let query = query.map(|(name, value)| (name, value.to_owned())).to_vec();
        Self {
            lab,
            tenant: lab.demo.tenant_id.to_string(),
            query,
        }
    }

    fn at(mut self, tenant: &str) -> Self {
        tenant.clone_into(&mut self.tenant);
        self
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.query.retain(|(known, _)| *known != name);
        self.query.push((name, value.to_owned()));
        self
    }

    /// Opens the page, or posts a form to it.
    async fn send(&self, form: &[(&str, &str)]) -> Response {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.query)
            .finish();
        let target = format!("/{}/oauth2/v2.0/authorize?{query}", self.tenant);
        let method = if form.is_empty() {
            Method::GET
        } else {
            Method::POST
        };
        self.lab
            .request(method, &target)
            .form(form)
            .send()
            .await
            .unwrap()
    }

    async fn page(&self, form: &[(&str, &str)]) -> String {
        self.send(form).await.text().await.unwrap()
    }

    /// Chooses ada, consents, and comes back with a code.
    async fn code(&self) -> String {
        let back = self
            .send(&[("user", "ada@contoso.com"), ("decision", "accept")])
            .await;
        returned(&back).remove("code").unwrap()
    }
}

/// What a redirect brings back to the app.
fn returned(response: &Response) -> HashMap<String, String> {
    assert_eq!(response.status(), 302);
    let url = Url::parse(header(response, "location")).unwrap();
    assert!(url.as_str().starts_with(REDIRECT_URI));
    url.query_pairs().into_owned().collect()
}

fn claims(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// Redeems a code as the demo's OAuth app would, with changes.
async fn redeem(lab: &Lab, code: &str, changes: &[(&str, &str)]) -> Response {
    let client_id = lab.demo.oauth.client_id.to_string();
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("client_id", &client_id),
        ("client_secret", lab.demo.oauth.client_secret),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
        ("code", code),
    ];
    form.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    form.extend(changes);
    lab.token(&form).await
}

async fn refresh(lab: &Lab, token: &str, changes: &[(&str, &str)]) -> Response {
    let grant = [("grant_type", "refresh_token"), ("refresh_token", token)];
    redeem(lab, "", &[&grant, changes].concat()).await
}

async fn tokens(response: Response) -> Value {
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

/// Asserts that a token request is refused with this status, error and AADSTS code.
async fn assert_refused(response: Response, status: u16, error: &str, code: u32) {
    assert_eq!(response.status(), status, "AADSTS{code}");
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        (&body["error"], &body["error_codes"][0]),
        (&error.into(), &code.into())
    );
    let description = body["error_description"].as_str().unwrap();
    assert!(
        description.starts_with(&format!("AADSTS{code}: ")),
        "{description}"
    );
    for member in ["trace_id", "correlation_id"] {
        assert!(
            body[member].as_str().unwrap().parse::<Uuid>().is_ok(),
            "{member}"
        );
    }
    assert_eq!(body["timestamp"], "2026-11-22 20:41:42Z");
    assert!(
        body["error_uri"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/error?code={code}"))
    );
}

#[tokio::test]
async fn a_person_chooses_an_account_consents_and_the_app_gets_tokens() {
    let lab = Lab::with(|_| ()).await;
    let sign_in = SignIn::new(&lab);
    let accounts = sign_in.page(&[]).await;
    assert!(accounts.contains("data-user=\"ada@contoso.com\""));
    assert!(accounts.contains("data-user=\"bob@contoso.com\""));
    let consent = sign_in.page(&[("user", "ada@contoso.com")]).await;
    for part in [
        "KeyValue.Read",
        "KeyValue.Write",
        "KeyValue.Delete",
        "accept",
        "cancel",
    ] {
        assert!(consent.contains(part), "{part}");
    }
    let back = sign_in
        .send(&[("user", "ada@contoso.com"), ("decision", "accept")])
        .await;
    let back = returned(&back);
    assert_eq!(back["state"], "the state");

    let tokens = tokens(redeem(&lab, &back["code"], &[]).await).await;
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&"Bearer".into(), &3599.into())
    );
    let id = claims(&tokens["id_token"]);
    let tenant = lab.demo.tenant_id.to_string();
    assert_eq!(id["nonce"], "the nonce");
    assert_eq!(id["aud"], lab.demo.oauth.client_id.to_string());
    assert_eq!(
        id["iss"],
        format!("{}/{tenant}/v2.0", lab.emulator.http_url())
    );
    assert_eq!(
        (&id["tid"], &id["preferred_username"]),
        (&tenant.into(), &"ada@contoso.com".into())
    );
    assert_eq!(id["exp"].as_i64().unwrap(), BEGIN.unix_timestamp() + 3599);
    let access = claims(&tokens["access_token"]);
    assert_eq!(access["aud"], "https://azconfig.io");
    assert_eq!(
        access["scp"],
        "KeyValue.Read KeyValue.Write KeyValue.Delete"
    );

    let token = tokens["access_token"].as_str().unwrap();
    let list = lab
        .request(Method::GET, &format!("/kv?{VERSION}"))
        .bearer_auth(token);
    assert_eq!(list.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn consent_is_remembered_until_it_is_asked_for_again() {
    let lab = Lab::with(|_| ()).await;
    SignIn::new(&lab).code().await;
    let user = [("user", "ada@contoso.com")];
    assert_eq!(SignIn::new(&lab).send(&user).await.status(), 302);
    let again = SignIn::new(&lab).with("prompt", "consent");
    assert_eq!(again.send(&user).await.status(), 200);
    lab.control().forget_consents();
    assert_eq!(SignIn::new(&lab).send(&user).await.status(), 200);
}

#[tokio::test]
async fn cancelling_tells_the_app_that_the_user_declined() {
    let lab = Lab::with(|_| ()).await;
    let form = [("user", "ada@contoso.com"), ("decision", "cancel")];
    let back = returned(&SignIn::new(&lab).send(&form).await);
    assert_eq!(
        (back["error"].as_str(), back["state"].as_str()),
        ("access_denied", "the state")
    );
    assert!(back["error_description"].starts_with("AADSTS65004: The user declined"));
}

#[tokio::test]
async fn without_a_tenant_the_user_s_own_tenant_issues_the_tokens() {
    let lab = Lab::with(|_| ()).await;
    let code = SignIn::new(&lab).at("organizations").code().await;
    let tokens = tokens(redeem(&lab, &code, &[]).await).await;
    assert_eq!(
        claims(&tokens["id_token"])["tid"],
        lab.demo.tenant_id.to_string()
    );
    let by_domain = SignIn::new(&lab).at("contoso.onmicrosoft.com");
    assert_eq!(by_domain.send(&[]).await.status(), 200);
}

#[tokio::test]
async fn what_cannot_be_trusted_is_shown_here_and_never_sent_back() {
    let lab = Lab::with(|_| ()).await;
    let unknown = "00000000-0000-4000-8000-000000000000";
    let service = lab.demo.service.client_id.to_string();
    for (sign_in, code) in [
        (SignIn::new(&lab).at("nowhere.example"), 90002),
        (SignIn::new(&lab).with("client_id", unknown), 700_016),
        (
            SignIn::new(&lab).with("redirect_uri", "http://localhost:8080/other"),
            50011,
        ),
        (
            SignIn::new(&lab).with("redirect_uri", "https://evil.example/callback"),
            50011,
        ),
        (
            SignIn::new(&lab).at("common").with("client_id", &service),
            50194,
        ),
    ] {
        let response = sign_in.send(&[]).await;
        assert_eq!(response.status(), 400);
        assert_eq!(header(&response, "location"), "");
        let page = response.text().await.unwrap();
        assert!(page.contains(&format!("AADSTS{code}: ")), "{page}");
    }
    let stranger = SignIn::new(&lab)
        .page(&[("user", "eve@elsewhere.example")])
        .await;
    assert!(stranger.contains("AADSTS50020"));
}

#[tokio::test]
async fn the_port_of_a_localhost_redirect_uri_does_not_matter() {
    let lab = Lab::with(|_| ()).await;
    let other_port = SignIn::new(&lab).with("redirect_uri", "http://localhost:9999/callback");
    assert_eq!(other_port.send(&[]).await.status(), 200);
}

#[tokio::test]
async fn what_the_app_got_wrong_is_sent_back_to_it() {
    let lab = Lab::with(|_| ()).await;
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "", "invalid_request"),
        ("scope", "https://nothing.example/Read", "invalid_resource"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("prompt", "none", "login_required"),
    ] {
        let response = SignIn::new(&lab).with(name, value).send(&[]).await;
        assert_eq!(returned(&response)["error"], error, "{name}={value}");
    }
}

#[tokio::test]
async fn a_code_is_good_once_and_only_for_what_it_was_asked_with() {
    let lab = Lab::with(|_| ()).await;
    let code = SignIn::new(&lab).code().await;
    let other = "A".repeat(43);
    let wrong = redeem(&lab, &code, &[("code_verifier", &other)]).await;
    assert_refused(wrong, 400, "invalid_grant", 501_481).await;
    let elsewhere = redeem(
        &lab,
        &code,
        &[("redirect_uri", "http://localhost:9999/callback")],
    )
    .await;
    assert_refused(elsewhere, 400, "invalid_grant", 500_112).await;
    let guessed = redeem(&lab, "1.guess", &[]).await;
    assert_refused(guessed, 400, "invalid_grant", 70_000).await;
    tokens(redeem(&lab, &code, &[]).await).await;
    let replayed = redeem(&lab, &code, &[]).await;
    assert_refused(replayed, 400, "invalid_grant", 54_005).await;
}

#[tokio::test]
async fn a_code_expires_after_ten_minutes() {
    let lab = Lab::with(|_| ()).await;
    let code = SignIn::new(&lab).code().await;
    lab.pass(Duration::minutes(10) + Duration::SECOND);
    let late = redeem(&lab, &code, &[]).await;
    let body: Value = late.json().await.unwrap();
    assert_eq!(body["error_codes"][0], 70_008);
}

#[tokio::test]
async fn a_refresh_gives_a_new_refresh_token_and_the_old_one_lives_on() {
    let lab = Lab::with(|_| ()).await;
    let code = SignIn::new(&lab).code().await;
    let first = tokens(redeem(&lab, &code, &[]).await).await;
    let old = first["refresh_token"].as_str().unwrap();
    let second = tokens(refresh(&lab, old, &[]).await).await;
    assert_ne!(second["refresh_token"], old);
    assert_eq!(
        claims(&second["access_token"])["scp"],
        claims(&first["access_token"])["scp"]
    );
    tokens(refresh(&lab, old, &[]).await).await;

    lab.control()
        .change_settings(|settings| settings.refresh_tokens_single_use = true);
    tokens(refresh(&lab, old, &[]).await).await;
    assert_refused(refresh(&lab, old, &[]).await, 400, "invalid_grant", 70_000).await;
}

#[tokio::test]
async fn a_revoked_or_idle_refresh_token_asks_for_a_new_sign_in() {
    let lab = Lab::with(|_| ()).await;
    let code = SignIn::new(&lab).code().await;
    let first = tokens(redeem(&lab, &code, &[]).await).await;
    let token = first["refresh_token"].as_str().unwrap();
    lab.pass(Duration::days(91));
    let idle: Value = refresh(&lab, token, &[]).await.json().await.unwrap();
    assert_eq!(idle["error_codes"][0], 700_082);
    lab.pass(Duration::days(-91));
    assert_eq!(lab.control().revoke_refresh_tokens(None), 1);
    assert_refused(
        refresh(&lab, token, &[]).await,
        400,
        "invalid_grant",
        50_173,
    )
    .await;
}

#[tokio::test]
async fn a_refresh_for_what_nobody_agreed_to_needs_consent() {
    let lab = Lab::with(|_| ()).await;
    let narrow = SignIn::new(&lab)
        .with(
            "scope",
            "openid offline_access https://azconfig.io/KeyValue.Read",
        )
        .code()
        .await;
    let first = tokens(redeem(&lab, &narrow, &[]).await).await;
    let token = first["refresh_token"].as_str().unwrap();
    let wider = refresh(
        &lab,
        token,
        &[("scope", "https://azconfig.io/KeyValue.Write")],
    )
    .await;
    assert_refused(wider, 400, "invalid_grant", 65_001).await;
    let default = refresh(&lab, token, &[("scope", "https://azconfig.io/.default")]).await;
    assert_eq!(
        claims(&tokens(default).await["access_token"])["scp"],
        "KeyValue.Read"
    );
}

#[tokio::test]
async fn a_narrow_scope_narrows_the_user_s_role() {
    let lab = Lab::with(|_| ()).await;
    let narrow = SignIn::new(&lab).with("scope", "openid https://azconfig.io/KeyValue.Read");
    let tokens = tokens(redeem(&lab, &narrow.code().await, &[]).await).await;
    assert_eq!(
        tokens["refresh_token"],
        Value::Null,
        "without offline_access there is none"
    );
    let token = tokens["access_token"].as_str().unwrap();
    let call = |method: Method, path: &str| {
        lab.request(method, &format!("{path}?{VERSION}"))
            .bearer_auth(token)
            .body("{}")
            .send()
    };
    assert_eq!(call(Method::GET, "/kv").await.unwrap().status(), 200);
    assert_eq!(call(Method::PUT, "/kv/a").await.unwrap().status(), 403);
}

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
            redirect_uris: Vec::new(),
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

const EXPIRED: Uuid = uuid!("11111111-1111-4111-8111-111111111111");
const PUBLIC: Uuid = uuid!("22222222-2222-4222-8222-222222222222");

#[tokio::test]
async fn tenants_that_do_not_exist_or_are_no_tenant_are_refused() {
    let lab = Lab::with(|_| ()).await;
    let client = lab.demo.service.client_id.to_string();
    for (tenant, error, code) in [
        ("nowhere.example", "invalid_request", 90_002),
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

#[tokio::test]
async fn the_metadata_names_where_the_client_asked() {
    let lab = Lab::with(|_| ()).await;
    let secure = lab.emulator.https_url();
    let path = ".well-known/openid-configuration";
    let get = async |tenant: &str| {
        let url = format!("{secure}/{tenant}/v2.0/{path}");
        lab.client
            .get(url)
            .send()
            .await
            .unwrap()
            .json::<Value>()
            .await
            .unwrap()
    };
    let tenant = lab.demo.tenant_id.to_string();
    let metadata = get("contoso.com").await;
    assert_eq!(metadata["issuer"], format!("{secure}/{tenant}/v2.0"));
    assert_eq!(
        metadata["token_endpoint"],
        format!("{secure}/contoso.com/oauth2/v2.0/token")
    );
    assert_eq!(
        get("organizations").await["issuer"],
        format!("{secure}/{{tenantid}}/v2.0")
    );
    assert_eq!(get("nowhere").await["error_codes"][0], 90_002);
}

#[tokio::test]
async fn the_published_key_verifies_the_tokens() {
    use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

    let lab = Lab::with(|_| ()).await;
    let keys: Value = lab
        .get("/common/discovery/v2.0/keys")
        .await
        .json()
        .await
        .unwrap();
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let key = RsaPublicKeyComponents {
        n: decode(keys["keys"][0]["n"].as_str().unwrap()),
        e: decode(keys["keys"][0]["e"].as_str().unwrap()),
    };
    let token = lab.service_token("https://azconfig.io/.default").await;
    let (text, signature) = token.rsplit_once('.').unwrap();
    let verified = key.verify(
        &RSA_PKCS1_2048_8192_SHA256,
        text.as_bytes(),
        &decode(signature),
    );
    assert!(verified.is_ok());
    let head = decode(text.split('.').next().unwrap());
    let head: Value = serde_json::from_slice(&head).unwrap();
    assert_eq!(
        (&head["alg"], &head["kid"]),
        (&"RS256".into(), &keys["keys"][0]["kid"])
    );
}
