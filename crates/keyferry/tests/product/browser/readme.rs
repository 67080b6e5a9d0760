//! The pictures of the README, of a shop that looks like somebody's.
//!
//! They are made on request only: `cargo test -p keyferry --test product readme -- --ignored`
//! leaves them in `target/screens`, from where they go to `docs/images`.

use std::fs;

use serde_json::json;

use super::{
    screens::folder,
    steps::{ACCOUNT, Visit},
};
use crate::harness::admin::Item;

#[test]
#[ignore = "makes pictures, proves nothing"]
fn readme_pictures() {
    let Some(visit) = Visit::start("readme_pictures") else {
        return;
    };
    let picture = |name: &str| {
        fs::write(folder().join(name), visit.browser.picture()).expect("the folder takes it");
    };
    visit.leave_for_microsoft("contoso-prod", "contoso.com");
    visit.agree_as(ACCOUNT);
    visit.browser.sees("tr[data-connection=contoso-prod]");
    let secret = visit.shop.described("client_secret");
    visit.connect_by_client_secret("contoso-dev", &secret);
    visit.browser.sees("tr[data-connection=contoso-dev]");
    visit.let_service(&json!({ "read": true, "write": true, "delete": false }));
    visit.connect_by_client_secret("contoso-staging", &secret);
    visit.browser.reads("it may not delete keys");

    visit.stock();
    visit
        .shop
        .admin
        .put(&visit.shop.http, &Item::new("Storefront:Banner", "spring"));
    let store = visit
        .shop
        .store()
        .replace("localhost", "demo.azconfig.localhost");
    visit.make_sync_by("contoso-prod", &store);
    visit.settles("succeeded");
    visit.change_much();
    visit.open("connections");
    visit.browser.sees("tr[data-connection=contoso-staging]");
    picture("app-connections.png");
    visit.open("syncs/storefront-prod");
    visit.browser.sees("[data-test=step]");
    picture("plan.png");
}
