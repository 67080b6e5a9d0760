//! Alerts: each is delivered by one replica, until it has arrived.

use std::time::Duration;

use model::connection::AlertKind;
use model::id::{AlertId, ConnectionId};
use store::alerts::{self, Alert};
use store::connections::{self, Scope};

use crate::harness::{Database, at};

on_both!(
    of_two_replicas_one_delivers_an_alert,
    what_has_arrived_is_not_delivered_again,
    what_has_not_arrived_is_delivered_again_when_it_is_time,
    an_alert_outlives_its_connection,
    of_old_alerts_the_newest_of_each_kind_is_kept,
);

const HOUR: Duration = Duration::from_hours(1);

async fn raise(db: &Database, id: ConnectionId, kind: AlertKind, second: i64) -> Alert {
    let alert = Alert {
        id: AlertId::from_uuid(db.id()),
        connection_id: Some(id),
        kind,
        payload: "{}".to_owned(),
        at: at(second),
        attempts: 0,
    };
    let tx = db.write().await;
    alerts::raise(&tx, &alert).await.unwrap();
    tx.commit().await.unwrap();
    alert
}

async fn of_two_replicas_one_delivers_an_alert(db: Database) {
    let id = db.connection(Scope::Organization, "azure").await;
    let raised = raise(&db, id, AlertKind::ReconnectNeeded, 1).await;
    let other = db.replica().await;
    let tx = db.write().await;
    let claimed = alerts::claim(&tx, HOUR).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        claimed,
        Alert {
            attempts: 1,
            ..raised
        }
    );
    let tx = other.write().await.unwrap();
    assert_eq!(alerts::claim(&tx, HOUR).await.unwrap(), None);
}

async fn what_has_arrived_is_not_delivered_again(db: Database) {
    let id = db.connection(Scope::Organization, "azure").await;
    let raised = raise(&db, id, AlertKind::ReconnectNeeded, 1).await;
    let tx = db.write().await;
    alerts::delivered(&tx, raised.id, at(2)).await.unwrap();
    assert_eq!(alerts::claim(&tx, HOUR).await.unwrap(), None);
    assert_eq!(alerts::next_due(&tx).await.unwrap(), None);
}

async fn what_has_not_arrived_is_delivered_again_when_it_is_time(db: Database) {
    let id = db.connection(Scope::Organization, "azure").await;
    let raised = raise(&db, id, AlertKind::ReconnectNeeded, 1).await;
    let tx = db.write().await;
    alerts::retry(&tx, raised.id, Some(HOUR)).await.unwrap();
    assert_eq!(alerts::claim(&tx, HOUR).await.unwrap(), None);
    assert!(alerts::next_due(&tx).await.unwrap().is_some());
    alerts::retry(&tx, raised.id, Some(Duration::ZERO))
        .await
        .unwrap();
    assert!(alerts::claim(&tx, HOUR).await.unwrap().is_some());
    alerts::retry(&tx, raised.id, None).await.unwrap();
    assert_eq!(alerts::next_due(&tx).await.unwrap(), None);
}

async fn an_alert_outlives_its_connection(db: Database) {
    let id = db.connection(Scope::Organization, "azure").await;
    raise(&db, id, AlertKind::Expiring, 1).await;
    let tx = db.write().await;
    assert!(connections::delete(&tx, id).await.unwrap());
    let claimed = alerts::claim(&tx, HOUR).await.unwrap().unwrap();
    assert_eq!(claimed.connection_id, None);
}

async fn of_old_alerts_the_newest_of_each_kind_is_kept(db: Database) {
    let id = db.connection(Scope::Organization, "azure").await;
    let gone = db.connection(Scope::Organization, "gone").await;
    raise(&db, gone, AlertKind::Healthy, 1).await;
    raise(&db, id, AlertKind::ReconnectNeeded, 1).await;
    let newest = raise(&db, id, AlertKind::ReconnectNeeded, 2).await;
    let healthy = raise(&db, id, AlertKind::Healthy, 3).await;
    let tx = db.write().await;
    connections::delete(&tx, gone).await.unwrap();
    assert_eq!(alerts::prune(&tx, at(100)).await.unwrap(), 2);
    let found = alerts::newest(&tx, id, &[AlertKind::ReconnectNeeded]).await;
    assert_eq!(found.unwrap(), Some(newest));
    let kinds = [AlertKind::ReconnectNeeded, AlertKind::Healthy];
    let found = alerts::newest(&tx, id, &kinds).await;
    assert_eq!(found.unwrap(), Some(healthy));
}
