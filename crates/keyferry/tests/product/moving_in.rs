//! `keyferry import --from-infisical`: projects of another server arrive whole, once, and nothing
//! that is here already is changed unasked.

use serde_json::{Value, json};

use crate::harness::shop::{Ran, Shop};

const SLUG: &str = "warehouse";
const VALUE: &str = "hunter2-of-the-source";

/// A server with a project of two environments, a folder in a folder, and a reference.
fn source() -> Shop {
    let shop = Shop::opening().open();
    let project = json!({
        "projectName": "Warehouse",
        "slug": SLUG,
        "projectDescription": "Where things are",
        "shouldCreateDefaultEnvs": false,
    });
    let made = shop.api_post("v2/workspace", &project).json();
    let id = made["project"]["id"].clone();
    for slug in ["blue", "green"] {
        let path = format!("v1/workspace/{}/environments", id.as_str().expect("an id"));
        let environment = json!({ "name": slug, "slug": slug });
        shop.api_post(&path, &environment).json();
    }
    for (parent, name) in [("/", "api"), ("/api", "keys")] {
        let folder = json!({
            "workspaceId": id, "environment": "blue", "path": parent, "name": name,
        });
        shop.api_post("v1/folders", &folder).json();
    }
    for (path, key, value) in [
        ("/", "HOST", "db"),
        ("/", "URL", "pg://${HOST}"),
        ("/api", "Pool:Max", "3"),
        ("/api/keys", "TOKEN", VALUE),
    ] {
        let secret = json!({
            "workspaceId": id,
            "environment": "blue",
            "secretPath": path,
            "secretValue": value,
            "secretComment": format!("about {key}"),
            "secretMetadata": [{ "key": "owner", "value": "ada" }],
            "keyferry": { "type": "config", "contentType": "text/plain" },
        });
        shop.api_post(&format!("v3/secrets/raw/{key}"), &secret)
            .json();
    }
    shop
}

fn copy(from: &Shop, to: &Shop, more: &[&str]) -> Ran {
    let token = to.file("source-token", &from.token);
    let token = token.to_str().expect("a path in text");
    let url = from.server.url("");
    let arguments = [
        "import",
        "--from-infisical",
        &url,
        "--source-token-file",
        token,
        "--source-project",
        SLUG,
        "--output",
        "json",
    ];
    to.keyferry(&[&arguments[..], more].concat())
}

fn secret(shop: &Shop, path: &str, key: &str) -> Value {
    let query =
        format!("v3/secrets/raw/{key}?workspaceSlug={SLUG}&environment=blue&secretPath={path}");
    shop.api_get(&query).json()["secret"].clone()
}

fn change(shop: &Shop, key: &str, value: &str) {
    let url = shop.server.url(&format!("api/v3/secrets/raw/{key}"));
    let body = json!({
        "projectSlug": SLUG, "environment": "blue", "secretValue": value,
    });
    let token = &shop.token;
    shop.http
        .send(|client| client.patch(url).bearer_auth(token).json(&body))
        .json();
}

#[test]
fn a_project_arrives_whole_and_a_second_copy_changes_nothing() {
    let (from, to) = (source(), Shop::opening().open());
    let copied = copy(&from, &to, &["--yes"]).ok();
    let report = copied.json();
    assert_eq!(report["projects"], 1, "{report}");
    assert_eq!(report["environments"], 2, "{report}");
    assert_eq!(report["folders"], 2, "{report}");
    assert_eq!(report["secrets"]["created"], 4, "{report}");
    assert_eq!(report["secrets"]["verified"], 4, "{report}");
    assert_eq!(report["left"], json!([]));
    for (path, key) in [
        ("/", "HOST"),
        ("/", "URL"),
        ("/api", "Pool:Max"),
        ("/api/keys", "TOKEN"),
    ] {
        let (there, here) = (secret(&from, path, key), secret(&to, path, key));
        for field in ["secretValue", "secretComment", "secretMetadata", "keyferry"] {
            assert_eq!(there[field], here[field], "{key} {field}");
        }
    }
    let said = format!("{}{}", copied.stdout, copied.stderr);
    assert!(!said.contains(VALUE), "{said}");
    let project = to.api_get(&format!("v2/workspace/{SLUG}")).json();
    assert_eq!(project["description"], "Where things are");

    let again = copy(&from, &to, &["--yes"]).ok().json();
    assert_eq!(again["secrets"]["created"], 0, "{again}");
    assert_eq!(again["secrets"]["unchanged"], 4, "{again}");
    assert_eq!(secret(&to, "/", "HOST")["version"], 1);
}

#[test]
fn what_differs_here_is_named_and_left_until_it_may_be_overwritten() {
    let (from, to) = (source(), Shop::opening().open());
    copy(&from, &to, &["--yes"]).ok();
    change(&to, "HOST", "mine");
    let ran = copy(&from, &to, &["--yes"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert_eq!(
        ran.json()["left"][0]["what"],
        "secret warehouse blue / HOST"
    );
    assert_eq!(secret(&to, "/", "HOST")["secretValue"], "mine");

    let ran = copy(&from, &to, &["--yes", "--overwrite"]).ok();
    assert_eq!(ran.json()["secrets"]["updated"], 1);
    assert_eq!(secret(&to, "/", "HOST")["secretValue"], "db");
}

#[test]
fn nothing_is_copied_without_agreement_and_a_dry_run_says_what_would_be() {
    let (from, to) = (source(), Shop::opening().open());
    let ran = copy(&from, &to, &[]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("--yes"), "{ran:?}");
    let plan = copy(&from, &to, &["--dry-run"]).ok().json();
    assert_eq!(plan["applied"], false);
    assert_eq!(plan["secrets"]["created"], 4);
    assert_eq!(to.api_get(&format!("v2/workspace/{SLUG}")).status, 404);
}

#[test]
fn a_copy_that_was_cut_off_is_finished_by_the_next() {
    let (from, to) = (source(), Shop::opening().open());
    let project = json!({
        "projectName": "Warehouse", "slug": SLUG, "shouldCreateDefaultEnvs": false,
    });
    let made = to.api_post("v2/workspace", &project).json();
    let path = format!(
        "v1/workspace/{}/environments",
        made["project"]["id"].as_str().expect("an id")
    );
    to.api_post(&path, &json!({ "name": "blue", "slug": "blue" }))
        .json();
    let report = copy(&from, &to, &["--yes"]).ok().json();
    assert_eq!(report["projects"], 0, "{report}");
    assert_eq!(report["environments"], 1, "{report}");
    assert_eq!(report["secrets"]["verified"], 4, "{report}");
}

#[test]
fn a_token_is_not_sent_unencrypted_to_another_machine() {
    let to = Shop::opening().open();
    to.file("source-token", "a-token");
    let arguments = [
        "import",
        "--from-infisical",
        "http://infisical.invalid",
        "--source-token-file",
        "source-token",
        "--yes",
    ];
    let ran = to.keyferry(&arguments);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("--allow-http"), "{ran:?}");
}
