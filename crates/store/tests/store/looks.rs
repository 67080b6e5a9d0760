//! Looks at connections: one replica at a time, and when the next one is due.

use std::time::Duration;

use store::connections::{self, Scope};

use crate::harness::{Database, at};

on_both!(
    of_two_replicas_one_looks_at_a_connection,
    a_look_that_never_ended_is_taken_over,
    an_earlier_look_stays,
    what_is_kept_for_care_is_read_back,
);

const HOUR: Duration = Duration::from_hours(1);

async fn of_two_replicas_one_looks_at_a_connection(db: Database) {
    let id = db.connection(Scope::Organization, "azure").await;
    let other = db.replica().await;
    let tx = db.write().await;
    let claimed = connections::claim_look(&tx, HOUR).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(claimed.unwrap().id, id);
    let tx = other.write().await.unwrap();
    assert!(connections::claim_look(&tx, HOUR).await.unwrap().is_none());
    let next = connections::next_look(&tx).await.unwrap().unwrap();
    assert!(next > other.now().await.unwrap());
}

async fn a_look_that_never_ended_is_taken_over(db: Database) {
    db.connection(Scope::Organization, "azure").await;
    let tx = db.write().await;
    for _ in 0..2 {
        let claimed = connections::claim_look(&tx, Duration::ZERO).await.unwrap();
        assert!(claimed.is_some());
    }
}

async fn an_earlier_look_stays(db: Database) {
    let id = db.connection(Scope::Organization, "azure").await;
    let tx = db.write().await;
    connections::look_after(&tx, id, HOUR, 3).await.unwrap();
    let planned = connections::next_look(&tx).await.unwrap();
    let row = connections::get(&tx, id).await.unwrap().unwrap();
    assert_eq!(row.looks_failed, 3);
    connections::look_within(&tx, id, 2 * HOUR).await.unwrap();
    assert_eq!(connections::next_look(&tx).await.unwrap(), planned);
    connections::look_within(&tx, id, HOUR / 2).await.unwrap();
    assert!(connections::next_look(&tx).await.unwrap() < planned);
    let row = connections::get(&tx, id).await.unwrap().unwrap();
    assert_eq!(row.looks_failed, 0);
}

async fn what_is_kept_for_care_is_read_back(db: Database) {
    let id = db.connection(Scope::Organization, "azure").await;
    let tx = db.write().await;
    connections::set_waiting(&tx, id, Some(at(900)))
        .await
        .unwrap();
    connections::set_warned(&tx, id, 14).await.unwrap();
    let row = connections::get(&tx, id).await.unwrap().unwrap();
    assert_eq!(row.waiting_until, Some(at(900)));
    assert_eq!(row.warned_days, Some(14));
    connections::set_waiting(&tx, id, None).await.unwrap();
    let row = connections::get(&tx, id).await.unwrap().unwrap();
    assert_eq!(row.waiting_until, None);
}
