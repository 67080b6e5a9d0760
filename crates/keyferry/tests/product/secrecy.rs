//! Planted values, looked for wherever they must not be.

use std::fs;

use serde_json::json;
use sqlx::{Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::harness::{
    hideout::{Heap, Planted},
    http::Browser,
    keyferry::KEY,
    server::SETUP_CODE,
    shop::{CONNECTION, ENVIRONMENT, OWNER, PASSWORD, PROJECT, SYNC, Shop},
};

/// Made so that every form of writing it down changes it.
const SECRET: &str = r#"kanarie-7Qx9"<ü>&\/+%41 'Zt4mVh8"#;
const REPLACED: &str = r#"kanarie-2Bd5"<ü>&\/+%41 'Wk1pLs3"#;
const DELETED: &str = r#"kanarie-6Gn0"<ü>&\/+%41 'Yc7rFj2"#;
const MISPLACED: &str = r#"kanarie-3Hm8"<ü>&\/+%41 'Xa5tDz9"#;
const CLIENT_SECRET: &str = "kanarie~1Jv4.client-secret_Ue6wGq0";
const WRONG_SECRET: &str = "kanarie~9Ks2.wrong-secret_Io8yHe5";
const WRONG_PASSWORD: &str = "kanarie 5Lp7 wrong password Nb3xMa1";

const PARTIAL: i32 = 3;

/// How the headers of signed tokens begin.
const TOKENS: [&str; 2] = ["eyJhbGciOi", "eyJ0eXAiOi"];

/// An application whose secret is planted, with every right at the store.
fn plant_application(shop: &Shop) -> &'static str {
    let client = "7a7a7a7a-1111-4a5b-8c6d-0000000000c7";
    let principal = "7a7a7a7a-2222-4a5b-8c6d-0000000000c7";
    let app = json!({
        "client_id": client,
        "service_principal": principal,
        "tenant_id": shop.described("tenant_id"),
        "name": "Planted",
        "secrets": [{ "value": CLIENT_SECRET, "expires": null }],
    });
    shop.admin.add(&shop.http, "apps", &app);
    let rights = json!({ "read": true, "write": true, "delete": true });
    let role = json!({ "store": "demo", "principal": principal, "rights": rights });
    shop.admin.assign(&shop.http, &role);
    client
}

/// Gives values to keys without the shell's arguments.
fn plant(shop: &Shop, key: &str, value: &str) {
    shop.keyferry_with_input(&["secrets", "set", key, "--env", ENVIRONMENT], value)
        .ok();
}

/// Adds connections by the other secrets there are.
fn connect_by_other_methods(shop: &Shop) {
    let (tenant, client) = (
        shop.described("tenant_id"),
        shop.described("certificate_client_id"),
    );
    let create = ["connections", "create"];
    let by_certificate = [
        "by-certificate",
        "--tenant",
        &tenant,
        "--client-id",
        &client,
    ];
    let arguments = [&create[..], &by_certificate, &["--certificate-file", "-"]].concat();
    shop.keyferry_with_input(&arguments, &certificate(shop))
        .ok();
    let by_key = ["by-key", "--connection-string-file", "-"];
    let arguments = [&create[..], &by_key].concat();
    let text = shop.described("connection_string");
    shop.keyferry_with_input(&arguments, &text).ok();
    let mangled = text.replace("Id=", "Key=");
    assert_ne!(shop.keyferry_with_input(&arguments, &mangled).code, 0);
}

/// The emulator's certificate with its key.
fn certificate(shop: &Shop) -> String {
    fs::read_to_string(shop.described("client_certificate_file")).expect("the emulator wrote it")
}

/// The secret of the store's access key.
fn access_key(shop: &Shop) -> String {
    let text = shop.described("connection_string");
    let (_, secret) = text.split_once("Secret=").expect("it has a secret");
    secret.trim_end_matches('=').to_owned()
}

/// A line from the middle of the private key.
fn line_of_private_key(shop: &Shop) -> String {
    let pem = certificate(shop);
    let (_, key) = pem.split_once("PRIVATE KEY-----").expect("it has a key");
    let line = key.trim_start().lines().nth(3).expect("a long key");
    line.to_owned()
}

