//! Lists: filters, order, pages and their etags.

use azure_emulator::ItemSeed;
use reqwest::Method;
use serde_json::{Value, json};

use crate::lab::{Lab, VERSION, assert_empty, header};

fn item(key: &str, label: Option<&str>) -> ItemSeed {
    ItemSeed {
        key: key.to_owned(),
        label: label.map(str::to_owned),
        value: Some(String::new()),
        ..ItemSeed::default()
    }
}

async fn lab_with(items: Vec<ItemSeed>) -> Lab {
    let lab = Lab::open().await;
    lab.control().replace_items("demo", items).unwrap();
    lab
}

async fn lab_with_numbered(count: usize) -> Lab {
    lab_with(
        (0..count)
            .map(|number| item(&format!("k{number:04}"), Some("l")))
            .collect(),
    )
    .await
}

/// The sizes of all pages and every key, following the links.
async fn walk(lab: &Lab, first: &str) -> (Vec<usize>, Vec<String>) {
    let (mut sizes, mut keys) = (Vec::new(), Vec::new());
    let mut next = Some(first.to_owned());
    while let Some(target) = next {
        let response = lab.get(&target).await;
        let link = header(&response, "link").to_owned();
        let page: Value = response.json().await.unwrap();
        next = page["@nextLink"].as_str().map(str::to_owned);
        let expected = next.as_ref().map(|next| format!("<{next}>; rel=\"next\""));
        assert_eq!(link, expected.unwrap_or_default());
        let items = page["items"].as_array().unwrap();
        sizes.push(items.len());
        keys.extend(
            items
                .iter()
                .map(|item| item["key"].as_str().unwrap().to_owned()),
        );
    }
    (sizes, keys)
}

