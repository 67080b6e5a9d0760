//! Every fault of the emulator, at the listing and at the first, a middle and the last write.

use std::{collections::BTreeMap, io::Write as _};

use serde_json::{Value, json};

use crate::harness::shop::Shop;

const KEYS: u64 = 12;

const SUCCEEDED: &[i32] = &[0];
const PARTIAL: &[i32] = &[3];
const FAILED: &[i32] = &[5];

/// Faults that pass, or that the client can mend: the run must not even notice.
fn passing() -> Vec<Value> {
    let kinds = [
        json!({ "type": "latency", "ms": 300 }),
        json!({ "type": "unauthorized" }),
        json!({ "type": "throttled", "retry_after_ms": 50 }),
        json!({ "type": "throttled", "retry_after_ms": null }),
        json!({ "type": "server_error" }),
        json!({ "type": "unavailable" }),
        json!({ "type": "reset" }),
        json!({ "type": "truncated_body" }),
    ];
    let before = kinds
        .iter()
        .map(|kind| json!({ "fault": kind, "moment": "before" }));
    let after = kinds[4..7]
        .iter()
        .map(|kind| json!({ "fault": kind, "moment": "after" }));
    before.chain(after).collect()
}

/// A shop whose sync has ferried a few keys, and the rounds that change them all.
struct Rounds {
    shop: Shop,
    round: u64,
    mended: u64,
}

impl Rounds {
    fn begin() -> Self {
        let shop = Shop::open();
        let mut rounds = Self {
            shop,
            round: 0,
            mended: 0,
        };
        rounds.change();
        rounds.shop.sync();
        rounds.shop.run_sync().ok();
        rounds
    }

    fn wanted(&self) -> BTreeMap<String, String> {
        let value = format!("round {}", self.round);
        (0..KEYS)
            .map(|number| (format!("Key:{number:02}"), value.clone()))
            .collect()
    }

    fn change(&mut self) {
        self.round += 1;
        self.shop
            .file("round.json", &json!(self.wanted()).to_string());
        self.shop.import("round.json").ok();
    }

    /// Changes every key, and runs the sync with a fault at the n-th request of a kind. When the run
    /// was not whole, another one without faults has to be.
    fn suffer(&mut self, kind: &str, nth: u64, fault: &Value, may_end: &[i32]) {
        self.change();
        let shop = &self.shop;
        shop.admin.forget(&shop.http);
        let rule = json!({
            "fault": fault["fault"],
            "moment": fault["moment"],
            "on": { "kind": kind },
            "trigger": { "nth": nth },
        });
        shop.admin.fault(&shop.http, &rule);
        let ran = shop.run_sync();
        shop.admin.clear_faults(&shop.http);
        let said = format!("{rule} ended so: {ran:#?}\n{:#?}", shop.last_items());
        assert_eq!(shop.admin.fired(&shop.http), 1, "{said}");
        assert!(may_end.contains(&ran.code), "{said}");
        if ran.code == 0 {
            assert_eq!(shop.admin.values(&shop.http), self.wanted(), "{said}");
            return;
        }
        shop.run_sync().ok();
        assert_eq!(shop.admin.values(&shop.http), self.wanted(), "{said}");
        self.mended += 1;
    }

    /// Says what was suffered.
    fn report(&self, place: &str) {
        let (faults, mended) = (self.round - 1, self.mended);
        let figure = json!({ "at": place, "faults": faults, "mendedByAnotherRun": mended });
        writeln!(std::io::stderr(), "faults: {figure}").expect("stderr is open");
    }

    /// What is wrong with one key is final for that key and leaves the others alone.
    fn suffer_finally(&mut self, nth: u64) {
        self.suffer(
            "put",
            nth,
            &json!({ "fault": { "type": "locked" } , "moment": "before" }),
            PARTIAL,
        );
        let changed = json!({ "fault": { "type": "precondition_failed" }, "moment": "before" });
        self.suffer("put", nth, &changed, SUCCEEDED);
        let forbidden = json!({ "fault": { "type": "forbidden" }, "moment": "before" });
        self.suffer("put", nth, &forbidden, &[PARTIAL, FAILED].concat());
    }

    fn suffer_all(&mut self, nth: u64) {
        for fault in passing() {
            self.suffer("put", nth, &fault, SUCCEEDED);
        }
        self.suffer_finally(nth);
        self.report(&format!("write {nth} of {KEYS}"));
    }
}

#[test]
fn whatever_befalls_the_first_write_the_store_ends_as_planned() {
    Rounds::begin().suffer_all(1);
}

#[test]
fn whatever_befalls_a_write_in_the_middle_the_store_ends_as_planned() {
    Rounds::begin().suffer_all(KEYS / 2);
}

#[test]
fn whatever_befalls_the_last_write_the_store_ends_as_planned() {
    Rounds::begin().suffer_all(KEYS);
}

#[test]
fn whatever_befalls_the_listing_the_store_ends_as_planned() {
    let mut rounds = Rounds::begin();
    for fault in passing() {
        rounds.suffer("list", 1, &fault, SUCCEEDED);
    }
    let forbidden = json!({ "fault": { "type": "forbidden" }, "moment": "before" });
    rounds.suffer("list", 1, &forbidden, FAILED);
    rounds.report("the listing");
}
