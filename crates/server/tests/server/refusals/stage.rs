//! A connection by client secret, and an Azure that refuses it in every way.

use std::collections::BTreeMap;

use azure_emulator::{Fault, FaultRule, Kind, User};
use model::connection::{App, Health, Limits, Method};
use model::id::ConnectionId;
use model::{Cause, Diagnosis, Slug};
use secrecy::SecretString;
use server::messages::describe;
use service::connections::{self, NewConnection, Scope};
use service::{Caller, Error, access};

use crate::fixture::{EMAIL, Fixture, PASSWORD};

pub(super) struct Stage {
    pub(super) site: Fixture,
    caller: Caller,
    connection: ConnectionId,
    /// A connection that a person signed in to.
    person: ConnectionId,
}

/// What somebody is told about a refusal.
pub(super) struct Told {
    pub(super) cause: Cause,
    /// The connection's health after it.
    pub(super) health: Health,
    pub(super) sentence: String,
    pub(super) mend: String,
    pub(super) command: Option<String>,
    /// Microsoft's own words.
    pub(super) microsoft: Option<String>,
}

impl Stage {
    pub(super) async fn set() -> Self {
        let site = Fixture::new().await;
        let browser = site.signed_in().await;
        let password = SecretString::from(PASSWORD);
        let program = access::Browser::on_this_machine("the stage");
        let signed_in = access::sign_in(&site.service, EMAIL, &password, &program)
            .await
            .unwrap();
        let caller = access::session(&site.service, &signed_in.token)
            .await
            .unwrap();
        let demo = &site.demo;
        let request = by_secret(
            "contoso-prod",
            demo.tenant_domain,
            &demo.service.client_id.to_string(),
            demo.service.client_secret,
        );
        let made = connections::create(&site.service, &caller, request).await;
        let connection = made.unwrap().id;
        let form = [
            ("name", "person"),
            ("method", "oauth"),
            ("oauth.tenantId", ""),
        ];
        let new = "/projects/shop/connections/new/azure-app-configuration";
        let sent = browser.post(new, &form).await;
        let back = site.at_microsoft(sent.location(), "accept").await;
        browser.get(&back).await;
        let all = connections::list(&site.service, &caller, Scope::All)
            .await
            .unwrap();
        let person = all
            .iter()
            .find(|one| one.name.as_str() == "person")
            .unwrap()
            .id;
        Self {
            site,
            caller,
            connection,
            person,
        }
    }

    /// What is told when the token endpoint refuses with a code.
    pub(super) async fn refused_with(&self, code: u32) -> Told {
        let fault = FaultRule::new(Fault::Aadsts { code }).on(Kind::Token);
        self.meeting(fault, None).await
    }

    /// What is told when a check, of a store if one is given, meets a fault.
    pub(super) async fn meeting(&self, fault: FaultRule, store: Option<&str>) -> Told {
        let control = self.site.emulator.control();
        control.add_fault(fault);
        let told = self.check(store).await;
        control.clear_faults();
        told
    }

    /// What a check tells.
    pub(super) async fn check(&self, store: Option<&str>) -> Told {
        let diagnosis = self.diagnosis(self.connection, store).await;
        let now = connections::get(&self.site.service, &self.caller, self.connection).await;
        self.told(&diagnosis, now.unwrap().health)
    }

    async fn diagnosis(&self, connection: ConnectionId, store: Option<&str>) -> Diagnosis {
        let (service, caller) = (&self.site.service, &self.caller);
        let report = connections::check(service, caller, connection, store).await;
        report.unwrap().diagnosis.unwrap()
    }

    fn told(&self, diagnosis: &Diagnosis, health: Health) -> Told {
        let message = describe(diagnosis);
        let mut mend = message.next_step;
        if let Some(id) = diagnosis.argument("correlationId") {
            let support = format!(" Microsoft's support finds it by the correlation ID {id}.");
            assert!(mend.ends_with(&support), "{mend}");
            mend.truncate(mend.len() - support.len());
        }
        let authority = self.site.emulator.http_url();
        let host = authority
            .trim_start_matches("http://")
            .trim_end_matches('/');
        let as_in_azure = |text: String| {
            text.replace(
                &format!("http://{host}"),
                "https://login.microsoftonline.com",
            )
            .replace(host, "contoso.azconfig.io")
        };
        Told {
            cause: diagnosis.cause,
            health,
            sentence: as_in_azure(message.sentence),
            mend: as_in_azure(mend),
            command: message.command.map(as_in_azure),
            microsoft: diagnosis.argument("detail").map(str::to_owned),
        }
    }

