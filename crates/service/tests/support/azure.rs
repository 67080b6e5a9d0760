//! The shop's Azure: an emulator of Microsoft Entra ID and App Configuration on loopback, which
//! reads the shop's clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use azure::{Cloud, CustomCloud};
use azure_emulator::{Demo, DemoApp, Emulator};
use model::Clock as _;
use model::clock::ManualClock;
use model::connection::{App, Limits, Method};
use reqwest::redirect::Policy;
use secrecy::SecretString;
use service::OAuthClient;
use service::connections::NewConnection;
use time::OffsetDateTime;
use url::Url;

use super::shop::{Shop, clock};
use super::{secret, slug};

/// Where people reach the shop. The emulator's application sends them back to it.
pub(crate) const CALLBACK_SITE: &str = "http://localhost:8080";

pub(crate) struct Azure {
    pub(crate) emulator: Emulator,
    pub(crate) demo: Demo,
}

impl Shop {
    /// A shop whose cloud is an emulator.
    pub(crate) async fn open_with_azure() -> (Self, Azure) {
        let clock = clock();
        let azure = Azure::start(Arc::clone(&clock)).await;
        let oauth = OAuthClient {
            client_id: azure.demo.oauth.client_id.to_string(),
            client_secret: secret(azure.demo.oauth.client_secret),
        };
        let shop = Self::start(clock, azure.cloud(), Some(oauth), CALLBACK_SITE).await;
        (shop, azure)
    }
}

impl Azure {
    async fn start(clock: Arc<ManualClock>) -> Self {
        let callback = format!("{CALLBACK_SITE}/organization/app-connections/azure/oauth/callback");
        let demo = Demo::new(vec![callback]);
        let mut config = demo.config();
        config.clock = azure_emulator::Clock::new(move || {
            let micros = i128::from(clock.now().as_micros());
            OffsetDateTime::from_unix_timestamp_nanos(micros * 1_000).unwrap()
        });
        let emulator = Emulator::start(config).await.unwrap();
        Self { emulator, demo }
    }

    fn cloud(&self) -> Cloud {
        Cloud::custom(CustomCloud {
            authority: &self.emulator.http_url(),
            audience: "https://azconfig.io",
            store_suffix: "azconfig.localhost",
            management: None,
        })
        .unwrap()
    }

    /// The store's endpoint.
    pub(crate) fn store(&self) -> String {
        self.emulator.http_url()
    }

    /// A connection by client secret, as the form would send it.
    pub(crate) fn by_client_secret(&self, name: &str) -> NewConnection {
        NewConnection {
            name: slug(name),
            description: None,
            project: None,
            app: App::AzureAppConfiguration,
            method: Method::ClientSecret,
            credentials: self.fields(self.demo.service),
            store: None,
            limits: Limits::default(),
        }
    }

    /// The fields of the form for an application.
    pub(crate) fn fields(&self, app: DemoApp) -> BTreeMap<String, SecretString> {
        let text = |text: &str| secret(text);
        BTreeMap::from([
            ("tenantId".to_owned(), text(self.demo.tenant_domain)),
            ("clientId".to_owned(), text(&app.client_id.to_string())),
            ("clientSecret".to_owned(), text(app.client_secret)),
        ])
    }

    /// Signs the owner in at a page and consents, as a browser would: the code and state that it
    /// brings back.
    pub(crate) async fn consent(&self, page: &Url) -> (SecretString, SecretString) {
        let back = self.visit(page, self.demo.owner, "accept").await;
        let parameter = |name: &str| {
            let found = back.query_pairs().find(|(key, _)| key == name);
            SecretString::from(found.unwrap().1.into_owned())
        };
        (parameter("code"), parameter("state"))
    }

    /// Where a browser is sent back to after somebody has chosen an account and decided.
    pub(crate) async fn visit(&self, page: &Url, user: &str, decision: &str) -> Url {
        let browser = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        let shown = browser.get(page.clone()).send().await.unwrap();
        assert!(shown.text().await.unwrap().contains(user));
        let decided = [("user", user), ("decision", decision)];
        let answer = browser.post(page.clone()).form(&decided).send().await;
        let answer = answer.unwrap();
        let location = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        assert!(location.as_str().starts_with(CALLBACK_SITE), "{location}");
        location
    }

    /// How many tokens were asked for so far.
    pub(crate) fn token_requests(&self) -> u64 {
        let counters = self.emulator.control().counters();
        let tokens = counters.get(&azure_emulator::Kind::Token);
        tokens.map_or(0, |by_status| by_status.values().sum())
    }
}