#[tokio::test]
async fn filters_choose_by_key_and_label() {
    let lab = lab_with(vec![
        item("a*b", None),
        item("a,b", None),
        item("app:one", None),
        item("app:one", Some("prod")),
        item("app:two", Some("prod-eu")),
        item("b", Some("dev")),
    ])
    .await;
    for (query, expected) in [
        ("", vec!["a*b", "a,b", "app:one", "app:one", "app:two", "b"]),
        (
            "&key=*&label=*",
            vec!["a*b", "a,b", "app:one", "app:one", "app:two", "b"],
        ),
        (
            "&key=%2A",
            vec!["a*b", "a,b", "app:one", "app:one", "app:two", "b"],
        ),
        ("&key=app%3A*", vec!["app:one", "app:one", "app:two"]),
        ("&key=a%5C*b", vec!["a*b"]),
        ("&key=a%5C,b", vec!["a,b"]),
        ("&key=b,app:two", vec!["app:two", "b"]),
        ("&key=APP:one", vec![]),
        ("&label=%00", vec!["a*b", "a,b", "app:one"]),
        ("&label=%00,dev", vec!["a*b", "a,b", "app:one", "b"]),
        ("&label=prod", vec!["app:one"]),
        ("&LABEL=prod*", vec!["app:one", "app:two"]),
    ] {
        assert_eq!(lab.names("kv", query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn a_bad_filter_is_named_with_its_place() {
    let lab = Lab::open().await;
    for (query, name, detail) in [
        ("&key=ab*cd", "key", "key(2): Invalid character"),
        ("&label=a,b*", "label", "label(3): Invalid character"),
        (
            "&key=a,b,c,d,e,f",
            "key",
            "key: Too many values. Maximum supported is 5",
        ),
    ] {
        let response = lab.get(&format!("/kv?{VERSION}{query}")).await;
        assert_eq!(response.status(), 400);
        let problem: Value = response.json().await.unwrap();
        assert_eq!(
            problem,
            json!({
                "type": "https://azconfig.io/errors/invalid-argument",
                "title": format!("Invalid request parameter '{name}'"),
                "name": name, "detail": detail, "status": 400,
            })
        );
    }
}

#[tokio::test]
async fn tags_filter_from_the_version_that_has_them() {
    let lab = Lab::open().await;
    for (key, team) in [("a", "core"), ("b", "web")] {
        lab.request(Method::PUT, &format!("/kv/{key}?{VERSION}"))
            .json(&json!({ "value": "1", "tags": { "team": team, "app": "x" } }))
            .send()
            .await
            .unwrap();
    }
    assert_eq!(
        lab.names("kv", "&tags=team%3Dcore&tags=app%3Dx").await,
        ["a"]
    );
    assert_eq!(
        lab.names("kv", "&tags=team%3Dcore&tags=app%3Dy").await,
        Vec::<Value>::new()
    );
    let old: Value = lab
        .get("/kv?api-version=1.0&tags=team%3Dcore")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(
        old["items"].as_array().unwrap().len(),
        2,
        "1.0 does not know the filter"
    );
}

#[tokio::test]
async fn the_order_is_by_code_unit_with_no_label_first() {
    let lab = lab_with(vec![
        item("b", None),
        item("multi_5test", None),
        item("multi_59test", None),
        item("a", Some("z")),
        item("a", Some("Z")),
        item("a", None),
        item("\u{ff5e}", None),
        item("\u{1f600}", None),
    ])
    .await;
    let list = lab.list("kv", "").await;
    let names: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| (&i["key"], &i["label"]))
        .collect();
    let expected = [
        (json!("a"), json!(null)),
        (json!("a"), json!("Z")),
        (json!("a"), json!("z")),
        (json!("b"), json!(null)),
        (json!("multi_59test"), json!(null)),
        (json!("multi_5test"), json!(null)),
        (json!("\u{1f600}"), json!(null)),
        (json!("\u{ff5e}"), json!(null)),
    ];
    assert_eq!(
        names,
        expected
            .iter()
            .map(|(key, label)| (key, label))
            .collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn pages_hold_a_hundred_and_the_last_has_no_link() {
    for (count, expected) in [
        (0, vec![0]),
        (100, vec![100]),
        (101, vec![100, 1]),
        (250, vec![100, 100, 50]),
    ] {
        let lab = lab_with_numbered(count).await;
        let (sizes, keys) = walk(&lab, &format!("/kv?{VERSION}&key=k*&$select=")).await;
        assert_eq!(sizes, expected);
        assert_eq!(
            keys,
            (0..count).map(|n| format!("k{n:04}")).collect::<Vec<_>>()
        );
    }
}

#[tokio::test]
async fn a_full_page_can_be_made_to_link_to_an_empty_one() {
    let lab = lab_with_numbered(100).await;
    lab.control()
        .change_settings(|settings| settings.link_after_full_page = true);
    let (sizes, _) = walk(&lab, &format!("/kv?{VERSION}")).await;
    assert_eq!(sizes, [100, 0]);
}

#[tokio::test]
async fn the_continuation_token_is_the_last_key_and_label_in_base64() {
    let mut items: Vec<_> = (0..100).map(|n| item(&format!("a{n:03}"), None)).collect();
    items.push(item("z", None));
    items[99] = item("multi_99test", Some("multi_label_99"));
    let lab = lab_with(items).await;
    let page = lab.list("kv", "&key=*").await;
    let next = format!("/kv?{VERSION}&key=*&after=bXVsdGlfOTl0ZXN0Cm11bHRpX2xhYmVsXzk5");
    assert_eq!(page["@nextLink"], next);
}

#[tokio::test]
async fn a_continuation_token_may_come_back_with_raw_padding() {
    let lab = lab_with(vec![item("ab", None), item("b", None)]).await;
    for token in ["YWIK", "YWI=", "YWI%3D", "YWI"] {
        assert_eq!(
            lab.names("kv", &format!("&after={token}")).await,
            ["b"],
            "{token}"
        );
    }
    assert_eq!(
        lab.get(&format!("/kv?{VERSION}&after=!")).await.status(),
        400
    );
}

#[tokio::test]
async fn an_unchanged_page_is_304_and_only_the_changed_page_is_sent() {
    let lab = lab_with_numbered(150).await;
    let first = format!("/kv?{VERSION}");
    let page: Value = lab.get(&first).await.json().await.unwrap();
    let second = page["@nextLink"].as_str().unwrap().to_owned();
    let etag_of = async |target: &str| header(&lab.get(target).await, "etag").to_owned();
    let (first_etag, second_etag) = (etag_of(&first).await, etag_of(&second).await);
    assert_eq!(
        first_etag,
        format!("\"{}\"", page["etag"].as_str().unwrap())
    );
    let look = |target: &str, name: &'static str, etag: &str| {
        lab.request(Method::GET, target).header(name, etag).send()
    };
    assert_empty(
        look(&first, "if-none-match", &first_etag).await.unwrap(),
        304,
    )
    .await;
    assert_empty(look(&first, "if-match", "\"old\"").await.unwrap(), 412).await;

    lab.set("k0149", "&label=l", "changed").await;
    assert_empty(
        look(&first, "if-none-match", &first_etag).await.unwrap(),
        304,
    )
    .await;
    let changed = look(&second, "if-none-match", &second_etag).await.unwrap();
    assert_eq!(changed.status(), 200);

    let old = lab.get("/kv?api-version=1.0").await;
    assert_eq!(header(&old, "etag"), "", "1.0 has no page etags");
    assert_eq!(old.json::<Value>().await.unwrap()["etag"], Value::Null);
}

#[tokio::test]
async fn keys_and_labels_are_distinct() {
    let lab = lab_with(vec![
        item("a", None),
        item("a", Some("prod")),
        item("b", Some("prod")),
        item("c", Some("dev")),
    ])
    .await;
    assert_eq!(lab.names("keys", "").await, ["a", "b", "c"]);
    assert_eq!(lab.names("keys", "&name=b").await, ["b"]);
    assert_eq!(
        lab.names("labels", "").await,
        [json!(null), json!("dev"), json!("prod")]
    );
    assert_eq!(lab.names("labels", "&name=%00").await, [json!(null)]);
}

#[tokio::test]
async fn revisions_are_paged_too() {
    let lab = Lab::open().await;
    for number in 0..101 {
        lab.control()
            .put_item(
                "demo",
                ItemSeed {
                    value: Some(number.to_string()),
                    ..item("a", None)
                },
            )
            .unwrap();
    }
    let (sizes, _) = walk(&lab, &format!("/revisions?{VERSION}&key=a")).await;
    assert_eq!(sizes, [100, 1]);
}
