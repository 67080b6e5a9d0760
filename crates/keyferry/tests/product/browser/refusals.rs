//! Ways back from Microsoft that are refused, each with its own sentence.

use serde_json::json;

use super::steps::{ACCOUNT, Visit};

/// Signs in while the emulator lies about something, and reads what is said.
fn is_refused(visit: &Visit, forgery: &str, sentence: &str) {
    let settings = json!({ "forgery": forgery });
    visit.shop.admin.set(&visit.shop.http, &settings);
    visit.leave_for_microsoft("contoso-prod", "contoso.com");
    visit.browser.press(&format!("[data-user='{ACCOUNT}']"));
    visit.browser.reads(sentence);
    visit.open("connections");
    assert_eq!(visit.browser.count("tr[data-test=connection]"), 1);
}

#[test]
fn an_answer_that_lies_is_refused_by_what_it_lies_about() {
    let Some(visit) = Visit::start("an_answer_that_lies_is_refused_by_what_it_lies_about") else {
        return;
    };
    // Microsoft asks for consent once.
    visit.leave_for_microsoft("first", "contoso.com");
    visit.agree_as(ACCOUNT);
    visit.browser.sees("tr[data-connection=first]");
    for (forgery, sentence) in [
        (
            "issuer",
            "The sign-in came from another authority than the one asked",
        ),
        ("nonce", "The answer belongs to another sign-in"),
        ("no_nonce", "The answer belongs to another sign-in"),
        ("audience", "The sign-in was made for another application"),
        (
            "redirect_issuer",
            "This way back from Microsoft belongs to another sign-in.",
        ),
    ] {
        is_refused(&visit, forgery, sentence);
    }
}

#[test]
fn another_tenants_answer_is_refused() {
    let Some(visit) = Visit::start("another_tenants_answer_is_refused") else {
        return;
    };
    let settings = json!({ "forgery": "tenant" });
    visit.shop.admin.set(&visit.shop.http, &settings);
    visit.leave_for_microsoft("contoso-prod", &visit.shop.described("tenant_id"));
    visit.agree_as(ACCOUNT);
    visit
        .browser
        .reads("The account belongs to another tenant than the one asked for");
}

#[test]
fn a_code_that_was_redeemed_already_is_refused() {
    let Some(visit) = Visit::start("a_code_that_was_redeemed_already_is_refused") else {
        return;
    };
    let fault = json!({
        "fault": { "type": "aadsts", "code": 54_005 },
        "on": { "kind": "token" },
    });
    visit.shop.admin.fault(&visit.shop.http, &fault);
    visit.leave_for_microsoft("contoso-prod", "");
    visit.agree_as(ACCOUNT);
    visit
        .browser
        .reads("This way back from Microsoft was taken once already (AADSTS54005).");
}

#[test]
fn a_way_back_without_a_state_is_refused() {
    let Some(visit) = Visit::start("a_way_back_without_a_state_is_refused") else {
        return;
    };
    let callback = "organization/app-connections/azure/oauth/callback?code=a-code";
    visit.browser.open(&visit.shop.server.url(callback));
    visit.browser.reads("This way back names no sign-in");
}
