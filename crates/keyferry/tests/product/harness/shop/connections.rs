//! Adding connections.

use serde_json::{Value, json};

use super::{APP, CONNECTION, PROJECT, Ran, Shop};
use crate::harness::http::{Answer, Browser};

impl Shop {
    /// Adds a connection by client secret, after it proved its rights at the store.
    pub(crate) fn connect(&self) {
        let (client, secret) = (self.described("client_id"), self.described("client_secret"));
        self.try_connect(CONNECTION, &client, &secret).ok();
    }

    /// Adds a connection of the organization by client secret, limited so.
    pub(crate) fn connect_organization(&self, name: &str, limits: &Value) -> Value {
        let connection = json!({
            "name": name,
            "method": "client-secret",
            "credentials": {
                "tenantId": self.described("tenant_id"),
                "clientId": self.described("client_id"),
                "clientSecret": self.described("client_secret"),
            },
            "limits": limits,
        });
        let made = self.api_post(&format!("v1/app-connections/{APP}"), &connection);
        made.json()["appConnection"].clone()
    }

    /// Tries to add a connection by client secret.
    pub(crate) fn try_connect(&self, name: &str, client: &str, secret: &str) -> Ran {
        let (tenant, store) = (self.described("tenant_id"), self.store());
        let arguments = [
            "connections",
            "create",
            name,
            "--tenant",
            &tenant,
            "--client-id",
            client,
            "--client-secret-file",
            "-",
            "--store",
            &store,
        ];
        self.keyferry_with_input(&arguments, secret)
    }

    /// Adds a connection as a person does: the form, the account picker, the consent page, and back.
    pub(crate) fn connect_by_oauth(&self, browser: &Browser<'_>, name: &str) {
        let form = format!("projects/{PROJECT}/connections/new/{APP}");
        let fields = [("name", name), ("method", "oauth")];
        let accounts = browser.submit(&self.server.url(&form), &fields);
        self.sign_in(browser, name, &accounts);
    }

    /// Signs a connection in again as a person does.
    pub(crate) fn reconnect_by_oauth(&self, browser: &Browser<'_>, name: &str) {
        let form = format!("projects/{PROJECT}/connections/{name}/reconnect");
        let accounts = browser.submit(&self.server.url(&form), &[]);
        self.sign_in(browser, name, &accounts);
    }

    /// The connection that syncs use, as the API shows it.
    pub(crate) fn connection(&self) -> Value {
        let path = format!("v1/app-connections/{APP}/connection-name/{CONNECTION}");
        let answer = self
            .api_get(&format!("{path}?projectId={}", self.project))
            .json();
        answer["appConnection"].clone()
    }

    fn sign_in(&self, browser: &Browser<'_>, name: &str, accounts: &Answer) {
        assert!(
            accounts.body.contains("Pick an account"),
            "{}",
            accounts.body
        );
        let (picker, owner) = (accounts.url.to_string(), self.described("owner"));
        let mut back = browser.submit(&picker, &[("user", &owner)]);
        // Microsoft asks for consent the first time only.
        if back.body.contains("Permissions requested") {
            back = browser.submit(&picker, &[("user", &owner), ("decision", "accept")]);
        }
        assert!(
            back.url.as_str().starts_with(&self.server.url("projects/")),
            "{}",
            back.url
        );
        assert!(back.body.contains(name), "{}", back.body);
    }
}
