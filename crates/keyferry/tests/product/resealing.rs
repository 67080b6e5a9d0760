//! `keyferry keys rotate --reseal`: a server seals everything anew while it runs, and the command waits
//! for it and tells what is left.

use serde_json::Value;
use sqlx::{Connection, SqliteConnection, raw_sql};

use crate::harness::keyferry::{Ended, Workplace};

const DEMO: [(&str, &str); 2] = [
    ("DATABASE_URL", "sqlite://.keyferry/keyferry.db"),
    ("ENCRYPTION_KEY_FILE", ".keyferry/encryption.key"),
];
const RESEAL: [&str; 5] = ["keys", "rotate", "--reseal", "--output", "json"];

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("no JSON: {ended:?}"))
}

#[test]
fn everything_is_sealed_anew_while_the_server_runs() {
    let place = Workplace::new();
    let demo = place.dev();
    let ended = place.run(&RESEAL).done();
    let told = json(&ended);
    assert_eq!(told["state"], "idle", "{told}");
    assert_eq!(told["ownersDone"], told["ownersTotal"], "{told}");
    assert_eq!(
        (&told["rowsLeft"], &told["refused"]),
        (&0.into(), &Value::Array(Vec::new()))
    );
    assert!(told["rowsResealed"].as_u64() > Some(0), "{told}");
    place.run(&["secrets", "list", "--env", "dev"]).done();
    let again = place.run(&RESEAL[..3]).done();
    assert!(again.out.contains("rows sealed anew"), "{again:?}");
    demo.stop();
    let whole = ["audit", "verify", "--values"];
    place.run_with(&whole, &DEMO).done();
    place.dev_once().done();
}

#[test]
fn a_row_that_does_not_open_is_named_and_the_command_does_not_end_well() {
    let place = Workplace::new();
    place.dev_once().done();
    alter_a_value(&place);
    let demo = place.dev();
    let ended = place.run(&RESEAL);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    let told = json(&ended);
    assert_eq!(told["rowsLeft"], 1, "{told}");
    assert_eq!(told["refused"][0]["table"], "secret_versions", "{told}");
    assert!(ended.err.contains("do not open"), "{ended:?}");
    let said = place.run(&RESEAL[..3]);
    assert!(
        said.out.contains("does not open: secret_versions.value"),
        "{said:?}"
    );
    demo.stop();
}

#[test]
fn it_is_asked_of_a_server_and_not_mixed_with_a_new_root_key() {
    let place = Workplace::new();
    let mixed = [&RESEAL[..3], &["--new-key-file", "new.key"]].concat();
    let mixed = place.run(&mixed);
    assert_eq!(mixed.code, Some(2), "{mixed:?}");
    assert!(mixed.err.contains("cannot be used with"), "{mixed:?}");
    let nowhere = place.run_with(&RESEAL, &DEMO);
    assert_eq!(nowhere.code, Some(1), "{nowhere:?}");
    assert!(nowhere.err.contains("--url"), "{nowhere:?}");
}

/// What whoever has the database can do without the key.
fn alter_a_value(place: &Workplace) {
    let file = place.path().join(".keyferry/keyferry.db");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let file = file.display().to_string();
        let mut connection = SqliteConnection::connect(&file).await.expect("a database");
        let sql = "UPDATE secret_versions SET value = x'01ff' \
                   WHERE rowid = (SELECT min(rowid) FROM secret_versions)";
        raw_sql(sql)
            .execute(&mut connection)
            .await
            .expect("it is right");
        connection.close().await.expect("it is written");
    });
}
