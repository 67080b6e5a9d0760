//! The `state` of a sign-in at Microsoft opens one form of one session, once, for ten minutes.

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::steps::{ACCOUNT, Visit};

const BEFORE: &str = "This sign-in came back once already";
const ELSEWHERE: &str = "This sign-in was started in another browser";
const SOMEBODY_ELSES: &str = "This sign-in was started by somebody else";
const ELEVEN_MINUTES: i64 = 11 * 60 * 1_000_000;

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
    visit.browser.reads(BEFORE);
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
    visit.browser.reads(ELSEWHERE);
    visit.browser.open(microsoft.as_str());
    visit.agree_as(ACCOUNT);
    visit.browser.reads(BEFORE);
    visit.open("connections");
    visit.browser.reads("No connection yet");
}

#[test]
fn a_state_of_another_person_is_refused_and_spent() {
    let Some(visit) = Visit::start("a_state_of_another_person_is_refused_and_spent") else {
        return;
    };
    let link = visit.invite_bob("admin");
    visit.leave_for_microsoft("contoso-prod", "");
    let (state, microsoft) = (state(&visit), visit.browser.url());
    visit.browser.open(&visit.shop.server.url("projects"));
    visit.join(&link);

    come_back_with(&visit, &state);
    visit.browser.reads(SOMEBODY_ELSES);
    visit.browser.open(microsoft.as_str());
    visit.agree_as(ACCOUNT);
    visit.browser.reads(BEFORE);
    visit.open("connections");
    visit.browser.reads("No connection yet");
}

#[test]
fn a_state_that_took_too_long_is_refused() {
    let Some(visit) = Visit::start("a_state_that_took_too_long_is_refused") else {
        return;
    };
    visit.leave_for_microsoft("contoso-prod", "");
    visit.browser.sees("#accounts");
    age_sign_ins(&visit);
    visit.agree_as(ACCOUNT);
    visit.browser.reads("took longer than 10 minutes");
    visit.open("connections");
    visit.browser.reads("No connection yet");
}

/// Makes the sign-ins under way older than they are: no clock can be moved in a running server.
#[tokio::main(flavor = "current_thread")]
async fn age_sign_ins(visit: &Visit) {
    let options = SqliteConnectOptions::new().filename(visit.shop.server.database());
    let mut database = SqliteConnection::connect_with(&options)
        .await
        .expect("the server's database");
    let aged = sqlx::query("UPDATE oauth_flows SET created_at = created_at - ?")
        .bind(ELEVEN_MINUTES)
        .execute(&mut database)
        .await
        .expect("an update");
    assert_eq!(aged.rows_affected(), 1);
    database.close().await.expect("it is written");
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
