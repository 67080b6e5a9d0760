//! The pages a person clicks through, and what comes back to the app.

use azure_emulator::{App, Fault, FaultRule, Forgery, Kind, Tenant, User};
use reqwest::Method;
use serde_json::Value;

use super::{SignIn, assert_refused, claims, redeem, refresh, returned, tokens};
use crate::lab::{BEGIN, Lab, VERSION, header};

#[tokio::test]
async fn a_person_chooses_an_account_consents_and_the_app_gets_tokens() {
    let lab = Lab::with(|_| ()).await;
    let sign_in = SignIn::new(&lab);
    let accounts = sign_in.page(&[]).await;
    assert!(accounts.contains("data-user=\"ada@contoso.com\""));
    assert!(accounts.contains("data-user=\"bob@contoso.com\""));
    let consent = sign_in.page(&[("user", "ada@contoso.com")]).await;
    for part in [
        "KeyValue.Read",
        "KeyValue.Write",
        "KeyValue.Delete",
        "accept",
        "cancel",
    ] {
        assert!(consent.contains(part), "{part}");
    }
    let back = sign_in
        .send(&[("user", "ada@contoso.com"), ("decision", "accept")])
        .await;
    let back = returned(&back);
    assert_eq!(back["state"], "the state");

    let tokens = tokens(redeem(&lab, &back["code"], &[]).await).await;
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&"Bearer".into(), &3599.into())
    );
    let id = claims(&tokens["id_token"]);
    let tenant = lab.demo.tenant_id.to_string();
    assert_eq!(id["nonce"], "the nonce");
    assert_eq!(id["aud"], lab.demo.oauth.client_id.to_string());
    assert_eq!(
        id["iss"],
        format!("{}/{tenant}/v2.0", lab.emulator.http_url())
    );
    assert_eq!(
        (&id["tid"], &id["preferred_username"]),
        (&tenant.into(), &"ada@contoso.com".into())
    );
    assert_eq!(id["exp"].as_i64().unwrap(), BEGIN.unix_timestamp() + 3599);
    let access = claims(&tokens["access_token"]);
    assert_eq!(access["aud"], "https://azconfig.io");
    assert_eq!(
        access["scp"],
        "KeyValue.Read KeyValue.Write KeyValue.Delete"
    );

    let token = tokens["access_token"].as_str().unwrap();
    let list = lab
        .request(Method::GET, &format!("/kv?{VERSION}"))
        .bearer_auth(token);
    assert_eq!(list.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn consent_is_remembered_until_it_is_asked_for_again() {
    let lab = Lab::with(|_| ()).await;
    SignIn::new(&lab).code().await;
    let user = [("user", "ada@contoso.com")];
    assert_eq!(SignIn::new(&lab).send(&user).await.status(), 302);
    let again = SignIn::new(&lab).with("prompt", "consent");
    assert_eq!(again.send(&user).await.status(), 200);
    lab.control().forget_consents();
    assert_eq!(SignIn::new(&lab).send(&user).await.status(), 200);
}

#[tokio::test]
async fn cancelling_tells_the_app_that_the_user_declined() {
    let lab = Lab::with(|_| ()).await;
    let form = [("user", "ada@contoso.com"), ("decision", "cancel")];
    let back = returned(&SignIn::new(&lab).send(&form).await);
    assert_eq!(
        (back["error"].as_str(), back["state"].as_str()),
        ("access_denied", "the state")
    );
    assert!(back["error_description"].starts_with("AADSTS65004: The user declined"));
}

#[tokio::test]
async fn without_a_tenant_the_user_s_own_tenant_issues_the_tokens() {
    let lab = Lab::with(|_| ()).await;
    let code = SignIn::new(&lab).at("organizations").code().await;
    let tokens = tokens(redeem(&lab, &code, &[]).await).await;
    assert_eq!(
        claims(&tokens["id_token"])["tid"],
        lab.demo.tenant_id.to_string()
    );
    let by_domain = SignIn::new(&lab).at("contoso.onmicrosoft.com");
    assert_eq!(by_domain.send(&[]).await.status(), 200);
}

#[tokio::test]
async fn what_cannot_be_trusted_is_shown_here_and_never_sent_back() {
    let lab = Lab::with(|_| ()).await;
    let unknown = "00000000-0000-4000-8000-000000000000";
    let service = lab.demo.service.client_id.to_string();
    for (sign_in, code) in [
        (SignIn::new(&lab).at("nowhere.example"), 90002),
        (SignIn::new(&lab).with("client_id", unknown), 700_016),
        (
            SignIn::new(&lab).with("redirect_uri", "http://localhost:8080/other"),
            50011,
        ),
        (
            SignIn::new(&lab).with("redirect_uri", "https://evil.example/callback"),
            50011,
        ),
        (
            SignIn::new(&lab).at("common").with("client_id", &service),
            50194,
        ),
    ] {
        let response = sign_in.send(&[]).await;
        assert_eq!(response.status(), 400);
        assert_eq!(header(&response, "location"), "");
        let page = response.text().await.unwrap();
        assert!(page.contains(&format!("AADSTS{code}: ")), "{page}");
    }
    let stranger = SignIn::new(&lab)
        .page(&[("user", "eve@elsewhere.example")])
        .await;
    assert!(stranger.contains("AADSTS50020"));
}

#[tokio::test]
async fn the_port_of_a_localhost_redirect_uri_does_not_matter() {
    let lab = Lab::with(|_| ()).await;
    let other_port = SignIn::new(&lab).with("redirect_uri", "http://localhost:9999/callback");
    assert_eq!(other_port.send(&[]).await.status(), 200);
}

#[tokio::test]
async fn what_the_app_got_wrong_is_sent_back_to_it() {
    let lab = Lab::with(|_| ()).await;
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "", "invalid_request"),
        ("scope", "https://nothing.example/Read", "invalid_resource"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("prompt", "none", "login_required"),
    ] {
        let response = SignIn::new(&lab).with(name, value).send(&[]).await;
        assert_eq!(returned(&response)["error"], error, "{name}={value}");
    }
}

