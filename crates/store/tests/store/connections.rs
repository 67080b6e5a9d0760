//! App connections: names, credentials, and refreshing them one at a time.

use std::time::Duration;

use model::connection::{Health, Occasion};
use model::id::{ConnectionCheckId, ConnectionId, ProjectId};
use store::connections::{self, ConnectionCheck, Listed, NewCredentials, NextCredentials, Scope};
use store::{Constraint, StoreError};

use crate::harness::{Database, World, at, slug};

on_both!(
    a_name_is_taken_once_in_a_scope,
    connections_are_listed_by_where_they_may_be_used,
    new_credentials_replace_only_those_that_were_seen,
    credentials_that_come_next_take_over_once,
    of_two_refreshers_one_has_the_right,
    refreshed_credentials_never_replace_newer_ones,
    a_connection_in_use_is_not_deleted,
    checks_are_kept_newest_first,
    of_many_checks_the_newest_are_kept,
    health_is_what_was_last_written_down,
);

async fn a_name_is_taken_once_in_a_scope(db: Database) {
    let project = db.project("contoso").await;
    let scopes = [Scope::Organization, Scope::Project(project)];
    for scope in scopes {
        let id = db.connection(scope, "azure").await;
        let tx = db.read().await;
        let found = connections::by_name(&tx, scope, &slug("azure"))
            .await
            .unwrap()
            .unwrap();
        assert_eq!((found.id, found.scope), (id, scope));
    }
    for scope in scopes {
        let tx = db.write().await;
        let refused = connections::insert(&tx, &db.new_connection(scope, "azure")).await;
        assert!(matches!(
            refused,
            Err(StoreError::Conflict(Constraint::ConnectionName))
        ));
    }
    let other = db.connection(Scope::Organization, "other").await;
    let tx = db.write().await;
    let refused = connections::rename(&tx, other, &slug("azure"), None, at(1)).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Constraint::ConnectionName))
    ));
}

async fn connections_are_listed_by_where_they_may_be_used(db: Database) {
    let ours = db.project("ours").await;
    let theirs = db.project("theirs").await;
    let shared = db.connection(Scope::Organization, "azure").await;
    let our = db.connection(Scope::Project(ours), "azure").await;
    let their = db.connection(Scope::Project(theirs), "azure").await;
    let nobody = ProjectId::from_uuid(db.id());
    let tx = db.read().await;
    for (listed, expected) in [
        (Listed::All, vec![shared, our, their]),
        (Listed::Organization, vec![shared]),
        (Listed::Project(ours), vec![our]),
        (Listed::UsableIn(theirs), vec![shared, their]),
        (Listed::UsableIn(nobody), vec![shared]),
    ] {
        let found = connections::list(&tx, listed).await.unwrap();
        let found: Vec<_> = found.iter().map(|connection| connection.id).collect();
        assert_eq!(found, expected, "{listed:?}");
    }
}

async fn new_credentials_replace_only_those_that_were_seen(db: Database) {
    let id = db.connection(Scope::Organization, "azure").await;
    let credentials = |sealed: &[u8]| NewCredentials {
        sealed: sealed.to_vec(),
        public: r#"{"tenantId":"contoso"}"#.to_owned(),
        hash: "new hash".to_owned(),
        expires_at: None,
    };
    let tx = db.write().await;
    connections::store_refreshed(&tx, id, 1, b"sealed 2", b"token", at(60))
        .await
        .unwrap();
    let newer = credentials(b"sealed 3");
    let version = connections::replace_credentials(&tx, id, 2, &newer, at(1)).await;
    assert_eq!(version.unwrap(), 3);
    let late = connections::replace_credentials(&tx, id, 2, &credentials(b"late"), at(2)).await;
    assert!(matches!(late, Err(StoreError::Stale { expected: 2 })));

    let connection = connections::get(&tx, id).await.unwrap().unwrap();
    assert_eq!(connection.credentials, b"sealed 3");
    assert_eq!(connection.credentials_hash, "new hash");
    assert_eq!(
        connection.access_token, None,
        "the token was of the old credentials"
    );
}