/// Uses everything that handles a secret, in vain too.
fn work(shop: &Shop, browser: &Browser<'_>) {
    let client = plant_application(shop);
    shop.try_connect(CONNECTION, client, CLIENT_SECRET).ok();
    assert_ne!(shop.try_connect("wrong", client, WRONG_SECRET).code, 0);
    shop.connect_by_oauth(browser, "ada");
    connect_by_other_methods(shop);
    plant(shop, "Planted", SECRET);
    plant(shop, "Replaced", REPLACED);
    plant(shop, "Deleted", DELETED);
    shop.set(&["Quoting=${Planted}", "Dangling=${Nowhere}"]);
    shop.sync();
    assert_eq!(shop.run_sync().code, PARTIAL);
    plant(shop, "Replaced", "other");
    shop.delete(&["Deleted"]);
    assert_eq!(shop.run_sync().code, PARTIAL);
    let file = format!("{{\"A\": \"{MISPLACED}\" B");
    let import = ["import", "--env", ENVIRONMENT, "--format", "json", "-"];
    assert_eq!(shop.keyferry_with_input(&import, &file).code, 1);
    let sign_in = [("email", OWNER), ("password", WRONG_PASSWORD)];
    let refused = Browser::new(&shop.http).submit(&shop.server.url("sign-in"), &sign_in);
    assert_eq!(refused.status, 401);
    let login = json!({ "clientId": client, "clientSecret": WRONG_SECRET });
    assert_eq!(
        shop.api_post("v1/auth/universal-auth/login", &login).status,
        401
    );
}

