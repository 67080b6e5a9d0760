//! Every page with nothing, something and much on it, in light and dark, wide and narrow: it is
//! inspected, and its picture is left in `target/screens`.

use std::{fs, path::PathBuf};

use serde_json::json;

use super::{
    chromium::Chromium,
    inspection::Inspector,
    people::{BOB, BOBS_PASSWORD},
    reconnect::{choose, reconnect, revoked},
    steps::{ACCOUNT, OUTSIDER, Visit},
};
use crate::harness::{
    server::SETUP_CODE,
    shop::{OWNER, PASSWORD, Shop},
};

/// Where pictures go.
pub(super) fn folder() -> PathBuf {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let folder = target
        .parent()
        .expect("it is inside of target")
        .join("screens");
    fs::create_dir_all(&folder).expect("a folder for pictures");
    folder
}

/// A row of pictures, and what was wrong on them.
struct Gallery {
    inspector: Inspector,
    folder: PathBuf,
    faults: Vec<String>,
}

impl Gallery {
    fn open(inspector: Inspector) -> Self {
        Self {
            inspector,
            folder: folder(),
            faults: Vec::new(),
        }
    }

    /// Looks at the page that is open.
    fn show(&mut self, browser: &Chromium, name: &str) {
        for (width, dark) in [(1280, false), (390, true), (1280, true), (390, false)] {
            browser.look_like(width, 800, dark);
            browser.look_like(width, Inspector::height(browser).max(800), dark);
            let scheme = if dark { "dark" } else { "light" };
            let picture = format!("{name}-{width}-{scheme}");
            let file = self.folder.join(format!("{picture}.png"));
            fs::write(file, browser.picture()).expect("the folder takes a picture");
            let overflow = Inspector::overflow(browser);
            if overflow > 0 {
                self.faults
                    .push(format!("{picture}: {overflow} px wider than the window"));
            }
            if dark == (width == 390) {
                let faults = self.inspector.faults(browser).into_iter();
                self.faults
                    .extend(faults.map(|fault| format!("{picture}: {fault}")));
            }
        }
        browser.look_like(1280, 800, false);
    }

    fn close(self) {
        assert!(self.faults.is_empty(), "{:#?}", self.faults);
    }
}

#[test]
fn the_first_pages_are_sound_in_every_light_and_width() {
    let test = "the_first_pages_are_sound_in_every_light_and_width";
    let Some((inspector, browser)) = Inspector::new(test).zip(Chromium::start(test)) else {
        return;
    };
    let mut gallery = Gallery::open(inspector);
    let shop = Shop::opening().for_a_browser().start();
    browser.open(&shop.server.url("setup"));
    gallery.show(&browser, "set-up");
    browser.fill("organization", "Contoso");
    browser.fill("email", OWNER);
    browser.press("[data-test=set-up] button.primary");
    browser.sees("[aria-invalid=true]");
    gallery.show(&browser, "set-up-refused");
    browser.fill("code", SETUP_CODE);
    browser.fill("password", PASSWORD);
    browser.press("[data-test=set-up] button.primary");
    browser.sees("[data-test=new-project]");
    gallery.show(&browser, "projects-none");
    browser.press("[data-test=new-project]");
    browser.sees("form[data-test=new-project]");
    gallery.show(&browser, "project-new");
    browser.open(&shop.server.url("nowhere"));
    gallery.show(&browser, "not-found");
    browser.open(&shop.server.url("projects"));
    browser.press("[data-test=sign-out]");
    browser.sees("[data-test=sign-in]");
    gallery.show(&browser, "sign-in");
    browser.fill("email", OWNER);
    browser.fill("password", "not the password");
    browser.press("[data-test=sign-in] button.primary");
    browser.sees("[data-test=notice]");
    gallery.show(&browser, "sign-in-refused");
    browser.open(&shop.server.url("api/docs"));
    gallery.show(&browser, "reference");
    browser.press("details.operation:first-of-type summary");
    gallery.show(&browser, "reference-of-an-operation");
    gallery.close();
}

