//! The `state` of a sign-in at Microsoft opens one form of one session, once.
//!
//! That it also ends after ten minutes is proved where the clock is a parameter: in the tests of
//! the use cases.

use super::steps::{ACCOUNT, Visit};

const REFUSED: &str = "unknown, was used already, or was started in another browser";

#[test]
fn a_replayed_state_is_refused() {
    let Some(visit) = Visit::start("a_replayed_state_is_refused") else {
        return;
    };
    visit.leave_for_microsoft("contoso-prod", "");
    let state = state(&visit);
    visit.agree_as(ACCOUNT);
    visit.browser.sees("tr[data-connection=contoso-prod]");

    come_back_with(&visit, &state);
    visit.browser.reads(REFUSED);
    visit.open("connections");
    assert_eq!(visit.browser.count("tr[data-test=connection]"), 1);
}

#[test]
fn a_state_of_another_session_is_refused_and_spent() {
    let Some(visit) = Visit::start("a_state_of_another_session_is_refused_and_spent") else {
        return;
    };
    visit.leave_for_microsoft("contoso-prod", "");
    let (state, microsoft) = (state(&visit), visit.browser.url());
    visit.browser.open(&visit.shop.server.url("projects"));
    visit.browser.forget_cookies();
    visit.sign_in();

    come_back_with(&visit, &state);
    visit.browser.reads(REFUSED);
    visit.browser.open(microsoft.as_str());
    visit.agree_as(ACCOUNT);
    visit.browser.reads(REFUSED);
    visit.open("connections");
    visit.browser.reads("No connection yet");
}

/// The state that went to Microsoft.
fn state(visit: &Visit) -> String {
    visit.browser.sees("#accounts");
    let url = visit.browser.url();
    let state = url
        .query_pairs()
        .find(|(name, _)| name == "state")
        .expect("a state");
    state.1.into_owned()
}

fn come_back_with(visit: &Visit, state: &str) {
    let callback = "organization/app-connections/azure/oauth/callback";
    let address = visit
        .shop
        .server
        .url(&format!("{callback}?code=a-code&state={state}"));
    visit.browser.open(&address);
}
