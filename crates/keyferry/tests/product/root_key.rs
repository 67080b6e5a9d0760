//! `keyferry keys`: a new root key takes over whole or not at all, whenever the process dies, and
//! never under a server that could not follow.

use std::time::Duration;

use serde_json::Value;

use crate::harness::{
    keyferry::{Ended, KEY, Workplace},
    random::Random,
};

const OTHER: &str = "2b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56a784d9045190cfe";
const DATABASE: (&str, &str) = ("DATABASE_URL", "sqlite://.keyferry/keyferry.db");
const DEMO_KEY: (&str, &str) = ("ENCRYPTION_KEY_FILE", ".keyferry/encryption.key");

/// A demo's database, no longer served.
fn demo() -> Workplace {
    let place = Workplace::new();
    place.dev_once().done();
    place.file("new.key", KEY.as_bytes());
    place
}

fn audit(place: &Workplace, key: (&str, &str)) -> Ended {
    place.run_with(&["audit", "verify", "--values"], &[DATABASE, key])
}

/// Which of two keys the database is under, all data keys with it.
fn under(place: &Workplace, current: &str, previous: &str) -> String {
    let keys = [
        DATABASE,
        ("ENCRYPTION_KEY", current),
        ("KEYFERRY_PREVIOUS_ENCRYPTION_KEY", previous),
    ];
    let ended = place
        .run_with(&["keys", "status", "--output", "json"], &keys)
        .done();
    let status: Value = serde_json::from_str(&ended.out).expect("JSON");
    status["rootKey"].as_str().expect("one fits").to_owned()
}

#[test]
fn after_a_rotation_the_new_key_opens_everything_and_the_old_one_nothing() {
    let place = demo();
    let rotate = ["keys", "rotate", "--new-key-file", "new.key"];
    let ended = place.run_with(&rotate, &[DATABASE, DEMO_KEY]).done();
    assert!(ended.out.contains("under the new root key"), "{ended:?}");
    assert!(!format!("{ended:?}").contains(KEY), "{ended:?}");

    audit(&place, ("ENCRYPTION_KEY", KEY)).done();
    assert_eq!(audit(&place, DEMO_KEY).code, Some(1));
    let refused = place.run_with(&["serve"], &[DATABASE, DEMO_KEY, ("PORT", "0")]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.err.contains("keys rotate"), "{refused:?}");
    let server = place.serve(&[DATABASE]);
    assert_eq!(server.stop().0, Some(0));
}

#[test]
fn a_database_that_is_served_is_not_rotated_under_its_server() {
    let place = demo();
    let server = place.serve(&[DATABASE, DEMO_KEY, ("ENCRYPTION_KEY", "")]);
    let rotate = ["keys", "rotate", "--new-key-file", "new.key"];
    let ended = place.run_with(&rotate, &[DATABASE, DEMO_KEY]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.err.contains("stop the server first"), "{ended:?}");
    assert_eq!(server.stop().0, Some(0));
    audit(&place, DEMO_KEY).done();
}

#[test]
fn one_key_alone_does_not_rotate() {
    let place = demo();
    let ended = place.run_with(&["keys", "rotate"], &[DATABASE, DEMO_KEY]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.err.contains("--new-key-file"), "{ended:?}");
}

#[test]
fn a_rotation_that_is_killed_leaves_the_old_key_or_the_new_one() {
    let place = demo();
    let first = place.run_with(
        &["keys", "rotate", "--new-key-file", "new.key"],
        &[DATABASE, DEMO_KEY],
    );
    first.done();
    let seed = Random::seed();
    let mut random = Random::new(seed);
    let (mut now, mut next) = (KEY, OTHER);
    for round in 0..12 {
        let mut rotating = place
            .command(&["keys", "rotate"])
            .envs([
                DATABASE,
                ("ENCRYPTION_KEY", next),
                ("KEYFERRY_PREVIOUS_ENCRYPTION_KEY", now),
            ])
            .spawn()
            .expect("the binary starts");
        std::thread::sleep(Duration::from_millis(random.below(60)));
        rotating.kill().expect("the process is ours");
        rotating.wait().expect("the process is ours");
        if under(&place, next, now) == "ENCRYPTION_KEY" {
            std::mem::swap(&mut now, &mut next);
        }
        let whole = audit(&place, ("ENCRYPTION_KEY", now));
        assert_eq!(whole.code, Some(0), "seed {seed}, round {round}: {whole:?}");
    }
}