#[test]
fn the_pages_of_a_new_project_are_sound_in_every_light_and_width() {
    let test = "the_pages_of_a_new_project_are_sound_in_every_light_and_width";
    let Some((inspector, visit)) = Inspector::new(test).zip(Visit::start(test)) else {
        return;
    };
    let mut gallery = Gallery::open(inspector);
    for (page, name) in [
        ("secrets", "secrets-none"),
        ("secrets/new", "secret-new"),
        ("secrets/import", "import"),
        ("connections", "connections-none"),
        ("connections/new", "connection-choose"),
        (
            "connections/new/azure-app-configuration",
            "connection-new-oauth",
        ),
        ("syncs", "syncs-none"),
        ("syncs/new", "sync-new-without-connection"),
    ] {
        visit.open(page);
        gallery.show(&visit.browser, name);
    }
    visit.open("connections/new/azure-app-configuration");
    for (method, name) in [
        ("client-certificate", "connection-new-certificate"),
        ("managed-identity", "connection-new-host-identity-off"),
    ] {
        visit.browser.press(&format!("label[for=method-{method}]"));
        gallery.show(&visit.browser, name);
    }
    visit.browser.open(&visit.shop.server.url("settings"));
    gallery.show(&visit.browser, "settings");
    gallery.close();
}

#[test]
fn the_pages_of_connections_are_sound_in_every_light_and_width() {
    let test = "the_pages_of_connections_are_sound_in_every_light_and_width";
    let Some((inspector, visit)) = Inspector::new(test).zip(Visit::start(test)) else {
        return;
    };
    let mut gallery = Gallery::open(inspector);
    visit.leave_for_microsoft("contoso-prod", "contoso.com");
    visit.choose_account(ACCOUNT);
    visit.browser.press("#cancel");
    visit.browser.sees("[data-test=notice]");
    gallery.show(&visit.browser, "connection-declined");
    visit.browser.press("[data-test=connect]");
    visit.agree_as(ACCOUNT);
    visit.browser.sees("tr[data-connection=contoso-prod]");
    gallery.show(&visit.browser, "connections-one");

    visit.connect_by_client_secret("contoso-staging", "a wrong secret");
    visit
        .browser
        .sees("[aria-invalid=true], [data-test=notice]");
    gallery.show(&visit.browser, "connection-wrong-secret");
    visit.connect_by_client_secret("contoso-staging", &visit.shop.described("client_secret"));
    visit.browser.sees("tr[data-connection=contoso-staging]");
    let rights = json!({ "read": true, "write": true, "delete": false });
    visit.let_service(&rights);
    visit.connect_by_client_secret("contoso-test", &visit.shop.described("client_secret"));
    visit.browser.sees("[data-test=notice]");
    gallery.show(&visit.browser, "connection-without-rights");
    visit.open("connections/contoso-staging");
    visit.browser.fill("store", &visit.shop.store());
    visit.browser.press("[data-test=check] button.btn");
    visit.browser.reads("✕");
    gallery.show(&visit.browser, "connection-check-failed");
    visit.open("connections/contoso-staging/edit");
    gallery.show(&visit.browser, "connection-edit");
    visit.open("connections/contoso-prod");
    gallery.show(&visit.browser, "connection-show");
    visit.open("connections");
    gallery.show(&visit.browser, "connections-many");
    gallery.close();
}

