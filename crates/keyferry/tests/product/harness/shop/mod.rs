//! The fixture of most tests: an emulator, a server with an owner, a machine identity and a
//! project, and the command line pointed at them.

mod commands;
mod connections;
mod opening;
mod syncs;

use std::path::PathBuf;

use reqwest::Method;
use serde_json::Value;
use tempfile::TempDir;

pub(crate) use self::{
    commands::Ran,
    opening::{Host, Opening},
};
use super::{
    admin::{Admin, described},
    emulator::EmulatorProcess,
    http::{Answer, Browser, Http},
    server::Server,
};

pub(crate) const OWNER: &str = "ada@shop.example";
pub(crate) const PASSWORD: &str = "correct horse battery staple 7781";
/// The project's slug.
pub(crate) const PROJECT: &str = "shop";
/// The environment that tests write to.
pub(crate) const ENVIRONMENT: &str = "prod";
/// The connection that [`Shop::connect`] makes.
pub(crate) const CONNECTION: &str = "contoso";
/// The sync that [`Shop::sync`] makes.
pub(crate) const SYNC: &str = "ferry";

/// The app that connections and syncs are of.
pub(crate) const APP: &str = "azure-app-configuration";

/// Everything that a test of the product needs.
pub(crate) struct Shop {
    pub(crate) http: Http,
    pub(crate) emulator: EmulatorProcess,
    pub(crate) admin: Admin,
    pub(crate) server: Server,
    pub(crate) project: String,
    pub(crate) token: String,
    /// The client id of the machine identity.
    pub(crate) machine_client: String,
    /// What the machine identity signed in with.
    pub(crate) machine_secret: String,
    /// Where the server keeps its files and the command line runs.
    pub(crate) folder: TempDir,
}

impl Shop {
    /// A shop that is about to open, its store without a pace.
    pub(crate) fn opening() -> Opening {
        Opening::default()
    }

    /// A shop with a connection.
    pub(crate) fn open() -> Self {
        let shop = Self::opening().open();
        shop.connect();
        shop
    }

    /// A browser in which the owner is signed in.
    pub(crate) fn browser(&self) -> Browser<'_> {
        let browser = Browser::new(&self.http);
        let fields = [("email", OWNER), ("password", PASSWORD)];
        let page = browser.submit(&self.server.url("sign-in"), &fields);
        assert!(
            page.url.path().starts_with("/projects"),
            "{}: {}",
            page.url,
            page.body
        );
        browser
    }

    /// Asks the API.
    pub(crate) fn api_get(&self, path: &str) -> Answer {
        let url = self.server.url(&format!("api/{path}"));
        self.http
            .send(|client| client.get(url).bearer_auth(&self.token))
    }

    /// Tells the API.
    pub(crate) fn api_post(&self, path: &str, body: &Value) -> Answer {
        let url = self.server.url(&format!("api/{path}"));
        self.http
            .send(|client| client.post(url).bearer_auth(&self.token).json(body))
    }

    /// Asks or tells the API, with a body or without.
    pub(crate) fn api(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let url = self.server.url(&format!("api/{path}"));
        self.http.send(|client| {
            let request = client.request(method, url).bearer_auth(&self.token);
            match body {
                Some(body) => request.json(body),
                None => request,
            }
        })
    }

    /// The store's address.
    pub(crate) fn store(&self) -> String {
        self.described("https_endpoint")
    }

    /// A member of what the emulator printed.
    pub(crate) fn described(&self, member: &str) -> String {
        described(&self.emulator, member)
    }

    /// Writes a configuration file into the shop's folder.
    pub(crate) fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("the folder takes a file");
        path
    }
}
