//! Connections outlive their access tokens.

use serde_json::json;

use crate::harness::shop::{CONNECTION, Shop};

/// Long enough for a run, short enough to wait for.
const LIFETIME_SECS: u64 = 6;

/// Runs the sync until the store's tokens have been renewed twice, each time with something to
/// write. Twice, because the first token may stem from the connection's own check.
fn assert_syncs_go_on_with_new_tokens(shop: &Shop) {
    let before = shop.admin.count(&shop.http, "token");
    let mut round = 0;
    while shop.admin.count(&shop.http, "token") < before + 2 {
        round += 1;
        let value = format!("round {round}");
        shop.set(&[&format!("A={value}")]);
        shop.run_sync().ok();
        assert_eq!(shop.admin.values(&shop.http)["A"], value);
    }
    let runs = shop.runs();
    assert!(
        runs.iter().all(|run| run["outcome"] == "succeeded"),
        "{runs:#?}"
    );
}

#[test]
fn a_client_secret_connection_goes_on_after_its_token_has_expired() {
    let shop = Shop::opening().open();
    shop.admin
        .set(&shop.http, &json!({ "token_lifetime_secs": LIFETIME_SECS }));
    shop.connect();
    shop.set(&["A=first"]);
    shop.sync();
    shop.run_sync().ok();
    assert_syncs_go_on_with_new_tokens(&shop);
}

#[test]
fn an_oauth_connection_goes_on_after_its_token_has_expired() {
    let shop = Shop::opening().open();
    shop.admin
        .set(&shop.http, &json!({ "token_lifetime_secs": LIFETIME_SECS }));
    shop.connect_by_oauth(&shop.browser(), CONNECTION);
    shop.set(&["A=first"]);
    shop.sync();
    shop.run_sync().ok();
    assert_syncs_go_on_with_new_tokens(&shop);
}
