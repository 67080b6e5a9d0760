//! What a sync writes, what it leaves alone, and what it says about it.

use std::collections::BTreeMap;

use serde_json::json;

use crate::harness::{
    admin::Item,
    shop::{SYNC, Shop},
};

const PARTIAL: i32 = 3;
const HELD: i32 = 4;

/// A shop whose sync has ferried `A`, `B` and `C`.
fn ferried() -> Shop {
    let shop = Shop::open();
    shop.set(&["A=1", "B=2", "C=3"]);
    shop.sync();
    shop.run_sync().ok();
    shop.admin.forget(&shop.http);
    shop
}

fn values<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into()
}

#[test]
fn a_second_run_with_nothing_changed_writes_nothing() {
    let shop = ferried();
    shop.run_sync().ok();
    assert_eq!(shop.admin.count(&shop.http, "put"), 0);
    assert_eq!(shop.admin.count(&shop.http, "delete"), 0);
    assert_eq!(shop.admin.count(&shop.http, "list"), 1);
}

#[test]
fn one_changed_key_writes_one_key() {
    let shop = ferried();
    shop.set(&["B=two"]);
    shop.run_sync().ok();
    assert_eq!(shop.admin.writes(&shop.http), ["put B"]);
    assert_eq!(
        shop.admin.values(&shop.http),
        values([("A", "1"), ("B", "two"), ("C", "3")])
    );
}

#[test]
fn a_key_deleted_at_home_is_deleted_there() {
    let shop = ferried();
    shop.delete(&["C"]);
    shop.run_sync().ok();
    assert_eq!(shop.admin.writes(&shop.http), ["delete C"]);
    assert_eq!(
        shop.admin.values(&shop.http),
        values([("A", "1"), ("B", "2")])
    );
}

#[test]
fn a_key_somebody_else_made_there_stays_also_when_it_was_equal_to_ours() {
    let shop = Shop::open();
    shop.admin.put(&shop.http, &Item::new("Theirs", "x"));
    shop.admin.put(&shop.http, &Item::new("Same", "equal"));
    shop.set(&["Same=equal", "Ours=y", "Other=z"]);
    shop.sync();
    shop.run_sync().ok();
    shop.delete(&["Same"]);
    shop.run_sync().ok();
    assert_eq!(shop.admin.writes(&shop.http), ["put Other", "put Ours"]);
    let expected = values([
        ("Theirs", "x"),
        ("Same", "equal"),
        ("Ours", "y"),
        ("Other", "z"),
    ]);
    assert_eq!(shop.admin.values(&shop.http), expected);
}

#[test]
fn a_value_changed_there_by_hand_is_shown_as_drift_and_put_right() {
    let shop = ferried();
    shop.admin.put(&shop.http, &Item::new("B", "by hand"));
    let (steps, plan) = shop.plan();
    assert!(steps.contains(&"update drifted B".to_owned()), "{plan:#}");
    shop.run_sync().ok();
    assert_eq!(shop.last_items(), ["update drifted B"]);
    assert_eq!(shop.admin.values(&shop.http)["B"], "2");
}

#[test]
fn a_value_changed_there_by_hand_is_left_where_the_sync_says_so() {
    let shop = Shop::open();
    shop.set(&["A=1", "B=2"]);
    let initial = "overwrite-destination";
    shop.sync_with(&json!({ "initialSyncBehavior": initial, "driftBehavior": "keep" }));
    shop.run_sync().ok();
    shop.admin.put(&shop.http, &Item::new("B", "by hand"));
    shop.set(&["B=new"]);
    shop.run_sync().ok();
    assert_eq!(shop.last_items(), ["skip drift-kept B"]);
    assert_eq!(shop.admin.values(&shop.http)["B"], "by hand");
}

