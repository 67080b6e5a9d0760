//! What codes and refresh tokens are good for, and for how long.

use azure_emulator::{Fault, FaultRule, Kind, Trigger};
use reqwest::Method;
use serde_json::Value;
use time::Duration;

use super::{SignIn, assert_refused, claims, redeem, refresh, tokens};
use crate::lab::{Lab, VERSION};

#[tokio::test]
async fn a_code_is_good_once_and_only_for_what_it_was_asked_with() {
    let lab = Lab::with(|_| ()).await;
    let code = SignIn::new(&lab).code().await;
    let other = "A".repeat(43);
    let wrong = redeem(&lab, &code, &[("code_verifier", &other)]).await;
    assert_refused(wrong, 400, "invalid_grant", 501_481).await;
    let elsewhere = redeem(
        &lab,
        &code,
        &[("redirect_uri", "http://localhost:9999/callback")],
    )
    .await;
    assert_refused(elsewhere, 400, "invalid_grant", 500_112).await;
    let guessed = redeem(&lab, "1.guess", &[]).await;
    assert_refused(guessed, 400, "invalid_grant", 70_000).await;
    tokens(redeem(&lab, &code, &[]).await).await;
    let replayed = redeem(&lab, &code, &[]).await;
    assert_refused(replayed, 400, "invalid_grant", 54_005).await;
}

#[tokio::test]
async fn a_code_expires_after_ten_minutes() {
    let lab = Lab::with(|_| ()).await;
    let code = SignIn::new(&lab).code().await;
    lab.pass(Duration::minutes(10) + Duration::SECOND);
    let late = redeem(&lab, &code, &[]).await;
    let body: Value = late.json().await.unwrap();
    assert_eq!(body["error_codes"][0], 70_008);
}

#[tokio::test]
async fn a_refresh_gives_a_new_refresh_token_and_the_old_one_lives_on() {
    let lab = Lab::with(|_| ()).await;
    let code = SignIn::new(&lab).code().await;
    let first = tokens(redeem(&lab, &code, &[]).await).await;
    let old = first["refresh_token"].as_str().unwrap();
    let second = tokens(refresh(&lab, old, &[]).await).await;
    assert_ne!(second["refresh_token"], old);
    assert_eq!(
        claims(&second["access_token"])["scp"],
        claims(&first["access_token"])["scp"]
    );
    tokens(refresh(&lab, old, &[]).await).await;

    lab.control()
        .change_settings(|settings| settings.refresh_tokens_single_use = true);
    tokens(refresh(&lab, old, &[]).await).await;
    assert_refused(refresh(&lab, old, &[]).await, 400, "invalid_grant", 70_000).await;
}

#[tokio::test]
async fn a_revoked_or_idle_refresh_token_asks_for_a_new_sign_in() {
    let lab = Lab::with(|_| ()).await;
    let code = SignIn::new(&lab).code().await;
    let first = tokens(redeem(&lab, &code, &[]).await).await;
    let token = first["refresh_token"].as_str().unwrap();
    lab.pass(Duration::days(91));
    let idle: Value = refresh(&lab, token, &[]).await.json().await.unwrap();
    assert_eq!(idle["error_codes"][0], 700_082);
    lab.pass(Duration::days(-91));
    assert_eq!(lab.control().revoke_refresh_tokens(None), 1);
    assert_refused(
        refresh(&lab, token, &[]).await,
        400,
        "invalid_grant",
        50_173,
    )
    .await;
}

#[tokio::test]
async fn a_refresh_for_what_nobody_agreed_to_needs_consent() {
    let lab = Lab::with(|_| ()).await;
    let narrow = SignIn::new(&lab)
        .with(
            "scope",
            "openid offline_access https://azconfig.io/KeyValue.Read",
        )
        .code()
        .await;
    let first = tokens(redeem(&lab, &narrow, &[]).await).await;
    let token = first["refresh_token"].as_str().unwrap();
    let wider = refresh(
        &lab,
        token,
        &[("scope", "https://azconfig.io/KeyValue.Write")],
    )
    .await;
    assert_refused(wider, 400, "invalid_grant", 65_001).await;
    let default = refresh(&lab, token, &[("scope", "https://azconfig.io/.default")]).await;
    assert_eq!(
        claims(&tokens(default).await["access_token"])["scp"],
        "KeyValue.Read"
    );
}

#[tokio::test]
async fn a_narrow_scope_narrows_the_user_s_role() {
    let lab = Lab::with(|_| ()).await;
    let narrow = SignIn::new(&lab).with("scope", "openid https://azconfig.io/KeyValue.Read");
    let tokens = tokens(redeem(&lab, &narrow.code().await, &[]).await).await;
    assert_eq!(
        tokens["refresh_token"],
        Value::Null,
        "without offline_access there is none"
    );
    let token = tokens["access_token"].as_str().unwrap();
    let call = |method: Method, path: &str| {
        lab.request(method, &format!("{path}?{VERSION}"))
            .bearer_auth(token)
            .body("{}")
            .send()
    };
    assert_eq!(call(Method::GET, "/kv").await.unwrap().status(), 200);
    assert_eq!(call(Method::PUT, "/kv/a").await.unwrap().status(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_good_once_has_one_winner_among_many() {
    let lab = Lab::with(|config| config.settings.refresh_tokens_single_use = true).await;
    let code = SignIn::new(&lab).code().await;
    let first = tokens(redeem(&lab, &code, &[]).await).await;
    let token = first["refresh_token"].as_str().unwrap();
    let (a, b, c, d) = tokio::join!(
        refresh(&lab, token, &[]),
        refresh(&lab, token, &[]),
        refresh(&lab, token, &[]),
        refresh(&lab, token, &[]),
    );
    let mut won = 0;
    for response in [a, b, c, d] {
        if response.status() == 200 {
            won += 1;
        } else {
            assert_refused(response, 400, "invalid_grant", 70_000).await;
        }
    }
    assert_eq!(won, 1);
}

#[tokio::test]
async fn a_refusal_does_not_spend_a_token_that_is_good_once() {
    let lab = Lab::with(|config| config.settings.refresh_tokens_single_use = true).await;
    let code = SignIn::new(&lab).code().await;
    let first = tokens(redeem(&lab, &code, &[]).await).await;
    let token = first["refresh_token"].as_str().unwrap();
    let scope = ("scope", "https://management.azure.com/user_impersonation");
    let refused = refresh(&lab, token, &[scope]).await;
    assert_refused(refused, 400, "invalid_grant", 65_001).await;
    tokens(refresh(&lab, token, &[]).await).await;
}

#[tokio::test]
async fn an_answer_can_be_held_back_behind_its_effect() {
    let lab = Lab::with(|_| ()).await;
    let code = SignIn::new(&lab).code().await;
    let held = FaultRule::new(Fault::Latency { ms: 600_000 }).on(Kind::Token);
    lab.control()
        .add_fault(held.trigger(Trigger::Nth(1)).after_effect());
    let waiting = redeem(&lab, &code, &[]);
    let spent = async {
        lab.until(|control| !control.fired().is_empty()).await;
        redeem(&lab, &code, &[]).await
    };
    tokio::select! {
        _ = waiting => unreachable!("the answer is held back"),
        replayed = spent => assert_refused(replayed, 400, "invalid_grant", 54_005).await,
    }
}
