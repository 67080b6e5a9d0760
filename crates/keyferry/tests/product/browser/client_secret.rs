//! Connecting to Azure by client secret.

use serde_json::json;

use super::steps::Visit;

#[test]
fn a_client_secret_connects_after_a_wrong_one_was_explained() {
    let Some(visit) = Visit::start("a_client_secret_connects_after_a_wrong_one_was_explained")
    else {
        return;
    };
    let wrong = "a-secret-id-instead-of-its-value";
    visit.connect_by_client_secret("contoso-ci", wrong);
    let page = visit
        .browser
        .reads("did not accept the client secret (AADSTS7000215)");
    assert!(
        page.contains("Paste the secret's Value, not its Secret ID"),
        "{page}"
    );
    assert_eq!(visit.browser.value("name"), "contoso-ci");
    assert_eq!(
        visit.browser.value("client-secret.clientId"),
        visit.shop.described("client_id")
    );
    assert_eq!(visit.browser.value("client-secret.clientSecret"), "");
    assert!(
        !visit.browser.source().contains(wrong),
        "no page gives a secret back"
    );

    visit.browser.fill(
        "client-secret.clientSecret",
        &visit.shop.described("client_secret"),
    );
    visit.browser.press("[data-test=connect]");
    visit
        .browser
        .reads("Connection contoso-ci works and is saved.");
    let row = visit.row("contoso-ci");
    for part in ["Client secret", "Read ✓", "Write ✓", "Delete ✓", "Healthy"] {
        assert!(row.contains(part), "{row}");
    }
}

#[test]
fn a_principal_without_rights_is_told_which_are_missing_and_the_command_that_grants_them() {
    let Some(visit) = Visit::start(
        "a_principal_without_rights_is_told_which_are_missing_and_the_command_that_grants_them",
    ) else {
        return;
    };
    let secret = visit.shop.described("client_secret");
    for (name, read, write, delete, sentence) in [
        ("cannot-read", false, true, true, "it may not read keys"),
        ("cannot-write", true, false, true, "it may not write keys"),
        ("cannot-delete", true, true, false, "it may not delete keys"),
        (
            "reads-only",
            true,
            false,
            false,
            "it may not write or delete keys",
        ),
    ] {
        let rights = json!({ "read": read, "write": write, "delete": delete });
        visit.let_service(&rights);
        visit.connect_by_client_secret(name, &secret);
        visit.browser.reads(sentence);
        let command = visit.browser.text("[data-test=notice] .command code");
        assert!(
            command.starts_with("az role assignment create"),
            "{command}"
        );
        assert!(
            command.contains(&visit.shop.described("client_id")),
            "{command}"
        );
    }
}