async fn credentials_that_come_next_take_over_once(db: Database) {
    let id = db.connection(Scope::Organization, "azure").await;
    let tx = db.write().await;
    let next = NextCredentials {
        sealed: b"next".to_vec(),
        public: "{}".to_owned(),
        hash: "next hash".to_owned(),
        expires_at: Some(at(900)),
    };
    assert!(
        connections::set_next(&tx, id, Some(&next), at(1))
            .await
            .unwrap()
    );
    let kept = connections::get(&tx, id).await.unwrap().unwrap();
    assert_eq!(kept.next.unwrap().sealed, b"next");

    let sealed = NewCredentials {
        sealed: b"sealed 2".to_vec(),
        public: next.public,
        hash: next.hash,
        expires_at: next.expires_at,
    };
    let version = connections::promote_next(&tx, id, 1, &sealed, at(2)).await;
    assert_eq!(version.unwrap(), 2);
    let late = connections::promote_next(&tx, id, 1, &sealed, at(2)).await;
    assert!(matches!(late, Err(StoreError::Stale { expected: 1 })));
    let promoted = connections::get(&tx, id).await.unwrap().unwrap();
    assert_eq!(promoted.credentials_hash, "next hash");
    assert_eq!(promoted.expires_at, Some(at(900)));
    assert!(promoted.next.is_none());
}

async fn of_two_refreshers_one_has_the_right(db: Database) {
    let id = db.connection(Scope::Organization, "azure").await;
    let stores = [db.store.clone(), db.replica().await];
    let mut refreshers = tokio::task::JoinSet::new();
    for store in stores {
        refreshers.spawn(async move {
            let tx = store.write().await.unwrap();
            let lease = Duration::from_mins(1);
            let claimed = connections::claim_refresh(&tx, id, lease).await.unwrap();
            tx.commit().await.unwrap();
            claimed
        });
    }
    let mut claimed = refreshers.join_all().await;
    claimed.sort_unstable();
    assert_eq!(claimed, [false, true]);

    let tx = db.write().await;
    connections::release_refresh(&tx, id).await.unwrap();
    let at_once = Duration::ZERO;
    assert!(connections::claim_refresh(&tx, id, at_once).await.unwrap());
    tx.commit().await.unwrap();
    let tx = db.write().await;
    let taken_over = connections::claim_refresh(&tx, id, Duration::from_mins(1)).await;
    assert!(taken_over.unwrap(), "a right that has ended is free");

    connections::release_refresh(&tx, id).await.unwrap();
    let at_once = connections::claim_refresh(&tx, id, Duration::ZERO).await;
    assert!(at_once.unwrap());
    let minute = Duration::from_mins(1);
    connections::renew_refresh(&tx, id, minute).await.unwrap();
    tx.commit().await.unwrap();
    let tx = db.write().await;
    let taken_over = connections::claim_refresh(&tx, id, minute).await;
    assert!(!taken_over.unwrap(), "a right that was renewed is not");
    connections::release_refresh(&tx, id).await.unwrap();
    connections::renew_refresh(&tx, id, minute).await.unwrap();
    let claimed = connections::claim_refresh(&tx, id, minute).await;
    assert!(claimed.unwrap(), "a right that was given back stays so");
}