#[test]
fn tags_and_content_type_that_were_set_there_stay() {
    let shop = ferried();
    let dressed = Item::new("B", "2")
        .content_type("text/x-shop")
        .tag("team", "checkout");
    shop.admin.put(&shop.http, &dressed);
    shop.set(&["B=two"]);
    shop.run_sync().ok();
    let now = &shop.admin.items(&shop.http)[&(None, "B".to_owned())];
    assert_eq!(now.value.as_deref(), Some("two"));
    assert_eq!(now.content_type.as_deref(), Some("text/x-shop"));
    assert_eq!(now.tags, dressed.tags);
}

#[test]
fn a_feature_flag_and_the_same_key_under_another_label_stay_untouched() {
    let shop = Shop::open();
    let flag = Item::new(
        ".appconfig.featureflag/Beta",
        r#"{"id":"Beta","enabled":true}"#,
    )
    .content_type("application/vnd.microsoft.appconfig.ff+json;charset=utf-8");
    let labelled = Item::new("A", "theirs").label("production");
    shop.admin.put(&shop.http, &flag);
    shop.admin.put(&shop.http, &labelled);
    let theirs = shop.admin.items(&shop.http);
    shop.set(&["A=ours", ".appconfig.featureflag/Beta=ours", "Z=z"]);
    shop.sync();
    assert_eq!(shop.run_sync().code, PARTIAL);
    shop.set(&["A=ours again"]);
    shop.delete(&[".appconfig.featureflag/Beta"]);
    shop.run_sync().ok();
    let now = shop.admin.items(&shop.http);
    for (place, item) in &theirs {
        assert_eq!(&now[place], item);
    }
    assert_eq!(now.len(), theirs.len() + 2);
}

#[test]
fn names_with_characters_that_mean_something_elsewhere_arrive_as_they_are() {
    let shop = Shop::open();
    let names = [
        "A?B", "A#B", "A,B", "A*B", "a/b", "A B", "A:B", "A.B", "A__B", "A\\B", "ü&=+",
    ];
    let file: serde_json::Map<_, _> = names
        .iter()
        .map(|name| ((*name).to_owned(), json!(format!("of {name}"))))
        .collect();
    shop.file("names.json", &serde_json::Value::Object(file).to_string());
    shop.import("names.json").ok();
    shop.sync();
    shop.run_sync().ok();
    let expected: BTreeMap<_, _> = names
        .iter()
        .map(|name| ((*name).to_owned(), format!("of {name}")))
        .collect();
    assert_eq!(shop.admin.values(&shop.http), expected);
    shop.admin.forget(&shop.http);
    shop.run_sync().ok();
    assert_eq!(shop.admin.writes(&shop.http), [""; 0]);
}

#[test]
fn a_locked_key_is_skipped_and_named_while_the_others_arrive() {
    let shop = ferried();
    shop.admin.put(&shop.http, &Item::new("B", "2").locked());
    shop.set(&["A=one", "B=two", "C=three"]);
    let ran = shop.run_sync();
    assert_eq!(ran.code, PARTIAL, "{ran:#?}");
    assert_eq!(shop.state(), "partial");
    let items = shop.last_items();
    assert!(items.contains(&"skip locked B".to_owned()), "{items:#?}");
    let expected = values([("A", "one"), ("B", "2"), ("C", "three")]);
    assert_eq!(shop.admin.values(&shop.http), expected);
}

#[test]
fn an_emptied_source_holds_the_run_until_somebody_confirms_the_plan() {
    let shop = ferried();
    shop.delete(&["A", "B", "C"]);
    let ran = shop.run_sync();
    assert_eq!(ran.code, HELD, "{ran:#?}");
    assert_eq!(shop.state(), "held");
    assert_eq!(shop.admin.writes(&shop.http), [""; 0]);
    let (_, plan) = shop.plan();
    let fingerprint = plan["fingerprint"].as_str().expect("a plan has a name");
    shop.keyferry(&["syncs", "confirm", SYNC, fingerprint]).ok();
    assert_eq!(shop.settled(), "succeeded");
    assert_eq!(shop.admin.values(&shop.http), values([]));
}
