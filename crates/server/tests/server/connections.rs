//! App connections, by every method.

use axum::http::StatusCode;

use crate::fixture::{CALLBACK, Fixture};

const NEW: &str = "/projects/shop/connections/new/azure-app-configuration";
const LIST: &str = "/projects/shop/connections";

#[tokio::test]
async fn without_a_connection_the_page_offers_to_add_one() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    browser
        .get(LIST)
        .await
        .shows("No connection yet")
        .shows("+ Add connection");
    let choose = browser.get(&format!("{LIST}/new")).await;
    choose.shows("Azure App Configuration").shows(NEW);
    let form = browser.get(NEW).await;
    form.shows("Connect to Azure")
        .shows("Sign in with Microsoft")
        .shows("Store to check");
}

#[tokio::test]
async fn a_connection_by_client_secret_is_proved_and_listed() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    site.connect(&browser).await;
    let list = browser.get(LIST).await;
    list.shows("contoso-prod")
        .shows("Client secret")
        .shows("works and is saved");
    list.hides(site.demo.service.client_secret);
    browser.get(LIST).await.hides("works and is saved");
    let page = browser.get(&format!("{LIST}/contoso-prod")).await;
    page.shows("Does it work?")
        .hides(site.demo.service.client_secret);
}

#[tokio::test]
async fn a_wrong_secret_is_explained_and_the_form_keeps_everything_else() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let client = site.demo.service.client_id.to_string();
    let form = site.client_secret_form(&client, "not-the-secret-canary");
    let answer = browser.post(NEW, &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer
        .shows("Microsoft did not accept the client secret (AADSTS7000215).")
        .shows("not its Secret ID")
        .shows("value=\"contoso-prod\"")
        .shows(&client)
        .hides("not-the-secret-canary");
    browser.get(LIST).await.shows("No connection yet");
}

#[tokio::test]
async fn a_name_that_is_taken_or_malformed_is_refused_at_its_field() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    site.connect(&browser).await;
    let client = site.demo.service.client_id.to_string();
    let mut form = site.client_secret_form(&client, site.demo.service.client_secret);
    let taken = browser.post(NEW, &form).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    taken.shows("There is already a");
    form[0].1 = "Not A Slug";
    let malformed = browser.post(NEW, &form).await;
    assert_eq!(malformed.status, StatusCode::BAD_REQUEST);
    malformed
        .shows("aria-invalid=\"true\"")
        .shows("value=\"Not A Slug\"");
}

#[tokio::test]
async fn a_check_shows_the_three_rights() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    site.connect(&browser).await;
    let store = site.emulator.http_url();
    let checked = browser
        .post(&format!("{LIST}/contoso-prod/check"), &[("store", &store)])
        .await;
    assert_eq!(checked.status, StatusCode::OK);
    for right in ["Read ✓", "Write ✓", "Delete ✓"] {
        checked.shows(right);
    }
    let refused = browser
        .post(
            &format!("{LIST}/contoso-prod/check"),
            &[("store", "https://evil.example/x.azconfig.io")],
        )
        .await;
    assert!(refused.status.is_client_error());
    refused.shows("aria-invalid=\"true\"");
}

#[tokio::test]
async fn a_connection_can_be_renamed_and_deleted() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    site.connect(&browser).await;
    let client = site.demo.service.client_id.to_string();
    let mut form = site.client_secret_form(&client, "");
    form[0].1 = "contoso-main";
    let renamed = browser
        .post(&format!("{LIST}/contoso-prod/edit"), &form)
        .await;
    assert_eq!(
        renamed.location(),
        format!("{LIST}/contoso-main"),
        "{}",
        renamed.body
    );
    form[2].1 = "fabrikam.com";
    let halfway = browser
        .post(&format!("{LIST}/contoso-main/edit"), &form)
        .await;
    assert_eq!(halfway.status, StatusCode::BAD_REQUEST);
    halfway.shows("enter it again to change them");
    let deleted = browser
        .post(&format!("{LIST}/contoso-main/delete"), &[])
        .await;
    assert_eq!(deleted.location(), LIST);
    browser.get(LIST).await.shows("No connection yet");
}

fn oauth_form(tenant: &str) -> [(&'static str, &str); 3] {
    [
        ("name", "contoso-prod"),
        ("method", "oauth"),
        ("oauth.tenantId", tenant),
    ]
}

#[tokio::test]
async fn connecting_by_oauth_leads_to_microsoft_and_back_to_the_connection() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    for tenant in [site.demo.tenant_domain, ""] {
        let sent = browser.post(NEW, &oauth_form(tenant)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let back = site.at_microsoft(sent.location(), "accept").await;
        let returned = browser.get(&back).await;
        assert_eq!(returned.location(), LIST, "{}", returned.body);
        let list = browser.get(LIST).await;
        list.shows("Connection contoso-prod works and is saved.");
        list.shows("OAuth").shows(site.demo.owner);
        let replayed = browser.get(&back).await;
        assert!(replayed.status.is_client_error(), "{}", replayed.status);
        browser
            .post(&format!("{LIST}/contoso-prod/delete"), &[])
            .await;
    }
}

#[tokio::test]
async fn signing_in_again_keeps_the_connection() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let sent = browser.post(NEW, &oauth_form("")).await;
    let back = site.at_microsoft(sent.location(), "accept").await;
    browser.get(&back).await;
    let again = format!("{LIST}/contoso-prod/reconnect");
    browser.get(&again).await.shows("Reconnect contoso-prod");
    let sent = browser.post(&again, &[]).await;
    let back = site.at_microsoft(sent.location(), "accept").await;
    assert_eq!(browser.get(&back).await.location(), LIST);
    browser.get(LIST).await.shows("is signed in again");
}

