//! Faults: what each looks like, when it strikes, and what is told about it.

use azure_emulator::{
    Fault, FaultRule, Kind, Matcher, Moment, StoreOptions, Tier, Trigger, aadsts_codes,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::lab::{Lab, VERSION, assert_empty, header};

#[tokio::test]
async fn each_fault_looks_like_the_service_s_own_answer() {
    let lab = Lab::open().await;
    for (fault, status) in [
        (Fault::Unauthorized, 401),
        (Fault::Forbidden, 403),
        (Fault::PreconditionFailed, 412),
        (Fault::ServerError, 500),
        (Fault::Unavailable, 503),
    ] {
        lab.control().clear_faults();
        lab.control().add_fault(FaultRule::new(fault).on(Kind::Put));
        assert_empty(lab.put("a", "", "1").send().await.unwrap(), status).await;
    }
    lab.control().clear_faults();
    lab.control()
        .add_fault(FaultRule::new(Fault::Locked).on(Kind::Put));
    let locked = lab.put("a%2Fb", "", "1").send().await.unwrap();
    assert_eq!(locked.status(), 409);
    assert_eq!(locked.json::<Value>().await.unwrap()["name"], "a/b");
    assert!(
        lab.control().items("demo").unwrap().is_empty(),
        "none of them had an effect"
    );
}

#[tokio::test]
async fn a_throttle_says_how_long_to_wait_or_does_not() {
    let lab = Lab::open().await;
    let throttled = |retry_after_ms| {
        let rule = FaultRule::new(Fault::Throttled { retry_after_ms });
        lab.control()
            .add_fault(rule.on(Kind::List).trigger(Trigger::Nth(1)));
    };
    throttled(Some(500));
    let told = lab.get(&format!("/kv?{VERSION}")).await;
    assert_eq!(
        (told.status().as_u16(), header(&told, "retry-after-ms")),
        (429, "500")
    );
    assert_eq!(
        told.json::<Value>().await.unwrap()["policy"],
        "Total Requests"
    );
    lab.control().clear_faults();
    throttled(None);
    let untold = lab.get(&format!("/kv?{VERSION}")).await;
    assert_eq!(
        (untold.status().as_u16(), header(&untold, "retry-after-ms")),
        (429, "")
    );
    assert_eq!(
        lab.get(&format!("/kv?{VERSION}")).await.status(),
        200,
        "only the first suffered"
    );
}

#[tokio::test]
async fn a_reset_before_the_effect_leaves_no_trace_and_one_after_it_does() {
    let lab = Lab::open().await;
    let before = FaultRule::new(Fault::Reset)
        .on(Kind::Put)
        .trigger(Trigger::Nth(1));
    let after = FaultRule::new(Fault::Reset)
        .on(Kind::Put)
        .trigger(Trigger::Nth(2))
        .after_effect();
    lab.control().add_fault(before);
    lab.control().add_fault(after);
    assert!(lab.put("before", "", "1").send().await.is_err());
    assert!(lab.put("after", "", "1").send().await.is_err());
    assert_eq!(lab.names("kv", "").await, ["after"]);
    assert_eq!(lab.control().counters()[&Kind::Put]["reset"], 2);
}

#[tokio::test]
async fn a_reset_over_tls_is_an_error_too() {
    let lab = Lab::open().await;
    lab.control().add_fault(FaultRule::new(Fault::Reset));
    let url = format!("{}/kv?{VERSION}", lab.emulator.https_url());
    assert!(lab.client.get(url).send().await.is_err());
}

#[tokio::test]
async fn an_error_after_the_effect_hides_what_was_done() {
    let lab = Lab::open().await;
    lab.control().add_fault(
        FaultRule::new(Fault::Unavailable)
            .on(Kind::Put)
            .after_effect(),
    );
    assert_empty(lab.put("a", "", "1").send().await.unwrap(), 503).await;
    assert_eq!(lab.names("kv", "").await, ["a"]);
}

#[tokio::test]
async fn a_truncated_body_is_half_of_the_json() {
    let lab = Lab::open().await;
    lab.set("a", "", "1").await;
    lab.control()
        .add_fault(FaultRule::new(Fault::TruncatedBody).on(Kind::List));
    let response = lab.get(&format!("/kv?{VERSION}")).await;
    assert_eq!(response.status(), 200);
    let text = response.text().await.unwrap();
    assert!(text.starts_with("{\"items\":[{") && serde_json::from_str::<Value>(&text).is_err());
}

#[tokio::test]
async fn the_token_endpoint_fails_in_entra_s_words() {
    let lab = Lab::open().await;
    for (fault, status, error) in [
        (
            Fault::Throttled {
                retry_after_ms: Some(1500),
            },
            429,
            "temporarily_unavailable",
        ),
        (Fault::ServerError, 500, "temporarily_unavailable"),
        (Fault::Aadsts { code: 50_076 }, 400, "interaction_required"),
        (Fault::Aadsts { code: 50_173 }, 400, "invalid_grant"),
    ] {
        lab.control().clear_faults();
        lab.control()
            .add_fault(FaultRule::new(fault).on(Kind::Token));
        let response = lab.token(&[]).await;
        assert_eq!(response.status(), status);
        if status == 429 {
            assert_eq!(header(&response, "retry-after"), "2");
        }
        assert_eq!(response.json::<Value>().await.unwrap()["error"], error);
    }
}

#[tokio::test]
async fn a_rule_strikes_only_what_it_names_and_tells_what_it_struck() {
    let lab = Lab::open().await;
    let id = lab.control().add_fault(FaultRule {
        fault: Fault::Forbidden,
        on: Matcher {
            method: Some("PUT".to_owned()),
            path_prefix: Some("/kv/a".to_owned()),
            store: Some("demo".to_owned()),
            ..Matcher::default()
        },
        trigger: Trigger::Every(2),
        moment: Moment::Before,
    });
    let mut statuses = Vec::new();
    for key in ["a1", "b", "a2", "a3", "a4"] {
        statuses.push(
            lab.put(key, "", "1")
                .send()
                .await
                .unwrap()
                .status()
                .as_u16(),
        );
    }
    assert_eq!(statuses, [200, 200, 403, 200, 403]);
    let fired = lab.control().fired();
    assert_eq!(fired.len(), 2);
    assert_eq!((fired[0].rule, fired[0].occurrence), (id, 2));
    assert_eq!(
        (fired[0].method.as_str(), fired[0].path.as_str()),
        ("PUT", "/kv/a2")
    );
    let struck: Vec<_> = lab
        .control()
        .requests()
        .iter()
        .filter(|r| r.faults == [id])
        .map(|r| r.status)
        .collect();
    assert_eq!(struck, [Some(403), Some(403)]);
}

#[tokio::test]
async fn latency_is_waited_side_by_side_and_writes_are_seen_in_flight() {
    let lab = Lab::open().await;
    lab.control()
        .change_settings(|settings| settings.latency_ms = 3_600_000);
    for number in 0..10 {
        tokio::spawn(lab.put(&format!("k{number}"), "", "1").send());
    }
    lab.until(|control| control.in_flight().writes == 10).await;
    assert_eq!(lab.control().in_flight().peak_writes, 10);
    assert!(
        lab.control().items("demo").unwrap().is_empty(),
        "half of the hour comes first"
    );
}

#[tokio::test]
async fn a_client_that_hangs_up_is_counted_and_its_write_still_lands() {
    let lab = Lab::open().await;
    lab.control()
        .change_settings(|settings| settings.latency_ms = 1000);
    let client = tokio::spawn(lab.put("a", "", "1").send());
    lab.until(|control| control.in_flight().writes == 1).await;
    client.abort();
    lab.until(|control| control.in_flight().abandoned_writes == 1)
        .await;
    lab.until(|control| control.in_flight().writes == 0).await;
    let items = lab.control().items("demo").unwrap();
    assert_eq!(
        items
            .iter()
            .map(|item| item.key.as_str())
            .collect::<Vec<_>>(),
        ["a"]
    );
}

#[tokio::test]
async fn accepted_writes_are_listed_in_order_with_their_precondition() {
    let lab = Lab::open().await;
    lab.put("a", "&label=l", "1")
        .header("if-none-match", "*")
        .send()
        .await
        .unwrap();
    lab.put("a", "&label=l", "2")
        .header("if-none-match", "*")
        .send()
        .await
        .unwrap();
    let etag = lab.set("a", "&label=l", "2").await;
    lab.set("a", "&label=l", "2").await;
    let target = format!("/kv/a?{VERSION}&label=l");
    let delete = lab
        .request(Method::DELETE, &target)
        .header("if-match", format!("\"{etag}\""));
    delete.send().await.unwrap();
    let writes = serde_json::to_value(lab.control().writes()).unwrap();
    let told: Vec<_> = writes
        .as_array()
        .unwrap()
        .iter()
        .map(|w| {
            json!([
                w["seq"],
                w["kind"],
                w["label"],
                w["precondition"],
                w["changed"]
            ])
        })
        .collect();
    assert_eq!(
        told,
        [
            json!([1, "put", "l", "if-none-match", true]),
            json!([2, "put", "l", null, true]),
            json!([3, "put", "l", null, false]),
            json!([4, "delete", "l", "if-match", true]),
        ]
    );
    assert_eq!(writes[3]["etag"], etag);
}

#[tokio::test]
async fn a_tier_s_pace_is_kept_and_the_time_to_wait_is_told() {
    let lab = Lab::open().await;
    let anonymous = Some(azure_emulator::Rights::OWNER);
    let options = |tier| StoreOptions {
        tier,
        anonymous,
        ..StoreOptions::default()
    };
    lab.control()
        .set_store_options("demo", options(Tier::Free))
        .unwrap();
    let mut refused = 0;
    for number in 0..40 {
        let response = lab
            .put(&format!("k{number}"), "", "1")
            .send()
            .await
            .unwrap();
        if response.status() == 429 {
            assert!(header(&response, "retry-after-ms").parse::<u64>().unwrap() <= 200);
            refused += 1;
        }
    }
    assert!(
        refused > 0,
        "forty writes at once are more than Free allows"
    );
    lab.control()
        .set_store_options("demo", options(Tier::Unlimited))
        .unwrap();
    for number in 0..40 {
        lab.set(&format!("k{number}"), "", "2").await;
    }
}

#[tokio::test]
async fn every_known_code_can_be_inflicted_with_the_status_of_its_error() {
    let lab = Lab::open().await;
    for code in aadsts_codes() {
        lab.control().clear_faults();
        lab.control()
            .add_fault(FaultRule::new(Fault::Aadsts { code }).on(Kind::Token));
        let response = lab.token(&[]).await;
        let status = response.status().as_u16();
        let body: Value = response.json().await.unwrap();
        let expected = match body["error"].as_str().unwrap() {
            "invalid_client" => 401,
            "temporarily_unavailable" if code == 90_055 => 429,
            "temporarily_unavailable" => 503,
            _ => 400,
        };
        assert_eq!((status, &body["error_codes"][0]), (expected, &code.into()));
    }
}

#[tokio::test]
async fn a_code_says_what_more_is_wanted_of_the_user() {
    let lab = Lab::open().await;
    let rule = FaultRule::new(Fault::Aadsts { code: 50_076 });
    lab.control().add_fault(rule.on(Kind::Token));
    let body: Value = lab.token(&[]).await.json().await.unwrap();
    assert_eq!(body["suberror"], "basic_action");
    assert!(body["claims"].as_str().unwrap().contains("access_token"));
}
