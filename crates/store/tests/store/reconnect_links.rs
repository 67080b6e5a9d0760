//! Links that let whoever holds one sign a connection in again.

use model::id::{ConnectionId, FlowId, LinkId, SessionId};
use store::connections::Scope;
use store::flows::{self, Flow, Starter, Taken};
use store::reconnect_links::{self, ReconnectLink};

use crate::harness::{Database, at};

on_both!(
    a_connection_has_one_link_the_newest,
    of_many_who_spend_a_link_one_does,
    a_link_that_is_taken_back_ends_the_sign_ins_begun_by_it,
);

fn link(db: &Database, connection: ConnectionId) -> ReconnectLink {
    ReconnectLink {
        id: LinkId::from_uuid(db.id()),
        connection_id: connection,
        created_by: "ada@example.com".to_owned(),
        created_at: at(0),
        expires_at: at(600),
    }
}

async fn made(db: &Database, token_hash: &[u8]) -> ReconnectLink {
    let connection = db.connection(Scope::Organization, "azure").await;
    let link = link(db, connection);
    let tx = db.write().await;
    reconnect_links::put(&tx, &link, token_hash).await.unwrap();
    tx.commit().await.unwrap();
    link
}

async fn a_connection_has_one_link_the_newest(db: Database) {
    let first = made(&db, b"first").await;
    let second = link(&db, first.connection_id);
    let tx = db.write().await;
    reconnect_links::put(&tx, &second, b"second").await.unwrap();
    let by = async |hash: &[u8]| reconnect_links::by_token_hash(&tx, hash).await.unwrap();
    assert_eq!(by(b"first").await, None);
    assert_eq!(by(b"second").await.as_ref(), Some(&second));
    let found = reconnect_links::get(&tx, second.id).await.unwrap();
    assert_eq!(found, Some(second));
}

async fn of_many_who_spend_a_link_one_does(db: Database) {
    let link = made(&db, b"token").await;
    let mut spending = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let store = db.replica().await;
        spending.spawn(async move {
            let tx = store.write().await.unwrap();
            let spent = reconnect_links::spend(&tx, link.id).await.unwrap();
            tx.commit().await.unwrap();
            spent
        });
    }
    let spent = spending.join_all().await;
    assert_eq!(spent.into_iter().filter(|spent| *spent).count(), 1);
}

async fn a_link_that_is_taken_back_ends_the_sign_ins_begun_by_it(db: Database) {
    let link = made(&db, b"token").await;
    let flow = Flow {
        id: FlowId::from_uuid(db.id()),
        starter: Starter::Link(link.id),
        session_id: SessionId::from_uuid(db.id()),
        payload: b"sealed".to_vec(),
        created_at: at(0),
        expires_at: at(600),
    };
    let tx = db.write().await;
    flows::insert(&tx, &flow, b"state").await.unwrap();
    assert!(
        reconnect_links::revoke(&tx, link.connection_id)
            .await
            .unwrap()
    );
    let taken = flows::take(&tx, b"state", at(1)).await.unwrap();
    assert!(matches!(taken, Taken::Unknown));
}