#[tokio::test]
async fn what_microsoft_refuses_is_said_over_the_form_as_it_was() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let sent = browser
        .post(NEW, &oauth_form(site.demo.tenant_domain))
        .await;
    let back = site.at_microsoft(sent.location(), "cancel").await;
    let answer = browser.get(&back).await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        answer.body
    );
    answer
        .shows("The permissions were declined at Microsoft (AADSTS65004).")
        .shows("value=\"contoso-prod\"")
        .shows(site.demo.tenant_domain)
        .shows("Connect to Azure");
    let replayed = browser.get(&back).await;
    assert!(replayed.status.is_client_error());
    replayed.hides("Connect to Azure");
}

#[tokio::test]
async fn somebody_without_rights_is_told_which_are_missing_and_what_grants_them() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let store = site.emulator.http_url();
    let mut form = oauth_form("").to_vec();
    form.push(("store", &store));
    let sent = browser.post(NEW, &form).await;
    let back = site
        .at_microsoft_as(site.demo.outsider, sent.location(), "accept")
        .await;
    let page = format!("{LIST}/contoso-prod");
    assert_eq!(browser.get(&back).await.location(), page);
    browser
        .get(&page)
        .await
        .shows("is saved, but something is still missing")
        .shows("it may not read, write or delete keys on")
        .shows("App Configuration Data Owner")
        .shows("<code>az role assignment create");
    let list = browser.get(LIST).await;
    list.shows("Missing permission").shows("Delete ✕");
}

#[tokio::test]
async fn a_state_of_another_browser_is_refused() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let sent = browser.post(NEW, &oauth_form("")).await;
    let back = site.at_microsoft(sent.location(), "accept").await;
    let other = site.browser();
    other.sign_in(crate::fixture::PASSWORD).await;
    let answer = other.get(&back).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    other.get(LIST).await.shows("No connection yet");
}

#[tokio::test]
async fn a_callback_without_a_session_leads_to_signing_in_and_takes_nothing_along() {
    let site = Fixture::new().await;
    site.signed_in().await;
    let answer = site
        .browser()
        .get(&format!("{CALLBACK}?code=c0de&state=5tate"))
        .await;
    assert_eq!(answer.location(), "/sign-in");
    assert!(!format!("{:?}{}", answer.headers, answer.body).contains("c0de"));
}

#[tokio::test]
async fn without_an_oauth_application_the_form_says_what_the_operator_sets() {
    let site = Fixture::at("http://localhost:8080", false).await;
    let browser = site.signed_in().await;
    let form = browser.get(NEW).await;
    form.shows("INF_APP_CONNECTION_AZURE_APP_CONFIGURATION_CLIENT_ID")
        .shows("http://localhost:8080/organization/app-connections/azure/oauth/callback")
        .shows("value=\"client-secret\" checked");
    let tried = browser
        .post(NEW, &[("name", "contoso-prod"), ("method", "oauth")])
        .await;
    assert!(tried.status.is_client_error());
    site.connect(&browser).await;
}

#[tokio::test]
async fn a_connection_shows_what_was_found_before_and_what_a_check_signed_in_to() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    site.connect(&browser).await;
    let page = format!("{LIST}/contoso-prod");
    let before = browser.get(&page).await;
    before.shows("new credentials").hides("asked for");
    let store = site.emulator.http_url();
    let checked = browser
        .post(&format!("{page}/check"), &[("store", &store)])
        .await;
    checked
        .shows("Token for")
        .shows("https://azconfig.io")
        .shows("App Configuration Data Owner")
        .shows("asked for")
        .shows("it may read, write, delete.");
}

#[tokio::test]
async fn a_role_that_does_not_act_yet_is_waited_for_with_the_command_at_hand() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    site.connect(&browser).await;
    site.take_rights();
    let store = site.emulator.http_url();
    let checked = browser
        .post(&format!("{LIST}/contoso-prod/check"), &[("store", &store)])
        .await;
    checked
        .shows("does not act")
        .shows("az role assignment create")
        .shows("note warn");
    let syncs = browser.get("/projects/shop/syncs").await;
    syncs.hides("lacks a right");
}

#[tokio::test]
async fn a_connection_that_holds_syncs_up_is_named_where_they_are_listed() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    site.connect(&browser).await;
    let syncs = "/projects/shop/syncs";
    browser.get(syncs).await.hides("signed in again");
    site.replace_secret("another-secret");
    let check = format!("{LIST}/contoso-prod/check");
    browser.post(&check, &[]).await.shows("AADSTS7000215");
    browser
        .get(syncs)
        .await
        .shows("1 connection has to be signed in again: contoso-prod.");
    browser
        .get(LIST)
        .await
        .shows("reconnect-banner")
        .shows(&format!("{LIST}/contoso-prod/edit"));
}

#[tokio::test]
async fn a_certificate_that_is_refused_is_not_shown_again_and_the_cloud_stays_chosen() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let client = site.demo.certificate.to_string();
    let form = [
        ("name", "contoso-prod"),
        ("method", "client-certificate"),
        ("client-certificate.tenantId", site.demo.tenant_domain),
        ("client-certificate.clientId", &client),
        (
            "client-certificate.certificate",
            "a-line-that-is-no-certificate",
        ),
        ("client-certificate.cloud", "usgovernment"),
    ];
    let answer = browser.post(NEW, &form).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    answer
        .shows(&client)
        .shows(r#"<option value="usgovernment" selected>"#)
        .hides("a-line-that-is-no-certificate");
}

#[tokio::test]
async fn the_identity_of_the_host_is_offered_with_what_the_operator_sets() {
    let site = Fixture::new().await;
    let browser = site.signed_in().await;
    let form = browser.get(NEW).await;
    form.shows("Managed identity")
        .shows("KEYFERRY_ALLOW_HOST_IDENTITY");
}