    /// The codes that the directory gives by itself, with what was made of them and how it came.
    pub(super) async fn natural_refusals(&self) -> BTreeMap<u32, (Cause, &'static str)> {
        let demo = &self.site.demo;
        let (tenant, app) = (demo.tenant_domain, demo.service);
        let stranger = "00000000-0000-0000-0000-00000000abcd";
        let client = app.client_id.to_string();
        let (expired, disabled) = (demo.expired, demo.disabled);
        let forms = [
            ("a wrong secret", tenant, client.as_str(), "wrong"),
            (
                "an expired secret",
                tenant,
                &expired.client_id.to_string(),
                expired.client_secret,
            ),
            (
                "a disabled application",
                tenant,
                &disabled.client_id.to_string(),
                disabled.client_secret,
            ),
            ("an unknown application", tenant, stranger, "any"),
            (
                "an unknown tenant",
                "nowhere.example",
                &client,
                app.client_secret,
            ),
        ];
        let mut found = BTreeMap::new();
        for (by, tenant, client, secret) in forms {
            let request = by_secret("refused", tenant, client, secret);
            let made = connections::create(&self.site.service, &self.caller, request).await;
            let Err(Error::Diagnosed(diagnosis)) = made else {
                panic!("{by} was not refused");
            };
            found.insert(code_of(&diagnosis), (diagnosis.cause, by));
        }
        for (by, diagnosis) in self.refused_persons().await {
            found.insert(code_of(&diagnosis), (diagnosis.cause, by));
        }
        found
    }

    /// What becomes of a person's sign-in when the directory changes under it.
    async fn refused_persons(&self) -> Vec<(&'static str, Diagnosis)> {
        let (control, demo) = (self.site.emulator.control(), &self.site.demo);
        let check = || self.diagnosis(self.person, None);
        let app = control.directory(|directory| directory.app(demo.oauth.client_id).cloned());
        let user = control.directory(|directory| directory.user_called(demo.owner).cloned());
        let (app, user, mut found) = (app.unwrap(), user.unwrap(), Vec::new());

        control.add_app(azure_emulator::App {
            secrets: Vec::new(),
            ..app.clone()
        });
        found.push(("an application that became public", check().await));
        control.add_app(app);

        control.add_user(User {
            disabled: true,
            ..user.clone()
        });
        found.push(("a disabled account", check().await));
        control.add_user(user);

        let usual = control.settings().audiences;
        let of_another_cloud = vec!["https://appconfig.azure.us".to_owned()];
        control.change_settings(|settings| settings.audiences = of_another_cloud);
        found.push(("a cloud without this audience", check().await));
        control.change_settings(|settings| settings.audiences = usual);

        control.forget_consents();
        found.push(("a consent that was taken back", check().await));
        control.revoke_refresh_tokens(None);
        found.push(("a sign-in that was revoked", check().await));
        found
    }
}

fn by_secret(name: &str, tenant: &str, client: &str, secret: &str) -> NewConnection {
    let fields = [
        ("tenantId", tenant),
        ("clientId", client),
        ("clientSecret", secret),
    ];
    let credentials = fields.map(|(name, text)| (name.to_owned(), SecretString::from(text)));
    NewConnection {
        name: slug(name),
        description: None,
        project: None,
        app: App::AzureAppConfiguration,
        method: Method::ClientSecret,
        credentials: BTreeMap::from(credentials),
        store: None,
        limits: Limits::default(),
    }
}

fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

fn code_of(diagnosis: &Diagnosis) -> u32 {
    let code = diagnosis.argument("code").unwrap();
    code.trim_start_matches("AADSTS").parse().unwrap()
}
