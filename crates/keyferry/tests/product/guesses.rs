//! Guessing a password or a client secret, from one address and from a thousand: few guesses are
//! looked at, and nobody else is disturbed.

use std::{
    collections::BTreeMap,
    env,
    io::Write as _,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::harness::{
    crowd::{Post, caller},
    shop::{OWNER, Shop},
};

/// Guesses that `cargo test` alone makes.
const FEW: u32 = 1_000;

/// Guesses under way at a time.
const AT_ONCE: u32 = 50;

/// Signed in to by nobody before, and by nobody who guesses.
const ELSEWHERE: u32 = 1_000_000;

fn guesses() -> u32 {
    let chosen = env::var("KEYFERRY_TEST_GUESSES").ok();
    chosen.map_or(FEW, |guesses| {
        guesses.parse().expect("KEYFERRY_TEST_GUESSES is a number")
    })
}

fn password(email: &str, guess: u32) -> Post {
    Post {
        path: "sign-in",
        content_type: "application/x-www-form-urlencoded",
        body: format!("email={}&password=guess-{guess}", email.replace('@', "%40")),
    }
}

fn login(client: &str, secret: &str) -> Post {
    Post {
        path: "api/v1/auth/universal-auth/login",
        content_type: "application/json",
        body: json!({ "clientId": client, "clientSecret": secret }).to_string(),
    }
}

/// A machine identity's client id and secret.
fn machine(shop: &Shop) -> (String, String) {
    let fields = [("name", "robot"), ("role", "member")];
    let browser = shop.browser();
    let made = browser.submit(&shop.server.url("settings/identities"), &fields);
    let client = made.between(r#"data-test="client-id">"#, "<").to_owned();
    let secret = made
        .between(r#"data-test="client-secret">"#, "<")
        .to_owned();
    (client, secret)
}

/// The answers to many guesses: how many were looked at from each address, and how many had to wait.
#[derive(Default)]
struct Answers {
    looked_at: BTreeMap<u32, u32>,
    waits: u32,
}

impl Answers {
    /// Guesses from so many addresses in turn. Between the guesses `meanwhile` is done.
    fn to(port: u16, addresses: u32, guess: impl Fn(u32) -> Post, meanwhile: impl Fn()) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let mut answers = Self::default();
        let mut next = 0;
        while next < guesses() {
            let end = guesses().min(next + AT_ONCE);
            let answered = runtime.block_on(async {
                let mut under_way = JoinSet::new();
                for number in next..end {
                    let (from, attempt) = (number % addresses, guess(number));
                    under_way.spawn(async move { (from, attempt.from(caller(from), port).await) });
                }
                under_way.join_all().await
            });
            for (from, status) in answered {
                match status {
                    401 => *answers.looked_at.entry(from).or_default() += 1,
                    429 => answers.waits += 1,
                    other => panic!("a guess was answered with {other}"),
                }
            }
            if next.is_multiple_of(AT_ONCE * 10) {
                meanwhile();
            }
            next = end;
        }
        answers
    }

    fn in_all(&self) -> u32 {
        self.looked_at.values().sum()
    }

    fn most_from_one(&self) -> u32 {
        self.looked_at.values().copied().max().unwrap_or_default()
    }

    fn report(&self, of: &str, addresses: u32) {
        report(&json!({
            "guessesOf": of,
            "guesses": guesses(),
            "addresses": addresses,
            "lookedAt": self.in_all(),
            "mostFromOneAddress": self.most_from_one(),
            "hadToWait": self.waits,
        }));
    }
}

fn report(figure: &Value) {
    writeln!(std::io::stderr(), "guesses: {figure}").expect("stderr is open");
}

fn status(attempt: &Post, from: u32, port: u16) -> u16 {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(attempt.from(caller(from), port))
}

#[test]
fn a_password_is_guessed_in_vain_and_nobody_else_waits() {
    for (addresses, looked_at) in [(1, 10), (1_000, 100)] {
        let shop = Shop::opening().open();
        let (client, secret) = machine(&shop);
        let (port, owner) = (shop.server.port(), shop.browser());
        let projects = shop.server.url("projects");
        let answers = Answers::to(
            port,
            addresses,
            |guess| password(OWNER, guess),
            || {
                assert_eq!(owner.open(&projects).status, 200, "the owner works on");
                assert_eq!(status(&login(&client, &secret), ELSEWHERE, port), 200);
            },
        );
        answers.report("a password", addresses);
        assert_eq!(answers.in_all(), looked_at.min(guesses()));
        assert!(answers.most_from_one() <= 10);
        // The owner signs in anew, where they were before.
        shop.browser();
        let unknown = Answers::to(
            port,
            addresses,
            |guess| password("eve@shop.example", guess),
            || {},
        );
        unknown.report("the password of nobody", addresses);
        assert_eq!(unknown.in_all(), answers.in_all());
    }
}

#[test]
fn a_client_secret_is_guessed_in_vain_and_machines_elsewhere_sign_in() {
    for addresses in [1, 1_000] {
        let shop = Shop::opening().open();
        let (client, secret) = machine(&shop);
        let (port, owner) = (shop.server.port(), shop.browser());
        let projects = shop.server.url("projects");
        let answers = Answers::to(
            port,
            addresses,
            |guess| login(&client, &format!("{guess:064x}")),
            || {
                assert_eq!(owner.open(&projects).status, 200, "the owner works on");
                assert_eq!(status(&login(&client, &secret), ELSEWHERE, port), 200);
            },
        );
        answers.report("a client secret", addresses);
        assert!(answers.most_from_one() <= 10, "{}", answers.most_from_one());
    }
}

#[test]
fn accounts_that_exist_and_that_do_not_take_the_same_time() {
    let shop = Shop::opening().open();
    let port = shop.server.port();
    let mut took: [Vec<Duration>; 2] = Default::default();
    for guess in 0..60 {
        for (email, took) in [OWNER, "eve@shop.example"].into_iter().zip(&mut took) {
            let start = Instant::now();
            let status = status(&password(email, guess), guess, port);
            took.push(start.elapsed());
            assert_eq!(status, 401, "few enough to be looked at");
        }
    }
    let [known, unknown] = took.map(|mut took| {
        took.sort();
        took[took.len() / 2]
    });
    // Told, not judged: a busy machine is not a fault. That both cost one comparison is asserted
    // where comparisons can be counted.
    report(&json!({
        "medianMillisOfAnAccount": known.as_secs_f64() * 1_000.0,
        "medianMillisOfNobody": unknown.as_secs_f64() * 1_000.0,
        "ratio": unknown.as_secs_f64() / known.as_secs_f64(),
    }));
}
