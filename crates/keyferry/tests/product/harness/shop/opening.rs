//! Opening a shop: both processes, the owner, the machine identity and the project.

use std::collections::BTreeMap;

use serde_json::json;

use super::{OWNER, PASSWORD, PROJECT, Shop};
use crate::harness::{
    admin::{Admin, described, text},
    emulator::EmulatorProcess,
    http::{Browser, Http},
    server::{SETUP_CODE, Server},
};

/// A shop that is about to open.
#[derive(Default)]
pub(crate) struct Opening {
    emulator: Vec<String>,
    variables: BTreeMap<String, String>,
    plain_sign_in: bool,
    host: Option<Host>,
}

/// What of Azure a server runs on, whose identity it may use.
#[derive(Clone, Copy)]
pub(crate) enum Host {
    /// A virtual machine or a cluster, with a token of its own issuer.
    Machine,
    /// App Service.
    AppService,
}

impl Opening {
    /// A further argument of the emulator.
    pub(crate) fn emulator(mut self, argument: &str) -> Self {
        self.emulator.push(argument.to_owned());
        self
    }

    /// A further variable of the server.
    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Signs in to the emulator without TLS: a browser does not trust its authority.
    pub(crate) fn for_a_browser(mut self) -> Self {
        self.plain_sign_in = true;
        self
    }

    /// Lets connections use the identity of the host.
    pub(crate) fn on(mut self, host: Host) -> Self {
        self.host = Some(host);
        self
    }

    /// Starts everything and sets it up.
    pub(crate) fn open(self) -> Shop {
        let mut shop = self.start();
        shop.set_up();
        shop
    }

    /// Starts everything. Nobody has set it up yet.
    pub(crate) fn start(self) -> Shop {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut server = Server::new(folder.path());
        let callback = server.url("organization/app-connections/azure/oauth/callback");
        let mut arguments = vec!["--tier", "unlimited", "--redirect-uri", &callback];
        arguments.extend(self.emulator.iter().map(String::as_str));
        let emulator = EmulatorProcess::start(&arguments);
        let authority = if self.plain_sign_in {
            "http_endpoint"
        } else {
            "authority"
        };
        let oauth_client = "INF_APP_CONNECTION_AZURE_APP_CONFIGURATION_CLIENT_ID";
        let oauth_secret = "INF_APP_CONNECTION_AZURE_APP_CONFIGURATION_CLIENT_SECRET";
        for (name, value) in [
            ("KEYFERRY_AZURE_CLOUD", "custom".to_owned()),
            ("KEYFERRY_AZURE_AUTHORITY", described(&emulator, authority)),
            ("KEYFERRY_AZURE_AUDIENCE", "https://azconfig.io".to_owned()),
            (
                "KEYFERRY_AZURE_STORE_SUFFIX",
                "azconfig.localhost".to_owned(),
            ),
            (
                "KEYFERRY_AZURE_CA_FILE",
                emulator.ca_file().display().to_string(),
            ),
            (oauth_client, described(&emulator, "oauth_client_id")),
            (oauth_secret, described(&emulator, "oauth_client_secret")),
        ] {
            server.set(name, value);
        }
        let host: &[(&str, &str)] = match self.host {
            None => &[],
            Some(Host::Machine) => &[
                ("AZURE_FEDERATED_TOKEN_FILE", "federated_token_file"),
                ("AZURE_POD_IDENTITY_AUTHORITY_HOST", "identity_authority"),
            ],
            Some(Host::AppService) => &[
                ("IDENTITY_ENDPOINT", "identity_endpoint"),
                ("IDENTITY_HEADER", "identity_header"),
            ],
        };
        for (name, member) in host {
            server.set("KEYFERRY_ALLOW_HOST_IDENTITY", "true");
            server.set(name, described(&emulator, member));
        }
        for (name, value) in self.variables {
            server.set(&name, value);
        }
        let http = Http::trusting(&emulator.ca_file());
        server.start(&http);
        let admin = Admin::of(&emulator);
        Shop {
            http,
            emulator,
            admin,
            server,
            project: String::new(),
            token: String::new(),
            machine_client: String::new(),
            machine_secret: String::new(),
            folder,
        }
    }
}

impl Shop {
    fn set_up(&mut self) {
        let browser = Browser::new(&self.http);
        let fields = [
            ("code", SETUP_CODE),
            ("organization", "Shop"),
            ("email", OWNER),
            ("password", PASSWORD),
        ];
        browser.submit(&self.server.url("setup"), &fields);
        let fields = [("name", "command line"), ("role", "admin")];
        let made = browser.submit(&self.server.url("settings/identities"), &fields);
        let client = made.between(r#"data-test="client-id">"#, "<");
        let secret = made.between(r#"data-test="client-secret">"#, "<");
        let login = json!({ "clientId": client, "clientSecret": secret });
        let grant = self.api_post("v1/auth/universal-auth/login", &login).json();
        self.token = text(&grant, "accessToken");
        client.clone_into(&mut self.machine_client);
        secret.clone_into(&mut self.machine_secret);
        let project = json!({ "projectName": "Shop", "slug": PROJECT });
        let made = self.api_post("v2/workspace", &project).json();
        self.project = text(&made["project"], "id");
    }
}