#[test]
fn the_pages_that_mend_a_connection_are_sound_in_every_light_and_width() {
    let test = "the_pages_that_mend_a_connection_are_sound_in_every_light_and_width";
    let Some((inspector, visit)) = Inspector::new(test).zip(revoked(test)) else {
        return;
    };
    let mut gallery = Gallery::open(inspector);
    let here = &visit.browser;
    visit.open("connections");
    gallery.show(here, "connections-reconnect-needed");
    visit.open("syncs");
    gallery.show(here, "syncs-held-up");
    visit.open("connections/contoso-prod");
    gallery.show(here, "connection-reconnect-needed");
    here.press("[data-test=make-link]");
    let link = here.text("[data-test=link]");
    gallery.show(here, "connection-link-made");
    here.open(&link);
    gallery.show(here, "reconnect-link");
    reconnect(&visit);
    choose(here, OUTSIDER);
    here.press("#accept");
    here.sees("[data-test=now]");
    gallery.show(here, "connection-other-account");
    here.open(&link.replace("/reconnect/", "/reconnect/not-"));
    gallery.show(here, "reconnect-link-refused");

    let arguments = ["connections", "limit", "shared", "--key-prefix", "shop:"];
    let _ = visit.shop.connect_organization("shared", &json!([]));
    visit.shop.keyferry(&arguments).ok();
    visit.open("connections/shared");
    gallery.show(here, "connection-limited");
    visit.open("connections/shared/limits");
    gallery.show(here, "connection-limits");
    gallery.close();
}

#[test]
fn the_pages_of_secrets_and_syncs_are_sound_in_every_light_and_width() {
    let test = "the_pages_of_secrets_and_syncs_are_sound_in_every_light_and_width";
    let Some((inspector, visit)) = Inspector::new(test).zip(Visit::start(test)) else {
        return;
    };
    let mut gallery = Gallery::open(inspector);
    visit.stock();
    visit.shop.connect();
    visit.open("secrets");
    gallery.show(&visit.browser, "secrets-many");
    visit.browser.press("button.mask");
    visit.browser.sees("[data-test=revealed]");
    gallery.show(&visit.browser, "secrets-revealed");
    visit.browser.press("a.edit");
    visit.browser.sees("[data-test=secret-form]");
    gallery.show(&visit.browser, "secret-edit");
    visit.open("secrets/import");
    visit
        .browser
        .fill("text", "Checkout:Currency=USD\nCheckout:Locale=en-US\n");
    visit.browser.press("[data-test=preview]");
    visit.browser.reads("What an import will do");
    gallery.show(&visit.browser, "import-preview");

    visit.open("syncs/new");
    gallery.show(&visit.browser, "sync-new");
    visit.browser.press("[data-test=sync-form] button.primary");
    visit
        .browser
        .sees("[aria-invalid=true], [data-test=notice]");
    gallery.show(&visit.browser, "sync-new-refused");
    visit.make_sync();
    visit.settles("succeeded");
    gallery.show(&visit.browser, "sync-nothing-to-do");
    visit.open("syncs/storefront-prod/options");
    gallery.show(&visit.browser, "sync-options");
    visit.change_much();
    visit.open("syncs/storefront-prod");
    visit.browser.sees("[data-test=step]");
    gallery.show(&visit.browser, "sync-plan");
    visit.browser.press("[data-test=resume]");
    visit.settles("partial");
    visit.open("syncs/storefront-prod/runs");
    gallery.show(&visit.browser, "sync-runs");
    visit.browser.press("[data-test=run]");
    visit.browser.sees("[data-test=run-items]");
    gallery.show(&visit.browser, "sync-run");
    visit.open("syncs");
    gallery.show(&visit.browser, "syncs-one");
    visit.empty();
    visit.open("syncs/storefront-prod");
    visit.settles("held");
    visit.open("syncs/storefront-prod");
    gallery.show(&visit.browser, "sync-held");
    visit.open("audit");
    gallery.show(&visit.browser, "audit");
    visit.browser.open(&visit.shop.server.url("settings"));
    visit.browser.fill("name", "ci-storefront");
    visit
        .browser
        .press("[data-test=identity-form] button.primary");
    visit.browser.sees("[data-test=new-identity]");
    gallery.show(&visit.browser, "settings-identity-made");
    visit.browser.open(&visit.shop.server.url("projects"));
    gallery.show(&visit.browser, "projects-one");
    gallery.close();
}

