//! The shop's Azure: an emulator of Microsoft Entra ID and App Configuration on loopback, which
//! reads the shop's clock.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use azure::identity::IdentityHost;
use azure::{Cloud, CustomCloud};
use azure_emulator::{AccessKey, AppSecret, Demo, DemoApp, Emulator};
use model::Clock as _;
use model::clock::ManualClock;
use model::connection::{App, Limits, Method};
use reqwest::redirect::Policy;
use secrecy::SecretString;
use service::connections::NewConnection;
use service::{HostIdentity, OAuthClient};
use tempfile::TempDir;
use time::OffsetDateTime;
use url::Url;

use super::shop::{Shop, clock};
use super::{secret, slug};

/// Where people reach the shop. The emulator's application sends them back to it.
pub(crate) const CALLBACK_SITE: &str = "http://localhost:8080";

pub(crate) struct Azure {
    pub(crate) emulator: Emulator,
    pub(crate) demo: Demo,
    /// Holds the files of the emulator as long as it runs.
    _folder: TempDir,
}

impl Shop {
    /// A shop whose cloud is an emulator.
    pub(crate) async fn open_with_azure() -> (Self, Azure) {
        Self::open_beside_azure(|_| None).await
    }

    /// A shop that runs on a machine of that cloud and may use its identity.
    pub(crate) async fn open_on_azure() -> (Self, Azure) {
        Self::open_beside_azure(|azure| Some(azure.host_identity())).await
    }

    async fn open_beside_azure(
        host_identity: impl FnOnce(&Azure) -> Option<HostIdentity>,
    ) -> (Self, Azure) {
        let clock = clock();
        let azure = Azure::start(Arc::clone(&clock)).await;
        let oauth = OAuthClient {
            client_id: azure.demo.oauth.client_id.to_string(),
            client_secret: secret(azure.demo.oauth.client_secret),
        };
        let host = host_identity(&azure);
        let shop = Self::start(clock, azure.cloud(), Some(oauth), host, CALLBACK_SITE).await;
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
        let folder = TempDir::new().unwrap();
        config.data_dir = Some(folder.path().to_owned());
        let emulator = Emulator::start(config).await.unwrap();
        Self {
            emulator,
            demo,
            _folder: folder,
        }
    }

    /// The file with the token of the machine's issuer.
    pub(crate) fn token_file(&self) -> PathBuf {
        self.emulator.federated_token_file().unwrap().to_owned()
    }

    fn host_identity(&self) -> HostIdentity {
        HostIdentity {
            token_file: Some(self.token_file()),
            service: IdentityHost::VirtualMachine {
                base: Url::parse(&self.emulator.http_url()).unwrap(),
            },
        }
    }

    pub(crate) fn cloud(&self) -> Cloud {
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

    /// A connection by a method that needs no browser, as the form would send it.
    pub(crate) fn by(&self, method: Method, name: &str) -> NewConnection {
        let demo = &self.demo;
        let certificate = self.emulator.client_certificate_pem().unwrap();
        let fields: Vec<(&str, String)> = match method {
            Method::OAuth => panic!("it needs a browser"),
            Method::ClientSecret => return self.by_client_secret(name),
            Method::ClientCertificate => vec![
                ("tenantId", demo.tenant_domain.to_owned()),
                ("clientId", demo.certificate.to_string()),
                ("certificate", certificate.to_owned()),
            ],
            Method::ConnectionString => {
                vec![("connectionString", self.connection_string(&demo.access_key))]
            }
            Method::WorkloadIdentity => vec![
                ("tenantId", demo.tenant_domain.to_owned()),
                ("clientId", demo.federated.client_id.to_string()),
            ],
            Method::ManagedIdentity => Vec::new(),
        };
        NewConnection {
            method,
            credentials: fields
                .into_iter()
                .map(|(name, text)| (name.to_owned(), secret(&text)))
                .collect(),
            ..self.by_client_secret(name)
        }
    }

    /// The connection string of one of the store's keys.
    pub(crate) fn connection_string(&self, key: &AccessKey) -> String {
        format!(
            "Endpoint={};Id={};Secret={}",
            self.store(),
            key.id,
            key.secret
        )
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

    /// Lets the demo's application sign in with these client secrets, and no longer with others.
    pub(crate) fn accept_secrets(&self, values: &[&str]) {
        self.emulator.control().directory(|directory| {
            let mut app = directory.app(self.demo.service.client_id).unwrap().clone();
            let secrets = values.iter().map(|value| AppSecret {
                value: (*value).to_owned(),
                expires: None,
            });
            app.secrets = secrets.collect();
            directory.add_app(app);
        });
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
