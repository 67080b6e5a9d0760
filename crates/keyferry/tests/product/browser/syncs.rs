//! A sync from its form to its runs.

use super::steps::Visit;

const PLANTED: &str = "a-value-that-no-plan-shows";

#[test]
fn a_sync_is_made_planned_run_and_seen_to_succeed() {
    let Some(visit) = Visit::start("a_sync_is_made_planned_run_and_seen_to_succeed") else {
        return;
    };
    visit.shop.connect();
    visit
        .shop
        .set(&["Checkout:Currency=EUR", "Checkout:Retries=3"]);
    visit.make_sync();
    visit.turns("succeeded");
    let values = || visit.shop.admin.values(&visit.shop.http);
    assert_eq!(values()["Checkout:Currency"], "EUR");

    visit.browser.press("[data-test=pause]");
    visit.browser.sees("[data-test=resume]");
    visit
        .shop
        .set(&[&format!("Checkout:ApiKey={PLANTED}"), "Checkout:Retries=5"]);
    visit.browser.press("[data-test=plan]");
    visit
        .browser
        .sees("tr[data-action=create][data-key='Checkout:ApiKey']");
    visit
        .browser
        .sees("tr[data-action=update][data-key='Checkout:Retries']");
    assert_eq!(visit.browser.text("[data-test=to-create]"), "1");
    assert_eq!(visit.browser.text("[data-test=unchanged]"), "1");
    assert!(
        !visit.browser.source().contains(PLANTED),
        "a plan hides values"
    );

    visit.browser.press("[data-test=resume]");
    visit.browser.press("[data-test=sync-now]");
    visit.turns("succeeded");
    assert_eq!(values()["Checkout:ApiKey"], PLANTED);
    assert_eq!(values()["Checkout:Retries"], "5");
    visit.open("syncs/storefront-prod/runs");
    visit
        .browser
        .press("[data-test=run][data-outcome=succeeded]");
    visit.browser.sees("[data-test=run-items]");
}

#[test]
fn a_held_plan_runs_once_it_is_confirmed() {
    let Some(visit) = Visit::start("a_held_plan_runs_once_it_is_confirmed") else {
        return;
    };
    visit.shop.connect();
    visit.shop.set(&["A=1", "B=2", "C=3", "D=4"]);
    visit.make_sync();
    visit.settles("succeeded");

    visit.shop.delete(&["A", "B", "C"]);
    visit.settles("held");
    visit.open("syncs/storefront-prod");
    assert_eq!(visit.browser.text("[data-test=to-delete]"), "3");
    assert_eq!(
        visit.shop.admin.values(&visit.shop.http).len(),
        4,
        "nothing went unasked"
    );

    visit.browser.press("[data-test=confirm]");
    visit.settles("succeeded");
    let left = visit.shop.admin.values(&visit.shop.http);
    assert_eq!(
        left.into_iter().collect::<Vec<_>>(),
        [("D".to_owned(), "4".to_owned())]
    );
}

#[test]
fn a_sync_without_a_connection_leads_to_the_form_for_one() {
    let Some(visit) = Visit::start("a_sync_without_a_connection_leads_to_the_form_for_one") else {
        return;
    };
    visit.open("syncs/new");
    visit.browser.reads("A sync needs a connection");
    visit.browser.press("main a.primary");
    visit
        .browser
        .sees("[data-test=app-azure-app-configuration]");
}
