//! Secrets in the grid, and their history.

use super::steps::Visit;

const VALUE: &str = "postgres://shop:planted@db/shop";

#[test]
fn a_value_is_on_no_page_until_it_is_revealed_and_the_log_says_who_did() {
    let Some(visit) =
        Visit::start("a_value_is_on_no_page_until_it_is_revealed_and_the_log_says_who_did")
    else {
        return;
    };
    visit.open("secrets");
    visit.browser.press("[data-test=add-secret]");
    visit.browser.fill("key", "DATABASE_URL");
    visit.browser.fill("value", VALUE);
    visit
        .browser
        .press("[data-test=secret-form] button.primary");
    visit.browser.reads("DATABASE_URL is saved");
    assert!(!visit.browser.source().contains(VALUE), "it is masked");

    visit.browser.press("button.mask");
    assert_eq!(visit.browser.text("[data-test=revealed]"), VALUE);
    visit.browser.press("nav a[href$='/audit']");
    let log = visit.browser.reads("ada@shop.example");
    assert!(log.contains("get-secret"), "{log}");
    assert!(
        !visit.browser.source().contains(VALUE),
        "no log has a value"
    );
}

#[test]
fn a_version_is_looked_at_and_restored_by_keyboard() {
    let test = "a_version_is_looked_at_and_restored_by_keyboard";
    let Some(visit) = Visit::start(test) else {
        return;
    };
    let here = &visit.browser;
    for pair in ["KEY=planted-one", "KEY=planted-two"] {
        visit.shop.set(&[pair]);
    }
    visit.open("secrets");
    here.press("a.tag[href*='/history']");
    here.sees("[data-version='1']");
    assert!(!here.source().contains("planted"), "values are masked");
    here.press("[data-version='1'] button.mask");
    assert_eq!(here.text("[data-test=revealed]"), "planted-one");

    here.enter("[data-version='1'] summary");
    here.enter("[data-version='1'] details[open] button");
    here.reads("Restored version 1 as version 3");
    assert_eq!(here.count("[data-test=version]"), 3);
}
