//! `kill -9` in the middle of a sync, and what the next start makes of it.

use std::{collections::BTreeMap, env, fmt::Write as _, io::Write as _};

use serde_json::{Value, json};

use crate::harness::{
    admin::{Item, text},
    random::Random,
    shop::{SYNC, Shop},
};

const KEYS: u64 = 1_000;

/// Kills that `cargo test` alone does.
const FEW: u64 = 5;

fn kills() -> u64 {
    let chosen = env::var("KEYFERRY_TEST_KILLS").ok();
    chosen.map_or(FEW, |kills| {
        kills.parse().expect("KEYFERRY_TEST_KILLS is a number")
    })
}

/// What the source says in a round. Each round changes every value, drops a few keys and adds a few.
fn wanted(round: u64) -> BTreeMap<String, String> {
    let numbers = (round * 5)..(round * 5 + KEYS);
    numbers
        .map(|number| {
            (
                format!("Key:{number}"),
                format!("{number} in round {round}"),
            )
        })
        .collect()
}

fn import(shop: &Shop, round: u64) {
    let now = wanted(round);
    let mut file = String::new();
    for (key, value) in &now {
        writeln!(file, "{key}={value}").expect("a text takes more");
    }
    shop.file("round.env", &file);
    shop.import("round.env").ok();
    if let Some(last) = round.checked_sub(1) {
        let last = wanted(last);
        let gone = last.keys().filter(|key| !now.contains_key(*key));
        shop.delete(&gone.map(String::as_str).collect::<Vec<_>>());
    }
}

fn foreign() -> [Item; 4] {
    [
        Item::new("Theirs", "stays").tag("team", "theirs"),
        Item::new("Key:7", "stays").label("production"),
        Item::new("Theirs:Locked", "stays").locked(),
        Item::new(
            ".appconfig.featureflag/Beta",
            r#"{"id":"Beta","enabled":true}"#,
        )
        .content_type("application/vnd.microsoft.appconfig.ff+json;charset=utf-8"),
    ]
}

/// Kills the server once so many writes were answered, mostly with others under way and sometimes
/// whatever it does. Returns whether writes were under way then, as the emulator counts them.
fn kill_after(shop: &mut Shop, writes: u64, whatever_it_does: bool) -> bool {
    let mut under_way = 0;
    while shop.admin.count(&shop.http, "put") < writes || (under_way == 0 && !whatever_it_does) {
        under_way = shop.admin.in_flight(&shop.http);
    }
    shop.server.kill();
    under_way > 0
}

fn outcomes(runs: &[Value]) -> Vec<String> {
    runs.iter().map(|run| text(run, "outcome")).collect()
}

#[test]
fn a_killed_sync_is_finished_by_the_next_start_and_touches_nothing_else() {
    let (seed, kills) = (Random::seed(), kills());
    let mut random = Random::new(seed);
    let mut shop = Shop::opening().emulator("--latency-ms=20").open();
    shop.connect();
    for item in foreign() {
        shop.admin.put(&shop.http, &item);
    }
    let theirs = shop.admin.items(&shop.http);
    shop.sync();

    let mut in_flight = 0;
    for round in 0..kills {
        import(&shop, round);
        let before = shop.runs().first().map(|run| text(run, "id"));
        shop.admin.forget(&shop.http);
        let after = 1 + random.below(KEYS * 95 / 100);
        shop.keyferry(&["syncs", "run", SYNC, "--no-wait"]).ok();
        let under_way = kill_after(&mut shop, after, random.below(10) == 0);
        in_flight += u64::from(under_way);
        shop.server.start(&shop.http);

        let said = format!("seed {seed}, round {round}, killed after {after} writes");
        assert_eq!(shop.settled(), "succeeded", "{said}");
        let mut now = shop.admin.items(&shop.http);
        for (place, item) in &theirs {
            assert_eq!(now.remove(place).as_ref(), Some(item), "{said}");
        }
        let values: BTreeMap<_, _> = now
            .into_values()
            .map(|item| (item.key, item.value.unwrap_or_default()))
            .collect();
        assert_eq!(values, wanted(round), "{said}");

        let mut runs = shop.runs();
        let known = |run: &Value| before.as_deref() == run["id"].as_str();
        runs.truncate(runs.iter().position(known).unwrap_or(runs.len()));
        runs.reverse();
        let outcomes = outcomes(&runs);
        assert_eq!(
            outcomes.last().map(String::as_str),
            Some("succeeded"),
            "{said}: {runs:#?}"
        );
        // A run that was cut off says so, and nothing succeeded before that.
        assert!(
            !under_way || outcomes[0] == "interrupted",
            "{said}: {runs:#?}"
        );
        let (_, plan) = shop.plan();
        let work = ["created", "updated", "deleted", "adopted", "skipped"];
        let work = work.map(|count| plan["counts"][count].as_u64());
        assert_eq!(work, [Some(0); 5], "{said}: {plan:#}");
    }
    let figure = json!({ "seed": seed, "kills": kills, "withWritesInFlight": in_flight });
    writeln!(std::io::stderr(), "kills: {figure}").expect("stderr is open");
    assert!(in_flight * 5 >= kills * 4, "{figure}");
}
