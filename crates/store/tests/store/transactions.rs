//! Transactions: what is kept, what is seen, and writers at the same time.

use store::secrets::{self, SecretChanges};
use store::{StoreError, settings};

use crate::harness::{Database, World, at};

on_both!(
    what_is_committed_stays_and_what_is_dropped_does_not,
    a_reader_sees_one_state_while_others_write,
    no_update_is_lost_when_many_read_then_write,
    times_keep_their_order_to_the_microsecond,
    the_databases_clock_goes_on,
);

async fn what_is_committed_stays_and_what_is_dropped_does_not(db: Database) {
    let tx = db.write().await;
    settings::put(&tx, "kept", "1").await.unwrap();
    settings::put(&tx, "kept", "2").await.unwrap();
    tx.commit().await.unwrap();

    let tx = db.write().await;
    settings::put(&tx, "kept", "3").await.unwrap();
    settings::put(&tx, "dropped", "1").await.unwrap();
    drop(tx);

    let tx = db.write().await;
    assert_eq!(
        settings::get(&tx, "kept").await.unwrap().as_deref(),
        Some("2")
    );
    assert_eq!(settings::get(&tx, "dropped").await.unwrap(), None);
}

async fn a_reader_sees_one_state_while_others_write(db: Database) {
    let before = db.read().await;
    assert_eq!(settings::get(&before, "name").await.unwrap(), None);

    let tx = db.write().await;
    settings::put(&tx, "name", "value").await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(settings::get(&before, "name").await.unwrap(), None);
    let after = db.read().await;
    assert!(settings::get(&after, "name").await.unwrap().is_some());
}

async fn no_update_is_lost_when_many_read_then_write(db: Database) {
    const TASKS: usize = 6;
    const UPDATES: usize = 20;
    let world = World::new(&db).await;
    let secret = db.secret(world.folder, "COUNTER").await;

    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..TASKS {
        let store = db.replica().await;
        tasks.spawn(async move {
            let mut stale = 0;
            let mut updates = 0;
            while updates < UPDATES {
                let tx = store.write().await.unwrap();
                let seen = secrets::get(&tx, secret).await.unwrap().unwrap();
                let changes = SecretChanges {
                    value: format!("sealed {}", seen.version + 1).into_bytes(),
                    key: None,
                    kind: None,
                    literal: None,
                    comment: None,
                    content_type: None,
                    metadata: None,
                    reminder_note: None,
                    reminder_days: None,
                    skip_multiline: None,
                    restored_from: None,
                    actor: "ada".to_owned(),
                    at: at(1),
                };
                match secrets::update(&tx, secret, seen.version, &changes).await {
                    Ok(_) => {
                        tx.commit().await.unwrap();
                        updates += 1;
                    }
                    Err(StoreError::Stale { .. }) => stale += 1,
                    Err(error) => panic!("{error}"),
                }
            }
            stale
        });
    }
    let stale: usize = tasks.join_all().await.into_iter().sum();

    let tx = db.read().await;
    let seen = secrets::get(&tx, secret).await.unwrap().unwrap();
    assert_eq!(seen.version, i64::try_from(TASKS * UPDATES + 1).unwrap());
    if db.store.kind() == store::DatabaseKind::Sqlite {
        assert_eq!(stale, 0, "a SQLite writer is alone from its first read on");
    }
}

async fn times_keep_their_order_to_the_microsecond(db: Database) {
    let world = World::new(&db).await;
    let mut expected = Vec::new();
    for micros in [0, 1, 500_000, 550_000, 999_999] {
        let mut secret = db.new_secret(world.folder, &format!("AT_{micros:06}"));
        secret.at = model::Timestamp::from_micros(at(5).as_micros() + micros);
        expected.push(secret.at);
        let tx = db.write().await;
        secrets::insert(&tx, &secret).await.unwrap();
        tx.commit().await.unwrap();
    }
    let tx = db.read().await;
    let secrets = secrets::list(&tx, world.folder).await.unwrap();
    let times: Vec<_> = secrets.iter().map(|secret| secret.created_at).collect();
    assert_eq!(times, expected);
}

async fn the_databases_clock_goes_on(db: Database) {
    let first = db.store.now().await.unwrap();
    let second = db.store.now().await.unwrap();
    assert!(first > at(0));
    assert!(first <= second);
}