#[test]
fn the_pages_of_a_history_are_sound_in_every_light_and_width() {
    let test = "the_pages_of_a_history_are_sound_in_every_light_and_width";
    let Some((inspector, visit)) = Inspector::new(test).zip(Visit::start(test)) else {
        return;
    };
    let mut gallery = Gallery::open(inspector);
    let here = &visit.browser;
    visit.shop.connect();
    visit.shop.set(&["Checkout:PaymentApiKey=sk_fake_1"]);
    visit.make_sync();
    visit.settles("succeeded");
    let history = "secrets/history?environment=prod&path=/&key=Checkout:PaymentApiKey";
    visit.open(history);
    gallery.show(here, "history-one");
    for number in 2..=25 {
        let pair = format!(
            "Checkout:PaymentApiKey=sk_fake_{number}_{}",
            "0123456789".repeat(9)
        );
        visit.shop.set(&[&pair]);
    }
    visit.open(history);
    gallery.show(here, "history-many");
    here.press("[data-version='24'] button.mask");
    here.sees("[data-test=revealed]");
    here.press("[data-version='23'] summary");
    here.sees("[data-version='23'] details[open]");
    gallery.show(here, "history-restore");
    here.press("[data-version='23'] button.primary");
    here.reads("Restored version 23 as version 26");
    gallery.show(here, "history-restored");
    here.press("a[rel=next]");
    here.sees("[data-version='1']");
    gallery.show(here, "history-oldest");
    visit.open(&format!("{history}&offset=20"));
    here.press("[data-version='1'] summary");
    visit
        .shop
        .set(&["Checkout:PaymentApiKey=sk_fake_meanwhile"]);
    here.press("[data-version='1'] button.primary");
    here.sees("[data-test=notice]");
    gallery.show(here, "history-refused");
    gallery.close();
}

#[test]
fn the_pages_of_people_are_sound_in_every_light_and_width() {
    let test = "the_pages_of_people_are_sound_in_every_light_and_width";
    let Some((inspector, visit)) = Inspector::new(test).zip(Visit::start(test)) else {
        return;
    };
    let mut gallery = Gallery::open(inspector);
    let here = &visit.browser;
    here.open(&visit.shop.server.url("people"));
    gallery.show(here, "people-one");
    here.press("[data-test=person] a");
    here.sees("[data-test=role-form]");
    here.choose("role", "member");
    here.press("[data-test=role-form] button.primary");
    here.sees("[aria-invalid=true]");
    gallery.show(here, "person-last-admin");
    here.open(&visit.shop.server.url("people/invite"));
    gallery.show(here, "people-invite");
    here.press("[data-test=invite-form] button.primary");
    here.sees("[aria-invalid=true]");
    gallery.show(here, "people-invite-refused");
    let link = visit.invite_bob("member");
    gallery.show(here, "people-invite-made");
    here.open(&visit.shop.server.url("people"));
    gallery.show(here, "people-link-open");

    here.open(&link);
    gallery.show(here, "welcome");
    here.press("[data-test=welcome] button.primary");
    here.sees("[aria-invalid=true]");
    gallery.show(here, "welcome-refused");
    visit.join(&link);
    here.open(&link);
    gallery.show(here, "welcome-used");
    here.open(&visit.shop.server.url("people"));
    gallery.show(here, "people-not-allowed");

    here.forget_cookies();
    visit.sign_in();
    here.press("nav a[href='/people']");
    here.press(&format!("tr[data-person='{BOB}'] a"));
    here.sees("[data-test=role-form]");
    gallery.show(here, "person");
    here.press("[data-test=make-reset-link]");
    let reset = here.text("[data-test=link]");
    gallery.show(here, "person-reset-link");
    here.open(&visit.shop.server.url("people"));
    gallery.show(here, "people-many");
    here.open(&reset);
    here.fill("password", BOBS_PASSWORD);
    gallery.show(here, "welcome-reset");

    here.open(&visit.shop.server.url("account"));
    gallery.show(here, "account-many");
    here.fill("current", "not the password");
    here.fill("password", "long enough for this");
    here.press("[data-test=password-form] button.primary");
    here.sees("[aria-invalid=true]");
    gallery.show(here, "account-refused");
    here.press("[data-test=end-others]");
    here.sees("[data-test=flash]");
    gallery.show(here, "account-one");
    gallery.close();
}
