//! The first minutes: setting Keyferry up, signing in, making a project.

use super::chromium::Chromium;
use crate::harness::{
    server::SETUP_CODE,
    shop::{OWNER, PASSWORD, Shop},
};

#[test]
fn the_first_person_sets_up_signs_in_and_makes_a_project() {
    let Some(browser) = Chromium::start("the_first_person_sets_up_signs_in_and_makes_a_project")
    else {
        return;
    };
    let shop = Shop::opening().for_a_browser().start();
    browser.open(&shop.server.url(""));
    browser.reads("Set up Keyferry");

    set_up(&browser, "a guessed code");
    browser.sees("[aria-invalid=true][name=code], [data-test=notice]");
    assert_eq!(browser.value("email"), OWNER, "what was typed stays");
    assert_eq!(
        browser.value("password"),
        "",
        "a password does not come back"
    );

    set_up(&browser, SETUP_CODE);
    browser.reads("No project yet");
    browser.press("[data-test=sign-out]");
    browser.reads("Sign in");

    browser.fill("email", OWNER);
    browser.fill("password", "a password that is not hers");
    browser.press("[data-test=sign-in] button.primary");
    browser.sees("[data-test=notice]");
    browser.fill("password", PASSWORD);
    browser.press("[data-test=sign-in] button.primary");

    browser.press("[data-test=new-project]");
    browser.fill("name", "Storefront");
    browser.press("[data-test=new-project] button.primary");
    browser.reads("No secrets in");
    assert!(
        browser.url().path().starts_with("/projects/storefront"),
        "{}",
        browser.url()
    );
}

fn set_up(browser: &Chromium, code: &str) {
    browser.fill("code", code);
    browser.fill("organization", "Contoso");
    browser.fill("email", OWNER);
    browser.fill("password", PASSWORD);
    browser.press("[data-test=set-up] button.primary");
}