async fn refreshed_credentials_never_replace_newer_ones(db: Database) {
    let id = db.connection(Scope::Organization, "azure").await;
    let tx = db.write().await;
    connections::claim_refresh(&tx, id, Duration::from_mins(1))
        .await
        .unwrap();
    let kept = connections::store_refreshed(&tx, id, 1, b"sealed 2", b"token 2", at(60)).await;
    assert!(kept.unwrap());
    let late = connections::store_refreshed(&tx, id, 1, b"late", b"late", at(90)).await;
    assert!(!late.unwrap());

    let connection = connections::get(&tx, id).await.unwrap().unwrap();
    assert_eq!(connection.credentials, b"sealed 2");
    assert_eq!(
        connection.access_token.as_deref(),
        Some(b"token 2".as_slice())
    );
    assert_eq!(connection.access_expires_at, Some(at(60)));
    assert_eq!(connection.credentials_version, 2);
    assert_eq!(
        connection.refresh_until.as_micros(),
        0,
        "the right is given back"
    );
}

async fn a_connection_in_use_is_not_deleted(db: Database) {
    let world = World::new(&db).await;
    let tx = db.read().await;
    let uses = connections::used_by(&tx, world.connection).await.unwrap();
    assert_eq!(uses.len(), 1);
    assert_eq!(
        (uses[0].sync_id, uses[0].project_id),
        (world.sync, world.project)
    );
    assert_eq!(uses[0].name.as_str(), "first");
    drop(tx);

    let tx = db.write().await;
    let refused = connections::delete(&tx, world.connection).await;
    assert!(matches!(refused, Err(StoreError::StillUsed)));
    drop(tx);
    let tx = db.write().await;
    store::syncs::delete(&tx, world.sync).await.unwrap();
    assert!(connections::delete(&tx, world.connection).await.unwrap());
}

async fn checks_are_kept_newest_first(db: Database) {
    let id = db.connection(Scope::Organization, "azure").await;
    let tx = db.write().await;
    let mut expected = Vec::new();
    for second in 0..3 {
        let check = check(&db, id, second);
        connections::insert_check(&tx, &check).await.unwrap();
        expected.insert(0, check);
    }
    let newest = connections::checks(&tx, id, 2).await.unwrap();
    assert_eq!(newest, expected[..2]);
}

async fn of_many_checks_the_newest_are_kept(db: Database) {
    let id = db.connection(Scope::Organization, "azure").await;
    let tx = db.write().await;
    for second in 0..205 {
        // Two are made at a time.
        let check = check(&db, id, second / 2);
        connections::insert_check(&tx, &check).await.unwrap();
    }
    let kept = connections::checks(&tx, id, 1_000).await.unwrap();
    assert_eq!(kept.len(), 200);
    assert_eq!(kept[199].at, at(2), "the oldest five are gone");
    let of_store = connections::checks_of_store(&tx, id, World::HOST, at(100)).await;
    assert_eq!(of_store.unwrap().len(), 5);
    let elsewhere = connections::checks_of_store(&tx, id, "other.azconfig.io", at(0)).await;
    assert!(elsewhere.unwrap().is_empty());
}

fn check(db: &Database, id: ConnectionId, second: i64) -> ConnectionCheck {
    ConnectionCheck {
        id: ConnectionCheckId::from_uuid(db.id()),
        connection_id: id,
        at: at(second),
        store_host: Some(World::HOST.to_owned()),
        rights: r#"{"read":true}"#.to_owned(),
        diagnosis: None,
        latency: Duration::from_millis(120),
        occasion: Occasion::Look,
    }
}

async fn health_is_what_was_last_written_down(db: Database) {
    let id = db.connection(Scope::Organization, "azure").await;
    let tx = db.write().await;
    let before = connections::get(&tx, id).await.unwrap().unwrap();
    assert_eq!((before.health, before.checked_at), (Health::Unknown, None));
    let health = Health::MissingPermission;
    connections::set_health(&tx, id, health, Some("why"), at(5))
        .await
        .unwrap();
    let after = connections::get(&tx, id).await.unwrap().unwrap();
    assert_eq!((after.health, after.checked_at), (health, Some(at(5))));
    assert_eq!(after.diagnosis.as_deref(), Some("why"));
    assert_eq!(after.updated_at, before.updated_at, "nobody changed it");
}
