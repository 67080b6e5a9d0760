//! Every way to sign in, from the command that adds the connection to the keys in the store.

use std::{collections::BTreeMap, fs};

use model::connection::Method;
use serde_json::json;

use crate::harness::{
    admin::text,
    http::Browser,
    shop::{Host, Ran, Shop},
};

/// Keys enough for more than one batch of writes.
const KEYS: usize = 20;

/// Adds a connection by a method that needs no browser, named like the method.
fn connect(shop: &Shop, method: Method, more: &[&str], credential: &str) -> Ran {
    let mut arguments = vec!["connections", "create", method.as_str()];
    arguments.extend(["--method", method.as_str()]);
    arguments.extend(more);
    shop.keyferry_with_input(&arguments, credential)
}

fn connect_by(shop: &Shop, browser: &Browser<'_>, method: Method) {
    let described = |member| shop.described(member);
    let (tenant, store) = (described("tenant_id"), shop.store());
    let (client, more, credential) = match method {
        Method::OAuth => return shop.connect_by_oauth(browser, method.as_str()),
        Method::ClientSecret => (
            "client_id",
            &["--client-secret-file", "-"][..],
            described("client_secret"),
        ),
        Method::ClientCertificate => {
            let pem = fs::read_to_string(described("client_certificate_file"));
            let pem = pem.expect("the emulator wrote it");
            (
                "certificate_client_id",
                &["--certificate-file", "-"][..],
                pem,
            )
        }
        Method::WorkloadIdentity => ("federated_client_id", &[][..], String::new()),
        Method::ConnectionString => {
            let text = described("connection_string");
            connect(shop, method, &["--connection-string-file", "-"], &text).ok();
            return;
        }
        Method::ManagedIdentity => {
            connect(shop, method, &["--store", &store], "").ok();
            return;
        }
    };
    let client = described(client);
    let mut arguments = vec![
        "--tenant",
        &tenant,
        "--client-id",
        &client,
        "--store",
        &store,
    ];
    arguments.extend(more);
    connect(shop, method, &arguments, &credential).ok();
}

#[test]
fn every_method_connects_and_syncs() {
    let shop = Shop::opening().on(Host::Machine).open();
    let browser = shop.browser();
    let pairs: Vec<_> = (0..KEYS).map(|n| format!("Key{n}=value {n}")).collect();
    shop.set(&pairs.iter().map(String::as_str).collect::<Vec<_>>());
    for &method in Method::ALL {
        let name = method.as_str();
        connect_by(&shop, &browser, method);
        let store = match method {
            // A key opens the store that its connection string names, and no other name of it.
            Method::ConnectionString => shop.described("http_endpoint"),
            _ => shop.store(),
        };
        let checked = shop.keyferry(&["--output", "json", "connections", "check", name]);
        assert_eq!(checked.ok().json()["ok"], true, "{name}");
        shop.ferry_by(name, &store).ok();
        let items = shop.admin.items(&shop.http);
        for n in 0..KEYS {
            let item = &items[&(Some(name.to_owned()), format!("Key{n}"))];
            assert_eq!(
                item.value.as_deref(),
                Some(&*format!("value {n}")),
                "{name}"
            );
        }
    }
}

#[test]
fn an_access_key_ferries_to_its_own_store_only() {
    let shop = Shop::opening().open();
    connect(
        &shop,
        Method::ConnectionString,
        &["--connection-string-file", "-"],
        &shop.described("connection_string"),
    )
    .ok();
    let refused = shop.ferry_by(Method::ConnectionString.as_str(), &shop.store());
    assert_ne!(refused.code, 0);
    let own = shop.described("http_endpoint");
    assert!(
        refused.stderr.contains("configurationUrl") && refused.stderr.contains(&own),
        "{refused:#?}"
    );
}

#[test]
fn a_server_on_app_service_signs_in_with_its_identity() {
    let shop = Shop::opening().on(Host::AppService).open();
    connect(
        &shop,
        Method::ManagedIdentity,
        &["--store", &shop.store()],
        "",
    )
    .ok();
    let without_file = connect(
        &shop,
        Method::WorkloadIdentity,
        &[
            "--tenant",
            &shop.described("tenant_id"),
            "--client-id",
            &shop.described("federated_client_id"),
        ],
        "",
    );
    assert!(
        without_file.stderr.contains("AZURE_FEDERATED_TOKEN_FILE"),
        "{without_file:#?}"
    );
}

#[test]
fn the_identity_of_the_host_stays_unused_unless_the_operator_allows_it() {
    let shop = Shop::opening().open();
    let refused = connect(&shop, Method::ManagedIdentity, &[], "");
    assert_ne!(refused.code, 0);
    assert!(
        refused.stderr.contains("KEYFERRY_ALLOW_HOST_IDENTITY=true"),
        "{refused:#?}"
    );
}

#[test]
fn the_options_tell_how_each_field_is_entered() {
    let shop = Shop::opening().open();
    let options = shop.api_get("v1/app-connections/options").json();
    let app = &options["appConnectionOptions"][0];
    let names: Vec<_> = Method::ALL.iter().map(|method| method.as_str()).collect();
    assert_eq!(app["methods"], json!(names));
    let methods = app["keyferry"]["methods"].as_array().expect("a list");
    let fields = methods
        .iter()
        .flat_map(|method| method["fields"].as_array().expect("a list"));
    let kinds: BTreeMap<_, _> = fields
        .map(|field| (text(field, "name"), text(field, "kind")))
        .collect();
    for (name, kind) in [
        ("tenantId", "text"),
        ("clientSecret", "secret"),
        ("clientSecretExpiresAt", "date"),
        ("certificate", "secret-lines"),
        ("cloud", "choice"),
    ] {
        assert_eq!(kinds[name], kind);
    }
}
