//! Mending a connection whose sign-in Microsoft has ended: by oneself, as another account, and by a
//! link in somebody else's hands.

use super::chromium::Chromium;
use super::steps::{ACCOUNT, OUTSIDER, Visit};

const CONNECTION: &str = "contoso-prod";

/// A shop with a sync by an OAuth connection, which was revoked after the first run and met by the
/// next one.
pub(super) fn revoked(test: &str) -> Option<Visit> {
    let visit = Visit::start(test)?;
    visit.shop.set(&["Greeting=hello"]);
    visit.leave_for_microsoft(CONNECTION, "");
    visit.agree_as(ACCOUNT);
    visit.browser.sees("tr[data-connection=contoso-prod]");
    visit.make_sync_by(CONNECTION, &visit.shop.store());
    visit.turns("succeeded");
    visit.shop.admin.revoke(&visit.shop.http);
    visit.open(&format!("connections/{CONNECTION}"));
    visit.browser.press("[data-test=check] button");
    visit.browser.reads("the sign-ins were revoked");
    visit.shop.set(&["Greeting=hello again"]);
    Some(visit)
}

/// Waits until the last change has arrived, which takes no click.
fn arrives(visit: &Visit) {
    visit.open("syncs/storefront-prod");
    visit.settles("succeeded");
    let values = visit.shop.admin.values(&visit.shop.http);
    assert_eq!(values["Greeting"], "hello again");
}

/// Chooses an account at Microsoft, which asks for consent only the first time.
pub(super) fn choose(browser: &Chromium, account: &str) {
    browser.press(&format!("[data-user='{account}']"));
}

/// Goes to Microsoft by *Reconnect*.
pub(super) fn reconnect(visit: &Visit) {
    visit.open("connections");
    visit.browser.press("[data-test=reconnect-banner] a");
    visit.browser.press("[data-test=connect]");
}

#[test]
fn reconnect_mends_a_revoked_sign_in_and_the_paused_syncs_go_on_by_themselves() {
    let Some(visit) =
        revoked("reconnect_mends_a_revoked_sign_in_and_the_paused_syncs_go_on_by_themselves")
    else {
        return;
    };
    visit.open("syncs/storefront-prod");
    visit.settles("paused");
    visit.browser.reads("the sign-ins were revoked");
    visit.open("connections");
    let banner = visit.browser.text("[data-test=reconnect-banner]");
    assert!(
        banner.contains("1 sync is paused, nothing is lost."),
        "{banner}"
    );
    assert!(visit.row(CONNECTION).contains("Reconnect needed"));

    reconnect(&visit);
    choose(&visit.browser, ACCOUNT);
    visit.browser.reads("is signed in again; its syncs go on.");
    assert_eq!(visit.browser.count("[data-test=reconnect-banner]"), 0);
    arrives(&visit);
}

#[test]
fn another_account_is_asked_about_and_the_old_one_can_be_kept_or_changed() {
    let Some(visit) =
        revoked("another_account_is_asked_about_and_the_old_one_can_be_kept_or_changed")
    else {
        return;
    };
    for answer in ["keep", "use"] {
        reconnect(&visit);
        choose(&visit.browser, OUTSIDER);
        if answer == "keep" {
            visit.browser.press("#accept");
        }
        assert_eq!(visit.browser.text("[data-test=was]"), ACCOUNT);
        assert_eq!(visit.browser.text("[data-test=now]"), OUTSIDER);
        visit
            .browser
            .reads("These syncs will use bob@contoso.com: storefront-prod.");
        visit.browser.press(&format!("[data-test={answer}]"));
        if answer == "keep" {
            visit.browser.reads("keeps its account");
            assert!(visit.row(CONNECTION).contains(ACCOUNT));
        } else {
            visit.browser.reads("is signed in again");
            assert!(visit.row(CONNECTION).contains(OUTSIDER));
        }
    }
}

#[test]
fn a_link_lets_somebody_without_an_account_here_mend_it_once() {
    let test = "a_link_lets_somebody_without_an_account_here_mend_it_once";
    let Some(visit) = revoked(test) else {
        return;
    };
    visit.open(&format!("connections/{CONNECTION}"));
    visit.browser.press("[data-test=make-link]");
    let link = visit.browser.text("[data-test=link]");
    visit.open(&format!("connections/{CONNECTION}"));
    assert!(!visit.browser.source().contains(&link), "it is shown once");

    let Some(theirs) = Chromium::start(test) else {
        return;
    };
    for (account, said) in [
        (OUTSIDER, "Another account"),
        (
            ACCOUNT,
            "contoso-prod works again; its syncs go on by themselves.",
        ),
    ] {
        theirs.open(&link);
        theirs.reads("ada@shop.example asks you to.");
        theirs.press("[data-test=sign-in-again]");
        choose(&theirs, account);
        if account == OUTSIDER {
            theirs.press("#accept");
        }
        theirs.reads(said);
    }
    theirs.open(&link);
    theirs.reads("This link was used already");
    theirs.open(&visit.shop.server.url("projects"));
    theirs.sees("[data-test=sign-in]");
    arrives(&visit);
}

#[test]
fn a_link_takes_a_new_client_secret() {
    let test = "a_link_takes_a_new_client_secret";
    let Some(visit) = Visit::start(test) else {
        return;
    };
    visit.shop.connect();
    let arguments = ["connections", "reconnect-link", "contoso"];
    let link = visit
        .shop
        .keyferry(&arguments)
        .ok()
        .stdout
        .trim()
        .to_owned();
    visit.browser.forget_cookies();
    visit.browser.open(&link);
    visit.browser.reads(&visit.shop.described("client_id"));
    visit
        .browser
        .fill("client-secret.clientSecret", "not-the-secret");
    visit.browser.press("[data-test=enter-secret]");
    visit.browser.reads("did not accept the client secret");
    let secret = visit.shop.described("client_secret");
    visit.browser.fill("client-secret.clientSecret", &secret);
    visit.browser.press("[data-test=enter-secret]");
    visit.browser.reads("contoso works again");
    assert!(!visit.browser.source().contains(&secret));
    let logged = visit.shop.server.log();
    let token = link.rsplit('/').next().expect("a token");
    assert!(logged.contains("/reconnect/{token}") && !logged.contains(token));
}
