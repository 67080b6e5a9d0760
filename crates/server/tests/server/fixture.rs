//! A site on a new database, with Azure emulated on loopback, and a browser that looks at it: it
//! keeps cookies, sends forms and follows nothing by itself.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use azure::{Cloud, CustomCloud, Http, HttpOptions};
use azure_emulator::{App, AppSecret, Demo, Emulator, Rights, RoleAssignment};
use model::access::OrgRole;
use model::clock::SystemClock;
use seal::{RootKey, SystemEntropy};
use secrecy::SecretString;
use server::{Site, State};
use service::{Caller, OAuthClient, Origin, Parts, Service, Timing, access};
use store::{Location, Store};
use tempfile::TempDir;
use tower::ServiceExt;
use url::Url;

/// Where the emulator's application sends people back to.
pub(crate) const SITE: &str = "http://localhost:8080";
pub(crate) const CALLBACK: &str = "/organization/app-connections/azure/oauth/callback";
/// What shows the figures.
pub(crate) const METRICS_TOKEN: &str = "a-token-that-only-tests-know";
const CODE: &str = "one-time-code";
pub(crate) const EMAIL: &str = "ada@contoso.com";
pub(crate) const PASSWORD: &str = "correct horse battery";

pub(crate) struct Fixture {
    pub(crate) service: Service,
    pub(crate) emulator: Emulator,
    pub(crate) demo: Demo,
    state: State,
    router: Router,
    _folder: TempDir,
}

/// A browser with a cookie jar.
pub(crate) struct Browser {
    router: Router,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: String,
}

impl Fixture {
    /// A site that nobody has set up.
    pub(crate) async fn new() -> Self {
        Self::at(SITE, true).await
    }

    /// A site at another address, with or without an OAuth application.
    pub(crate) async fn at(site: &str, oauth: bool) -> Self {
        let folder = TempDir::new().unwrap();
        let location = Location::sqlite(folder.path().join("keyferry.db"));
        let demo = Demo::new(vec![format!("{SITE}{CALLBACK}")]);
        let emulator = Emulator::start(demo.config()).await.unwrap();
        let authority = emulator.http_url();
        let site_url = Url::parse(site).unwrap();
        let service = Service::start(Parts {
            store: Store::open(&location).await.unwrap(),
            root_key: RootKey::generate(&SystemEntropy).0,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            http: Http::new(&HttpOptions::default()).unwrap(),
            cloud: Cloud::custom(CustomCloud {
                authority: &authority,
                audience: "https://azconfig.io",
                store_suffix: "azconfig.localhost",
                management: None,
            })
            .unwrap(),
            allowed_hosts: Vec::new(),
            host_identity: None,
            oauth_client: oauth.then(|| OAuthClient {
                client_id: demo.oauth.client_id.to_string(),
                client_secret: SecretString::from(demo.oauth.client_secret),
            }),
            site_url: site_url.clone(),
            setup_code: Some(SecretString::from(CODE)),
            timing: Timing::default(),
        })
        .await
        .unwrap();
        let site = Site::new(&site_url, &Url::parse(&authority).unwrap()).unwrap();
        let clock = Arc::new(SystemClock);
        let state = State::new(service.clone(), site, clock, Arc::new(SystemEntropy))
            .with_metrics_token(Some(METRICS_TOKEN.into()));
        Self {
            service,
            emulator,
            demo,
            router: server::router(state.clone()),
            state,
            _folder: folder,
        }
    }

    /// The same site, where a caller may send so many requests a minute to the API.
    pub(crate) fn limited_to(mut self, per_minute: u32) -> Self {
        let state = self.state.clone();
        self.router = server::router(state.with_rate_limit(NonZeroU32::new(per_minute)));
        self
    }

