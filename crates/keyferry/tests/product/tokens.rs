//! Many callers find the token of one OAuth connection expired at once: exactly one of them asks for
//! a new one, in one process and in two, although each refresh token works only once.

use std::{
    env,
    io::Write as _,
    thread,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::harness::{
    postgres::Postgres,
    shop::{APP, CONNECTION, SYNC, Shop},
    tools,
};

const CALLERS: usize = 256;

/// Rounds that `cargo test` alone does.
const FEW: u64 = 5;

/// More than the resolution of the clocks that are compared.
const TICK: Duration = Duration::from_millis(100);

/// The shortest life of a token; longer when the callers of a round take longer than that.
const LIFE_SECS: u64 = 6;

fn rounds() -> u64 {
    let chosen = env::var("KEYFERRY_TEST_ROUNDS").ok();
    chosen.map_or(FEW, |rounds| {
        rounds.parse().expect("KEYFERRY_TEST_ROUNDS is a number")
    })
}

/// Callers who each ask for a plan, which needs a token and forces nobody to get one.
struct Crowd<'a> {
    shop: &'a Shop,
    plans: Vec<String>,
    /// How long a token lives, in seconds.
    life: u64,
    token_requests: u64,
}

impl<'a> Crowd<'a> {
    /// Callers of these processes, evenly.
    fn before(shop: &'a Shop, plan: impl Fn(usize) -> String) -> Self {
        Self {
            shop,
            plans: (0..CALLERS).map(plan).collect(),
            life: LIFE_SECS,
            token_requests: 0,
        }
    }

    /// So many rounds in each of which the token has expired for everybody.
    fn call(mut self, rounds: u64) -> Self {
        let mut done = 0;
        let mut obtained = Instant::now();
        while done < rounds {
            // A token is not handed out in the last sixth of its life.
            let expired = obtained + Duration::from_secs(self.life) * 5 / 6 + TICK;
            thread::sleep(expired.saturating_duration_since(Instant::now()));
            let life = self.life;
            obtained = self.call_once();
            done += u64::from(self.life == life);
        }
        self
    }

    /// Lets everybody call, and returns a moment by which the token was there. A round that the
    /// token may not have outlived says nothing: tokens live longer from then on.
    fn call_once(&mut self) -> Instant {
        let shop = self.shop;
        let asked_before = shop.admin.count(&shop.http, "token");
        let began = Instant::now();
        let answers = shop.http.post_at_once(&self.plans, &shop.token);
        let took = began.elapsed();
        let asked = shop.admin.count(&shop.http, "token") - asked_before;
        let first = answers[0].1;
        if took * 2 > Duration::from_secs(self.life) {
            // The token at hand still has the old life, which is over by then too.
            self.life *= 2;
            set_life(shop, self.life);
            return Instant::now();
        }
        let refused: Vec<_> = answers
            .iter()
            .filter(|(status, _)| *status != 200)
            .collect();
        assert!(refused.is_empty(), "{refused:?} in {took:?}");
        assert_eq!(asked, 1, "in {took:?}");
        self.token_requests += asked;
        first
    }

    fn report(&self, processes: u64, rounds: u64) {
        let figure = json!({
            "processes": processes,
            "callers": CALLERS,
            "rounds": rounds,
            "tokenRequests": self.token_requests,
        });
        writeln!(std::io::stderr(), "tokens: {figure}").expect("stderr is open");
        let health = &self.shop.connection()["health"]["status"];
        assert_ne!(health, "reconnect-needed");
    }
}

fn set_life(shop: &Shop, secs: u64) {
    let strict = json!({ "token_lifetime_secs": secs, "refresh_tokens_single_use": true });
    shop.admin.set(&shop.http, &strict);
}

/// The path of the sync's plan, once there is a sync over an OAuth connection.
fn connected(shop: &Shop) -> String {
    set_life(shop, LIFE_SECS);
    shop.connect_by_oauth(&shop.browser(), CONNECTION);
    let sync = shop.sync();
    assert_eq!(shop.read_sync()["name"], SYNC);
    format!("api/v1/secret-syncs/{APP}/{sync}/plan")
}

#[test]
fn the_callers_of_one_process_share_one_token_request() {
    let shop = Shop::opening().open();
    let plan = connected(&shop);
    let crowd = Crowd::before(&shop, |_| shop.server.url(&plan));
    crowd.call(rounds()).report(1, rounds());
}

#[test]
fn the_callers_of_two_processes_share_one_token_request() {
    let test = "the_callers_of_two_processes_share_one_token_request";
    let Some(programs) = tools::postgres(test) else {
        return;
    };
    let database = Postgres::start(&programs.to_string_lossy());
    let shop = Shop::opening()
        .variable("DATABASE_URL", &database.url())
        .open();
    let plan = connected(&shop);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut twin = shop.server.twin(folder.path());
    twin.start(&shop.http);
    let servers = [&shop.server, &twin];
    let crowd = Crowd::before(&shop, |caller| servers[caller % 2].url(&plan));
    crowd.call(rounds()).report(2, rounds());
}
