//! Connecting to Azure by signing in at Microsoft.

use super::steps::{ACCOUNT, OUTSIDER, Visit};

#[test]
fn an_account_is_chosen_at_microsoft_when_no_tenant_is_named() {
    let Some(visit) = Visit::start("an_account_is_chosen_at_microsoft_when_no_tenant_is_named")
    else {
        return;
    };
    visit.leave_for_microsoft("contoso-prod", "");
    visit.browser.sees(&format!("[data-user='{ACCOUNT}']"));
    assert!(
        visit.browser.url().path().starts_with("/organizations/"),
        "{}",
        visit.browser.url()
    );
    visit.choose_account(ACCOUNT);
    for right in ["KeyValue.Read", "KeyValue.Write", "KeyValue.Delete"] {
        visit.browser.reads(right);
    }
    visit.browser.press("#accept");

    visit
        .browser
        .reads("Connection contoso-prod works and is saved.");
    let row = visit.row("contoso-prod");
    for part in ["OAuth", ACCOUNT, "Read ✓", "Write ✓", "Delete ✓", "Healthy"] {
        assert!(row.contains(part), "{row}");
    }
}

#[test]
fn a_named_tenant_is_where_the_sign_in_happens() {
    let Some(visit) = Visit::start("a_named_tenant_is_where_the_sign_in_happens") else {
        return;
    };
    visit.leave_for_microsoft("contoso-prod", "contoso.com");
    visit.browser.sees(&format!("[data-user='{ACCOUNT}']"));
    assert!(
        visit.browser.url().path().starts_with("/contoso.com/"),
        "{}",
        visit.browser.url()
    );
    visit.agree_as(ACCOUNT);
    visit.browser.sees("tr[data-connection=contoso-prod]");
    assert!(visit.row("contoso-prod").contains("Healthy"));
}

#[test]
fn declining_shows_why_and_keeps_the_form_for_a_second_try() {
    let Some(visit) = Visit::start("declining_shows_why_and_keeps_the_form_for_a_second_try")
    else {
        return;
    };
    visit.leave_for_microsoft("contoso-prod", "contoso.com");
    visit.choose_account(ACCOUNT);
    visit.browser.press("#cancel");

    visit
        .browser
        .reads("The permissions were declined at Microsoft (AADSTS65004).");
    assert_eq!(visit.browser.value("name"), "contoso-prod");
    assert_eq!(visit.browser.value("oauth.tenantId"), "contoso.com");
    assert_eq!(visit.browser.value("store"), visit.shop.store());

    visit.browser.press("[data-test=connect]");
    visit.agree_as(ACCOUNT);
    visit
        .browser
        .reads("Connection contoso-prod works and is saved.");
}

#[test]
fn an_account_without_rights_at_the_store_is_told_which_and_how_to_get_them() {
    let Some(visit) =
        Visit::start("an_account_without_rights_at_the_store_is_told_which_and_how_to_get_them")
    else {
        return;
    };
    visit.leave_for_microsoft("contoso-prod", "");
    visit.agree_as(OUTSIDER);
    let page = visit.browser.reads("it may not read, write or delete keys");
    assert!(page.contains("az role assignment create"), "{page}");
    assert!(page.contains("Missing permission"), "{page}");
}