/// Answers, pages and tables that were not asked to reveal a value.
fn shown(shop: &Shop, browser: &Browser<'_>) -> Vec<Heap> {
    let secrets = format!("workspaceId={}&environment={ENVIRONMENT}", shop.project);
    let mut shown = Vec::new();
    for path in [
        format!("v1/app-connections?projectId={}", shop.project),
        format!("v1/secret-syncs?projectId={}", shop.project),
        format!("v3/secrets/raw?{secrets}&viewSecretValue=false"),
        format!("v3/secrets/raw/Planted?{secrets}&viewSecretValue=false"),
    ] {
        let answer = shop.api_get(&path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        shown.push(Heap::of(&path, answer.body.as_bytes()));
    }
    let project = format!("projects/{PROJECT}");
    for path in [
        "projects".to_owned(),
        "settings".to_owned(),
        format!("{project}/secrets"),
        format!("{project}/secrets/edit?environment={ENVIRONMENT}&path=/&key=Planted"),
        format!("{project}/secrets/history?environment={ENVIRONMENT}&path=/&key=Replaced"),
        format!("{project}/connections"),
        format!("{project}/connections/{CONNECTION}"),
        format!("{project}/connections/{CONNECTION}/edit"),
        format!("{project}/connections/ada"),
        format!("{project}/connections/by-certificate"),
        format!("{project}/connections/by-certificate/edit"),
        format!("{project}/connections/by-key"),
        format!("{project}/connections/by-key/edit"),
        format!("{project}/syncs"),
        format!("{project}/syncs/{SYNC}"),
        format!("{project}/syncs/{SYNC}/runs"),
        format!("{project}/syncs/{SYNC}/options"),
        format!("{project}/audit"),
    ] {
        let page = browser.open(&shop.server.url(&path));
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        shown.push(Heap::of(&path, page.body.as_bytes()));
    }
    let form = format!("{project}/connections/new/azure-app-configuration");
    let key = line_of_private_key(shop);
    let connection_string = shop.described("connection_string");
    for fields in [
        [
            ("name", "refused"),
            ("method", "client-certificate"),
            ("client-certificate.certificate", &key),
        ],
        [
            ("name", "not a name"),
            ("method", "connection-string"),
            ("connection-string.connectionString", &connection_string),
        ],
    ] {
        let page = browser.submit(&shop.server.url(&form), &fields);
        assert_eq!(page.status, 400, "{}", page.body);
        shown.push(Heap::of("a refused form", page.body.as_bytes()));
    }
    for command in [
        &["secrets", "list", "--env", ENVIRONMENT][..],
        &["secrets", "versions", "Replaced", "--env", ENVIRONMENT],
        &["--output", "json", "syncs", "plan", SYNC],
        &["--output", "json", "syncs", "runs", SYNC, "last"],
        &["--output", "json", "connections", "list"],
    ] {
        let ran = shop.keyferry(command).ok();
        shown.push(Heap::of(
            &command.join(" "),
            (ran.stdout + &ran.stderr).as_bytes(),
        ));
    }
    shown
}

/// Everything secret that was used.
fn planted(shop: &Shop, browser: &Browser<'_>) -> Vec<Planted> {
    let mut planted = vec![
        Planted::new("a secret", SECRET),
        Planted::new("a replaced secret", REPLACED),
        Planted::new("a deleted secret", DELETED),
        Planted::new("a secret of a malformed file", MISPLACED),
        Planted::new("the client secret", CLIENT_SECRET),
        Planted::new("a wrong client secret", WRONG_SECRET),
        Planted::new("the password", PASSWORD),
        Planted::new("a wrong password", WRONG_PASSWORD),
        Planted::new("the set-up code", SETUP_CODE),
        Planted::new("the encryption key", KEY),
        Planted::new(
            "the OAuth client's secret",
            &shop.described("oauth_client_secret"),
        ),
        Planted::new("the private key", &line_of_private_key(shop)),
        Planted::new("the access key", &access_key(shop)),
        Planted::new("the access token", &shop.token),
        Planted::new("the machine's secret", &shop.machine_secret),
    ];
    let cookies = browser.cookie_values();
    assert!(!cookies.is_empty());
    planted.extend(
        cookies
            .iter()
            .map(|cookie| Planted::new("the session", cookie)),
    );
    let codes = browser.parameters("code");
    assert_eq!(codes.len(), 1);
    planted.extend(
        codes
            .iter()
            .map(|code| Planted::new("the authorization code", code)),
    );
    planted.extend(TOKENS.map(|begin| Planted::new("a signed token", begin)));
    planted
}

fn found(planted: &[Planted], heaps: &[Heap]) -> Vec<String> {
    let pairs = heaps
        .iter()
        .flat_map(|heap| planted.iter().map(move |text| (text, heap)));
    pairs.flat_map(|(text, heap)| text.found_in(heap)).collect()
}

#[test]
fn planted_values_are_in_no_file_log_or_page() {
    let mut shop = Shop::opening().variable("KEYFERRY_LOG", "trace").open();
    let planted = {
        let browser = shop.browser();
        work(&shop, &browser);
        let planted = planted(&shop, &browser);
        assert_eq!(found(&planted, &shown(&shop, &browser)), [""; 0]);
        planted
    };
    // No clean end: what SQLite has not yet moved out of its -wal stays there.
    shop.server.kill();
    let files = Heap::files(shop.folder.path());
    for name in [
        "keyferry.db",
        "keyferry.db-wal",
        "keyferry.db-shm",
        "serve.log",
    ] {
        assert!(
            files.iter().any(|file| file.name.ends_with(name)),
            "{name} is not searched"
        );
    }
    assert_eq!(found(&planted, &files), [""; 0]);
    assert!(
        shop.server.log().contains("TRACE"),
        "the log is not searched at its most talkative"
    );
}

#[test]
fn the_search_finds_a_value_in_every_form_and_on_the_page_that_reveals_it() {
    let planted = [Planted::new("a secret", SECRET)];
    let shop = Shop::opening().open();
    plant(&shop, "Planted", SECRET);
    let reveal = shop
        .server
        .url(&format!("projects/{PROJECT}/secrets/reveal"));
    let fields = [
        ("environment", ENVIRONMENT),
        ("path", "/"),
        ("key", "Planted"),
    ];
    let page = shop.browser().submit(&reveal, &fields);
    assert_eq!(
        found(&planted, &[Heap::of("the page", page.body.as_bytes())]).len(),
        1,
        "{page:?}"
    );

    let json = json!({ "value": SECRET }).to_string();
    for written in [
        SECRET.to_owned(),
        format!("x{}", hex::encode(SECRET)),
        json.clone(),
        json!(json).to_string(),
    ] {
        let scratch = shop.file("scratch", &written);
        let heap = Heap::of("scratch", &fs::read(scratch).expect("the file is there"));
        assert!(!found(&planted, &[heap]).is_empty(), "{written}");
    }
}

#[tokio::test]
async fn the_search_finds_a_value_in_a_table() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("scratch.db");
    let options = SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(true);
    let mut database = SqliteConnection::connect_with(&options)
        .await
        .expect("a database");
    database
        .execute("CREATE TABLE scratch (value TEXT)")
        .await
        .expect("a table");
    let insert = sqlx::query("INSERT INTO scratch (value) VALUES (?)").bind(SECRET);
    insert.execute(&mut database).await.expect("a row");
    database.close().await.expect("it is written");
    let files = Heap::files(folder.path());
    assert!(!found(&[Planted::new("a secret", SECRET)], &files).is_empty());
}
