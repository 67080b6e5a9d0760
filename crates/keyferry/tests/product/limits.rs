//! What projects may use a connection of the organization for: said over the API, on the command
//! line and on its page, and held to by syncs.

use serde_json::{Value, json};

use crate::harness::shop::{APP, ENVIRONMENT, PROJECT, Shop};

const NAME: &str = "shared";

fn limits(shop: &Shop) -> Value {
    let path = format!("v1/app-connections/{APP}/connection-name/{NAME}");
    shop.api_get(&path).json()["appConnection"]["limits"].clone()
}

fn limit_by_command(shop: &Shop, arguments: &[&str]) -> Value {
    let command = [&["connections", "limit", NAME][..], arguments].concat();
    shop.keyferry(&command).ok();
    limits(shop)
}

#[test]
fn limits_are_said_over_the_api_and_on_the_command_line() {
    let shop = Shop::opening().open();
    let here = |stores: Value, labels: Value, prefixes: Value| {
        json!([{
            "projectId": shop.project,
            "stores": stores,
            "labels": labels,
            "keyPrefixes": prefixes,
        }])
    };
    let asked = here(json!(["https://Contoso.azconfig.io"]), json!([]), json!([]));
    let made = shop.connect_organization(NAME, &asked);
    let kept = here(json!(["contoso.azconfig.io"]), json!([]), json!([]));
    assert_eq!(made["limits"], kept);

    let arguments = ["--label", "", "--label", "prod", "--key-prefix", "shop:"];
    let now = limit_by_command(&shop, &arguments);
    assert_eq!(now, here(json!([]), json!(["", "prod"]), json!(["shop:"])));
    let sync = json!({
        "name": "outside",
        "projectId": shop.project,
        "connectionId": made["id"],
        "environment": ENVIRONMENT,
        "secretPath": "/",
        "isAutoSyncEnabled": false,
        "syncOptions": { "initialSyncBehavior": "overwrite-destination" },
        "destinationConfig": { "configurationUrl": shop.store(), "label": "dev" },
    });
    let refused = shop.api_post(&format!("v1/secret-syncs/{APP}"), &sync);
    assert!(
        refused.body.contains("may not be used with the label dev"),
        "{}",
        refused.body
    );

    assert_eq!(limit_by_command(&shop, &["--remove"]), json!([]));
}

#[test]
fn limits_are_shown_and_changed_on_the_connections_page() {
    let shop = Shop::opening().open();
    shop.connect_organization(NAME, &json!([]));
    let browser = shop.browser();
    let page = shop
        .server
        .url(&format!("projects/{PROJECT}/connections/{NAME}"));
    assert!(
        browser
            .open(&page)
            .body
            .contains("Every project may use it for everything.")
    );

    let form = format!("{page}/limits");
    let fields = [("project", PROJECT), ("stores", "not a host")];
    let refused = browser.submit(&form, &fields);
    assert!(
        refused.body.contains("is not a store: write it as"),
        "{}",
        refused.body
    );
    let fields = [
        ("project", PROJECT),
        ("stores", "contoso.azconfig.io\r\n"),
        ("labels", "(no label)\r\nprod"),
        ("keyPrefixes", "shop:"),
    ];
    let shown = browser.submit(&form, &fields);
    let words =
        "on contoso.azconfig.io, with label (no label), prod, for keys that begin with shop:";
    assert!(shown.body.contains(words), "{}", shown.body);
    assert_eq!(limits(&shop)[0]["labels"], json!(["", "prod"]));
    assert!(browser.open(&form).body.contains("(no label)\nprod"));

    browser.submit(&form, &[("project", PROJECT), ("remove", "yes")]);
    assert_eq!(limits(&shop), json!([]));
}