#[tokio::test]
async fn a_disabled_or_unassigned_user_is_turned_away_on_the_page() {
    let lab = Lab::with(|_| ()).await;
    let sign_in = SignIn::new(&lab);
    let disabled = sign_in.page(&[("user", lab.demo.disabled_user)]).await;
    assert!(disabled.contains("AADSTS50057"));
    let app = lab.demo.oauth.client_id;
    let app = lab
        .control()
        .directory(|directory| directory.app(app).cloned())
        .unwrap();
    lab.control().add_app(App {
        assigned_users: Some(Vec::new()),
        ..app
    });
    let unassigned = sign_in.page(&[("user", lab.demo.owner)]).await;
    assert!(unassigned.contains("AADSTS50105"));
}

#[tokio::test]
async fn a_user_may_not_consent_where_only_administrators_may() {
    let lab = Lab::with(|_| ()).await;
    let neighbour = lab.demo.neighbour;
    lab.control().add_tenant(Tenant {
        id: neighbour.tenant_id,
        domains: vec![neighbour.tenant_domain.to_owned()],
        admin_consent_only: true,
    });
    let accept = [("user", neighbour.user), ("decision", "accept")];
    let back = SignIn::new(&lab).at("common").send(&accept).await;
    let back = returned(&back);
    assert_eq!(back["error"], "access_denied");
    assert!(back["error_description"].starts_with("AADSTS90094: "));
}

#[tokio::test]
async fn an_account_disabled_later_ends_what_it_granted() {
    let lab = Lab::with(|_| ()).await;
    let code = SignIn::new(&lab).code().await;
    let first = tokens(redeem(&lab, &code, &[]).await).await;
    let ada = lab
        .control()
        .directory(|directory| directory.user_called(lab.demo.owner).cloned())
        .unwrap();
    lab.control().add_user(User {
        disabled: true,
        ..ada
    });
    let again = refresh(&lab, first["refresh_token"].as_str().unwrap(), &[]).await;
    assert_refused(again, 400, "invalid_grant", 50_057).await;
}

#[tokio::test]
async fn a_fault_sends_its_code_back_to_the_app_or_shows_it() {
    let lab = Lab::with(|_| ()).await;
    let fault = Fault::Aadsts { code: 53_003 };
    lab.control()
        .add_fault(FaultRule::new(fault).on(Kind::Authorize));
    let back = returned(&SignIn::new(&lab).send(&[]).await);
    assert_eq!(
        (back["error"].as_str(), back["state"].as_str()),
        ("access_denied", "the state")
    );
    assert!(back["error_description"].starts_with("AADSTS53003: "));

    lab.control().clear_faults();
    let fault = Fault::Aadsts { code: 50_011 };
    lab.control()
        .add_fault(FaultRule::new(fault).on(Kind::Authorize));
    assert!(SignIn::new(&lab).page(&[]).await.contains("AADSTS50011"));
}

#[tokio::test]
async fn an_answer_can_be_made_to_lie() {
    let lab = Lab::with(|_| ()).await;
    let honest = id_claims(&lab, None).await;
    for (forgery, claim) in [
        (Forgery::Issuer, "iss"),
        (Forgery::Tenant, "tid"),
        (Forgery::Audience, "aud"),
        (Forgery::Nonce, "nonce"),
        (Forgery::NoNonce, "nonce"),
        (Forgery::Expired, "exp"),
    ] {
        let forged = id_claims(&lab, Some(forgery)).await;
        assert_ne!(forged[claim], honest[claim], "{claim}");
        assert_eq!(forged["oid"], honest["oid"]);
    }
    lab.control()
        .change_settings(|settings| settings.forgery = Some(Forgery::RedirectIssuer));
    let accept = [("user", lab.demo.owner), ("decision", "accept")];
    let back = returned(&SignIn::new(&lab).send(&accept).await);
    assert_eq!(back["iss"], "https://login.other.example/v2.0");
}

async fn id_claims(lab: &Lab, forgery: Option<Forgery>) -> Value {
    lab.control()
        .change_settings(|settings| settings.forgery = forgery);
    let code = SignIn::new(lab).code().await;
    claims(&tokens(redeem(lab, &code, &[]).await).await["id_token"])
}
