//! Inviting somebody, joining, and looking after one's own account.

use super::steps::Visit;
use crate::harness::shop::{OWNER, PASSWORD};

pub(super) const BOB: &str = "bob@shop.example";
pub(super) const BOBS_PASSWORD: &str = "a password that bob chose";

impl Visit {
    /// Makes a link by which Bob joins, as a person does, and returns it.
    pub(super) fn invite_bob(&self, role: &str) -> String {
        self.browser.open(&self.shop.server.url("projects"));
        self.browser.press("nav a[href='/people']");
        self.browser.press("[data-test=invite]");
        self.browser.fill("email", BOB);
        self.browser.choose("role", role);
        self.browser.press("[data-test=invite-form] button.primary");
        self.browser.text("[data-test=link]")
    }

    /// Joins by a link in a browser that knows nobody.
    pub(super) fn join(&self, link: &str) {
        self.browser.forget_cookies();
        self.browser.open(link);
        self.browser.fill("name", "Bob");
        self.browser.fill("password", BOBS_PASSWORD);
        self.browser.press("[data-test=welcome] button.primary");
        self.browser.sees("[data-test=sign-out]");
    }
}

#[test]
fn somebody_is_invited_joins_and_is_removed() {
    let Some(visit) = Visit::start("somebody_is_invited_joins_and_is_removed") else {
        return;
    };
    let browser = &visit.browser;
    let link = visit.invite_bob("member");
    visit.join(&link);
    assert!(browser.text("[data-test=account]").contains(BOB));
    assert_eq!(browser.count("nav a[href='/people']"), 0);

    browser.press("[data-test=sign-out]");
    visit.sign_in();
    browser.press("nav a[href='/people']");
    browser.reads("2 people can sign in here.");
    browser.press(&format!("tr[data-person='{BOB}'] a"));
    browser.press("details summary");
    browser.press("[data-test=remove]");
    browser.reads("is removed and signed out");
    assert_eq!(browser.count("[data-test=person]"), 1);
    browser.open(&link);
    browser.reads("used already");
}

#[test]
fn a_password_is_changed_by_whoever_knows_it() {
    let Some(visit) = Visit::start("a_password_is_changed_by_whoever_knows_it") else {
        return;
    };
    let browser = &visit.browser;
    browser.forget_cookies();
    visit.sign_in();
    browser.press("[data-test=account]");
    browser.sees("[data-test=end-session]");
    browser.fill("current", PASSWORD);
    browser.fill("password", "a new password of ada's");
    browser.press("[data-test=password-form] button.primary");
    browser.reads("The password of");
    assert_eq!(browser.count("[data-test=end-session]"), 0);
    browser.press("[data-test=sign-out]");
    browser.fill("email", OWNER);
    browser.fill("password", "a new password of ada's");
    browser.press("[data-test=sign-in] button.primary");
    browser.sees("[data-test=sign-out]");
}