    /// A browser that has not been here.
    pub(crate) fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: Mutex::default(),
        }
    }

    /// A browser whose person has set the site up and made the project `shop`.
    pub(crate) async fn signed_in(&self) -> Browser {
        let browser = self.browser();
        browser.set_up().await;
        let made = browser
            .post("/projects/new", &[("name", "Shop"), ("slug", "shop")])
            .await;
        assert_eq!(made.location(), "/projects/shop/secrets", "{}", made.body);
        browser
    }

    /// The admin who set the site up.
    pub(crate) async fn admin(&self) -> Caller {
        let browser = access::Browser::on_this_machine("tests");
        let password = SecretString::from(PASSWORD);
        let signed_in = access::sign_in(&self.service, EMAIL, &password, &browser).await;
        access::session(&self.service, &signed_in.unwrap().token)
            .await
            .unwrap()
    }

    /// An access token of a new machine identity that is an admin of the organization.
    pub(crate) async fn machine_token(&self) -> SecretString {
        let (service, ada) = (&self.service, self.admin().await);
        let made = access::create_identity(service, &ada, "robot", OrgRole::Admin)
            .await
            .unwrap();
        let (id, from) = (made.client_id.to_string(), Origin::default());
        let grant = access::universal_auth(service, &id, &made.client_secret, &from).await;
        grant.unwrap().token
    }

    /// The fields of a connection by client secret.
    pub(crate) fn client_secret_form<'a>(
        &'a self,
        client_id: &'a str,
        secret: &'a str,
    ) -> Vec<(&'static str, &'a str)> {
        vec![
            ("name", "contoso-prod"),
            ("method", "client-secret"),
            ("client-secret.tenantId", self.demo.tenant_domain),
            ("client-secret.clientId", client_id),
            ("client-secret.clientSecret", secret),
        ]
    }

    /// What the owner of the store does at Microsoft: picks the account, then accepts or cancels.
    /// Gives the path that Microsoft sends the browser back to.
    pub(crate) async fn at_microsoft(&self, authorize: &str, decision: &str) -> String {
        self.at_microsoft_as(self.demo.owner, authorize, decision)
            .await
    }

    /// The same, as somebody.
    pub(crate) async fn at_microsoft_as(
        &self,
        user: &str,
        authorize: &str,
        decision: &str,
    ) -> String {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let user = ("user", user);
        let consent = client.post(authorize).form(&[user]).send().await.unwrap();
        let answer = if consent.status().is_redirection() {
            consent
        } else {
            let form = [user, ("decision", decision)];
            client.post(authorize).form(&form).send().await.unwrap()
        };
        let back = answer.headers()["location"].to_str().unwrap();
        back.strip_prefix(SITE).unwrap().to_owned()
    }

    /// Takes every role on the store from the application.
    pub(crate) fn take_rights(&self) {
        let client = self.demo.service.client_id;
        let control = self.emulator.control();
        let principal =
            control.directory(|directory| directory.app(client).unwrap().service_principal);
        control.assign(RoleAssignment {
            store: self.demo.store.to_owned(),
            principal,
            rights: Rights::NONE,
        });
    }

    /// Replaces the application's secret at Microsoft.
    pub(crate) fn replace_secret(&self, text: &str) {
        let client = self.demo.service.client_id;
        let control = self.emulator.control();
        let app = control.directory(|directory| directory.app(client).unwrap().clone());
        control.add_app(App {
            secrets: vec![AppSecret {
                value: text.to_owned(),
                expires: None,
            }],
            ..app
        });
    }

    /// Adds the connection `contoso-prod`, by client secret.
    pub(crate) async fn connect(&self, browser: &Browser) {
        let client = self.demo.service.client_id.to_string();
        let form = self.client_secret_form(&client, self.demo.service.client_secret);
        let added = browser.post(
            "/projects/shop/connections/new/azure-app-configuration",
            &form,
        );
        assert_eq!(added.await.location(), "/projects/shop/connections");
    }
}

impl Browser {
    pub(crate) async fn set_up(&self) {
        let form = [
            ("code", CODE),
            ("organization", "Contoso"),
            ("email", EMAIL),
            ("password", PASSWORD),
        ];
        let answer = self.post("/setup", &form).await;
        assert_eq!(answer.location(), "/projects", "{}", answer.body);
    }

    pub(crate) async fn sign_in(&self, password: &str) -> Answer {
        self.post("/sign-in", &[("email", EMAIL), ("password", password)])
            .await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(post(path).body(encoded(form)).unwrap()).await
    }

    /// What htmx sends.
    pub(crate) async fn swap(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = post(path).header("hx-request", "true");
        self.send(request.body(encoded(form)).unwrap()).await
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        let jar: Vec<String> = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let headers = request.headers_mut();
        headers
            .entry(header::HOST)
            .or_insert("localhost:8080".parse().unwrap());
        headers
            .entry(header::ACCEPT)
            .or_insert("text/html".parse().unwrap());
        if !jar.is_empty() {
            headers.insert(header::COOKIE, jar.join("; ").parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            if cookie.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }
}

impl Answer {
    /// Where the browser is sent.
    pub(crate) fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |location| location.to_str().unwrap())
    }

    /// The whole line by which a cookie is set.
    pub(crate) fn set_cookie(&self, name: &str) -> &str {
        let mut set = self.headers.get_all(header::SET_COOKIE).iter();
        let is_it = |line: &&str| line.split_once('=').is_some_and(|(set, _)| set == name);
        set.find_map(|line| line.to_str().ok().filter(is_it))
            .unwrap()
    }

    #[track_caller]
    pub(crate) fn shows(&self, text: &str) -> &Self {
        assert!(self.body.contains(text), "no `{text}` in\n{}", self.body);
        self
    }

    #[track_caller]
    pub(crate) fn hides(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "`{text}` in\n{}", self.body);
        self
    }
}

fn post(path: &str) -> axum::http::request::Builder {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ORIGIN, SITE)
        .header("sec-fetch-site", "same-origin")
}

fn encoded(form: &[(&str, &str)]) -> Body {
    let mut encoder = url::form_urlencoded::Serializer::new(String::new());
    Body::from(encoder.extend_pairs(form).finish())
}
