//! `keyferry audit verify` on what the real binary wrote, and the anchors that a server keeps.

use std::path::Path;

use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, raw_sql};

use crate::harness::keyferry::{Ended, Workplace};

const TAMPERED: i32 = 6;

/// The database and key of a demo in the workplace's folder.
const DEMO: [(&str, &str); 2] = [
    ("DATABASE_URL", "sqlite://.keyferry/keyferry.db"),
    ("ENCRYPTION_KEY_FILE", ".keyferry/encryption.key"),
];

/// The same for a server, which keeps anchors.
const SERVER: [(&str, &str); 4] = [
    DEMO[0],
    DEMO[1],
    ("ENCRYPTION_KEY", ""),
    ("KEYFERRY_AUDIT_ANCHOR_FILE", "anchors"),
];

fn verify(place: &Workplace, more: &[&str]) -> Ended {
    place.run_with(&[&["audit", "verify"], more].concat(), &DEMO)
}

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("no JSON: {ended:?}"))
}

/// What whoever has the database can do without the key.
fn tamper(database: &Path, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let file = database.display().to_string();
        let mut connection = SqliteConnection::connect(&file).await.expect("a database");
        raw_sql(AssertSqlSafe(sql))
            .execute(&mut connection)
            .await
            .expect("the statements are right");
        connection.close().await.expect("it is written");
    });
}

#[test]
fn the_log_of_a_demo_is_verified_beside_a_server_and_tampering_is_named() {
    let place = Workplace::new();
    place.dev_once().done();
    let alone = verify(&place, &["--values"]).done();
    assert!(
        alone.out.contains("everything is as Keyferry wrote it"),
        "{alone:?}"
    );
    assert!(alone.out.contains("--anchor FILE"), "{alone:?}");

    let server = place.serve(&SERVER);
    let beside = verify(&place, &["--output", "json"]).done();
    let report = json(&beside);
    assert_eq!(
        (&report["ok"], &report["chains"]),
        (&true.into(), &2.into())
    );
    let (code, said) = server.stop();
    assert_eq!(code, Some(0));
    assert!(said.contains("audit log anchored"), "{said}");
    let anchored = verify(&place, &["--anchor", "anchors", "--output", "json"]).done();
    assert_eq!(
        json(&anchored)["openEnds"].as_array().map(Vec::len),
        Some(0)
    );

    let database = place.path().join(".keyferry/keyferry.db");
    tamper(&database, "DELETE FROM audit_events WHERE seq = 2;");
    let deleted = verify(&place, &[]);
    assert_eq!(deleted.code, Some(TAMPERED), "{deleted:?}");
    assert!(
        deleted
            .out
            .contains(", record 2: is missing: it was deleted"),
        "{deleted:?}"
    );

    tamper(
        &database,
        "DELETE FROM audit_events; DELETE FROM audit_chains;",
    );
    let unknowable = verify(&place, &[]).done();
    assert!(unknowable.out.contains("cannot be known"), "{unknowable:?}");
    let emptied = verify(&place, &["--anchor", "anchors", "--output", "json"]);
    assert_eq!(emptied.code, Some(TAMPERED), "{emptied:?}");
    assert_eq!(json(&emptied)["findings"][0]["code"], "chain-gone");
}

#[test]
fn what_cannot_be_verified_is_said_in_a_sentence() {
    let place = Workplace::new();
    place.dev_once().done();
    let database = DEMO[0];
    let other = ("ENCRYPTION_KEY", crate::harness::keyferry::KEY);
    for (variables, expected) in [
        (vec![database, other], "not the key"),
        (vec![other], "does not open"),
        (vec![database], "ENCRYPTION_KEY is not set"),
    ] {
        let refused = place.run_with(&["audit", "verify"], &variables);
        assert_eq!(refused.code, Some(1), "{refused:?}");
        assert!(refused.err.contains(expected), "{refused:?}");
    }
    let missing = verify(&place, &["--anchor", "nowhere"]);
    assert!(
        missing.err.contains("the anchor file nowhere"),
        "{missing:?}"
    );
}
