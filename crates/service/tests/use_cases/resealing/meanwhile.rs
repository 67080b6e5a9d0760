//! Others who write while everything is sealed anew: with an old key at hand, in a transaction that
//! began before, or all the time.

use seal::{Place as SealPlace, Sealed};
use service::keys::reseal::{self, Step};
use store::keys as rows_of_keys;
use store::sealed::{self, SealedColumn};

use super::house::{furnish, key_ids, name, newest_key, rows, value, work, write};
use crate::audit::instance::Instance;

on_both!(
    a_replica_with_the_old_key_at_hand_writes_at_any_moment_and_loses_nothing,
    whoever_writes_all_the_time_keeps_every_value,
    what_is_written_under_the_old_key_before_the_end_is_sealed_anew,
);

async fn a_replica_with_the_old_key_at_hand_writes_at_any_moment_and_loses_nothing(
    instance: Instance,
) {
    let place = furnish(&instance).await;
    let (service, admin) = (&instance.service, &instance.admin);
    let replica = instance.replica().await;
    assert_eq!(value(&replica, admin, &place, &name(0)).await, "0 2");
    reseal::begin(service, admin).await.unwrap();
    let mut steps = 0;
    loop {
        let written = vec![
            (name(steps), format!("step {steps}")),
            (format!("NEW_{steps}"), "new".to_owned()),
        ];
        write(&replica, admin, &place, written).await;
        if reseal::step(service).await.unwrap() == Step::Rest {
            break;
        }
        steps += 1;
    }
    assert_eq!(key_ids(&instance.store, Some(place.project)).await.len(), 1);
    let report = instance.verify(&[], true).await;
    assert!(report.is_clean(), "{:?}", report.findings);
    for process in [&replica, &instance.replica().await] {
        for step in 0..=steps {
            let now = value(process, admin, &place, &name(step)).await;
            assert_eq!(now, format!("step {step}"));
            let new = value(process, admin, &place, &format!("NEW_{step}")).await;
            assert_eq!(new, "new");
        }
    }
}

async fn whoever_writes_all_the_time_keeps_every_value(instance: Instance) {
    const ROUNDS: usize = 40;
    let place = furnish(&instance).await;
    let (service, admin) = (&instance.service, &instance.admin);
    let replica = instance.replica().await;
    reseal::begin(service, admin).await.unwrap();
    let sealing = async {
        work(service).await;
    };
    let writing = async {
        for round in 0..ROUNDS {
            let values = (0..5).map(|n| (name((round + n) % 20), format!("round {round}")));
            write(&replica, admin, &place, values.collect()).await;
            let read = value(&replica, admin, &place, &name(round % 20)).await;
            assert_eq!(read, format!("round {round}"));
        }
    };
    tokio::join!(sealing, writing);
    let report = instance.verify(&[], true).await;
    assert!(report.is_clean(), "{:?}", report.findings);
    assert_eq!(key_ids(&instance.store, Some(place.project)).await.len(), 1);
    let last = value(service, admin, &place, &name((ROUNDS - 1) % 20)).await;
    assert_eq!(last, format!("round {}", ROUNDS - 1));
}

/// A transaction that asked for the keys before the newer one was there and commits long after. Only
/// PostgreSQL has such: on SQLite nobody can begin while somebody writes.
async fn what_is_written_under_the_old_key_before_the_end_is_sealed_anew(instance: Instance) {
    let place = furnish(&instance).await;
    let (service, admin) = (&instance.service, &instance.admin);
    let old = newest_key(&instance, Some(place.project)).await;
    let row = rows(&instance.store, SealedColumn::Secret).await.remove(0);
    let seal_place = SealPlace {
        table: "secrets",
        row: row.id,
        column: "value",
        version: row.version,
    };
    let plain = old
        .open(&seal_place, &Sealed::from_bytes(row.bytes.clone()))
        .unwrap();
    let late = old.seal(&seal_place, &plain);

    let elsewhere = instance.another_store().await;
    let tx = elsewhere.write().await.unwrap();
    rows_of_keys::of(&tx, Some(place.project)).await.unwrap();
    let sealing = async {
        reseal::begin(service, admin).await.unwrap();
        work(service).await;
    };
    let writing = async {
        // Long enough for everything to be sealed anew, if nobody waited.
        for _ in 0..400 {
            newest_key(&instance, Some(place.project)).await;
        }
        let written = sealed::replace(&tx, SealedColumn::Secret, &row, late.as_bytes()).await;
        assert!(written.unwrap(), "nobody seals anew before");
        tx.commit().await.unwrap();
    };
    tokio::join!(sealing, writing);
    assert_eq!(key_ids(&instance.store, Some(place.project)).await.len(), 1);
    let report = instance.verify(&[], true).await;
    assert!(report.is_clean(), "{:?}", report.findings);
}
