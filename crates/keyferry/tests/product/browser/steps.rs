//! What a person does on several pages, and what Microsoft's pages ask.

use serde_json::{Value, json};

use super::chromium::Chromium;
use crate::harness::shop::{CONNECTION, OWNER, PASSWORD, PROJECT, Shop};

/// The account that owns the store.
pub(super) const ACCOUNT: &str = "ada@contoso.com";
/// The account that has no rights at the store.
pub(super) const OUTSIDER: &str = "bob@contoso.com";

/// The object id of the app that signs in by client secret.
const SERVICE_PRINCIPAL: &str = "5e1ec7ed-3333-4a5b-8c6d-0000000000c1";

/// A shop and its owner, signed in.
pub(super) struct Visit {
    pub(super) browser: Chromium,
    pub(super) shop: Shop,
}

impl Visit {
    /// Opens a shop and signs its owner in, if the machine has a browser.
    pub(super) fn start(test: &str) -> Option<Self> {
        let browser = Chromium::start(test)?;
        let visit = Self {
            browser,
            shop: Shop::opening().for_a_browser().open(),
        };
        visit.sign_in();
        Some(visit)
    }

    /// Signs the owner in.
    pub(super) fn sign_in(&self) {
        self.browser.open(&self.shop.server.url("sign-in"));
        self.browser.fill("email", OWNER);
        self.browser.fill("password", PASSWORD);
        self.browser.press("[data-test=sign-in] button.primary");
        self.browser.sees("[data-test=sign-out]");
    }

    /// Opens a page of the project.
    pub(super) fn open(&self, page: &str) {
        self.browser
            .open(&self.shop.server.url(&format!("projects/{PROJECT}/{page}")));
    }

    /// Goes from the project to the form for a connection to App Configuration, as a person does.
    pub(super) fn add_connection(&self) {
        self.open("secrets");
        self.browser.press("nav a[href$='/connections']");
        self.browser.press("[data-test=add-connection]");
        self.browser
            .press("[data-test=app-azure-app-configuration]");
        self.browser.sees("[data-test=connection-form]");
    }

    /// Fills the form of a connection by OAuth and goes to Microsoft.
    pub(super) fn leave_for_microsoft(&self, name: &str, tenant: &str) {
        self.add_connection();
        self.browser.fill("name", name);
        self.browser.press("label[for=method-oauth]");
        self.browser.fill("oauth.tenantId", tenant);
        self.browser.fill("store", &self.shop.store());
        self.browser.press("[data-test=connect]");
    }

    /// Chooses an account at Microsoft and agrees to what Keyferry asks for.
    pub(super) fn agree_as(&self, account: &str) {
        self.choose_account(account);
        self.browser.press("#accept");
    }

    /// Chooses an account at Microsoft.
    pub(super) fn choose_account(&self, account: &str) {
        self.browser.press(&format!("[data-user='{account}']"));
        self.browser.sees("#consent");
    }

    /// Fills the form of a connection by client secret and sends it.
    pub(super) fn connect_by_client_secret(&self, name: &str, secret: &str) {
        self.add_connection();
        self.browser.fill("name", name);
        self.browser.press("label[for=method-client-secret]");
        self.browser
            .fill("client-secret.tenantId", &self.shop.described("tenant_id"));
        self.browser
            .fill("client-secret.clientId", &self.shop.described("client_id"));
        self.browser.fill("client-secret.clientSecret", secret);
        self.browser.fill("store", &self.shop.store());
        self.browser.press("[data-test=connect]");
    }

    /// The row of a connection in the project's list.
    pub(super) fn row(&self, connection: &str) -> String {
        self.browser
            .text(&format!("tr[data-connection='{connection}']"))
    }

    /// Makes a sync of everything to the store's null label, as a person does.
    pub(super) fn make_sync(&self) {
        self.make_sync_by(CONNECTION, &self.shop.store());
    }

    /// Makes the sync by way of a connection to a store.
    pub(super) fn make_sync_by(&self, connection: &str, store: &str) {
        self.open("secrets");
        self.browser.press("nav a[href$='/syncs']");
        self.browser.press("[data-test=add-sync]");
        self.browser.fill("name", "storefront-prod");
        self.browser.choose("environment", "prod");
        self.browser.fill("store", store);
        self.browser.choose("tier", "unlimited");
        self.browser.choose_labelled("connection", connection);
        self.browser.press("[data-test=sync-form] button.primary");
    }

    /// Waits until the page of a sync says, by itself, that it is in a state.
    pub(super) fn turns(&self, state: &str) {
        self.browser.sees(&state_selector(state));
    }

    /// Looks at the page of a sync again and again until it is in a state.
    pub(super) fn settles(&self, state: &str) {
        self.browser.sees_again(&state_selector(state));
    }

    /// Gives the service principal these rights at the store, in place of those it has.
    pub(super) fn let_service(&self, rights: &Value) {
        let assignment =
            json!({ "store": "demo", "principal": SERVICE_PRINCIPAL, "rights": rights });
        self.shop.admin.assign(&self.shop.http, &assignment);
    }
}

fn state_selector(state: &str) -> String {
    format!("[data-test=status][data-state={state}]")
}
