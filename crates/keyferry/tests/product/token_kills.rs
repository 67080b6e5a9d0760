//! `kill -9` between Microsoft's answer to a refresh and ours being stored: the connection goes on,
//! or says that somebody has to sign in again. Never anything else.

use std::{env, io::Write as _, thread, time::Duration};

use serde_json::json;

use crate::harness::{
    admin::text,
    random::Random,
    shop::{APP, CONNECTION, Shop},
};

/// Kills that `cargo test` alone does, over both kinds of refresh tokens.
const FEW: u64 = 5;

/// The life of an access token.
const LIFE: Duration = Duration::from_secs(2);

/// How long the answer to a refresh takes; the refresh token is rotated in the middle of it.
const ANSWER: Duration = Duration::from_millis(400);

fn kills() -> u64 {
    let chosen = env::var("KEYFERRY_TEST_KILLS").ok();
    chosen.map_or(FEW, |kills| {
        kills.parse().expect("KEYFERRY_TEST_KILLS is a number")
    })
}

struct Kills {
    shop: Shop,
    plan: String,
    random: Random,
    seed: u64,
    recovered: u64,
    reconnect_needed: u64,
}

impl Kills {
    fn of(single_use: bool) -> Self {
        let shop = Shop::opening().open();
        let settings = json!({
            "token_lifetime_secs": LIFE.as_secs(),
            "refresh_tokens_single_use": single_use,
        });
        shop.admin.set(&shop.http, &settings);
        shop.connect_by_oauth(&shop.browser(), CONNECTION);
        let sync = shop.sync();
        let seed = Random::seed();
        Self {
            shop,
            plan: format!("v1/secret-syncs/{APP}/{sync}/plan"),
            random: Random::new(seed),
            seed,
            recovered: 0,
            reconnect_needed: 0,
        }
    }

    /// Kills the server in the middle of a refresh, mostly after the token was rotated, and starts
    /// it again.
    fn kill(&mut self) {
        thread::sleep(LIFE);
        let shop = &mut self.shop;
        let slow = json!({
            "fault": { "type": "latency", "ms": ANSWER.as_millis() },
            "on": { "kind": "token" },
            "trigger": { "nth": 1 },
        });
        shop.admin.fault(&shop.http, &slow);
        let after = ANSWER / 2 + Duration::from_millis(self.random.below(300));
        let url = shop.server.url(&format!("api/{}", self.plan));
        shop.http.abandon(&url, &shop.token, after);
        shop.server.kill();
        // The request that was under way has its effect all the same.
        thread::sleep(ANSWER);
        shop.admin.clear_faults(&shop.http);
        shop.server.start(&shop.http);
    }

    /// Whether the connection works, after the kill. It must say so if not.
    fn works(&mut self) -> bool {
        let shop = &self.shop;
        let answer = shop.api_post(&self.plan, &json!({}));
        let health = shop.connection()["health"].clone();
        let said = format!("seed {}: {} {health:#}", self.seed, answer.body);
        let asks_for_a_person = health["status"] == "reconnect-needed";
        assert_eq!(answer.status == 200, !asks_for_a_person, "{said}");
        if asks_for_a_person {
            assert!(!text(&health["diagnosis"], "message").is_empty(), "{said}");
            let sync = shop.read_sync();
            assert_eq!(sync["keyferry"]["state"], "paused", "{sync:#}");
            assert!(!text(&sync, "lastSyncMessage").is_empty(), "{sync:#}");
            self.reconnect_needed += 1;
        } else {
            self.recovered += 1;
        }
        !asks_for_a_person
    }

    fn reconnect(&self) {
        let shop = &self.shop;
        shop.reconnect_by_oauth(&shop.browser(), CONNECTION);
        assert_eq!(shop.connection()["health"]["status"], "healthy");
        assert_ne!(shop.state(), "paused");
    }

    fn report(&self, refresh_tokens: &str) {
        let figure = json!({
            "seed": self.seed,
            "refreshTokens": refresh_tokens,
            "kills": self.recovered + self.reconnect_needed,
            "recovered": self.recovered,
            "reconnectNeeded": self.reconnect_needed,
        });
        writeln!(std::io::stderr(), "token-kills: {figure}").expect("stderr is open");
    }
}

#[test]
fn a_connection_whose_refresh_was_killed_goes_on() {
    let mut kills_of = Kills::of(false);
    for _ in 0..kills() / 2 {
        kills_of.kill();
        assert!(kills_of.works(), "the token it had works as well");
    }
    kills_of.report("as Entra's");
}

#[test]
fn a_connection_whose_only_refresh_token_was_lost_says_so() {
    let mut kills_of = Kills::of(true);
    for _ in 0..kills().div_ceil(2) {
        kills_of.kill();
        if !kills_of.works() {
            kills_of.reconnect();
        }
    }
    kills_of.report("single use");
}
