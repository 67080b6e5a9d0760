//! Browser sign-ins under way.

use model::access::OrgRole;
use model::id::{FlowId, SessionId, UserId};
use secrecy::SecretString;
use store::flows::{self, Flow, Starter, Taken};
use store::users::{self, User};

use crate::harness::{Database, at};

on_both!(
    of_many_who_ask_for_a_sign_in_one_gets_it,
    a_sign_in_that_was_taken_is_told_from_one_that_never_was,
    sign_ins_that_expired_are_forgotten,
);

async fn flow(db: &Database, state_hash: &[u8]) -> FlowId {
    let user = User {
        id: UserId::from_uuid(db.id()),
        email: format!("{}@example.com", db.id()),
        name: "Ada".to_owned(),
        password_hash: SecretString::from("hash"),
        org_role: OrgRole::Admin,
        created_at: at(0),
    };
    let flow = Flow {
        id: FlowId::from_uuid(db.id()),
        starter: Starter::User(user.id),
        session_id: SessionId::from_uuid(db.id()),
        payload: b"sealed".to_vec(),
        created_at: at(0),
        expires_at: at(600),
    };
    let tx = db.write().await;
    users::insert(&tx, &user).await.unwrap();
    flows::insert(&tx, &flow, state_hash).await.unwrap();
    tx.commit().await.unwrap();
    flow.id
}

async fn of_many_who_ask_for_a_sign_in_one_gets_it(db: Database) {
    let id = flow(&db, b"state").await;
    flow(&db, b"another").await;
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let store = db.replica().await;
        asking.spawn(async move {
            let tx = store.write().await.unwrap();
            let taken = flows::take(&tx, b"state", at(1)).await.unwrap();
            tx.commit().await.unwrap();
            match taken {
                Taken::Flow(flow) => Some((flow.id, flow.payload)),
                Taken::Before | Taken::Unknown => None,
            }
        });
    }
    let got: Vec<_> = asking.join_all().await.into_iter().flatten().collect();
    assert_eq!(got, [(id, b"sealed".to_vec())]);
}

async fn a_sign_in_that_was_taken_is_told_from_one_that_never_was(db: Database) {
    flow(&db, b"state").await;
    let tx = db.write().await;
    let take = async |state| flows::take(&tx, state, at(1)).await.unwrap();
    assert!(matches!(take(b"state".as_slice()).await, Taken::Flow(_)));
    assert!(matches!(take(b"state".as_slice()).await, Taken::Before));
    assert!(matches!(take(b"never".as_slice()).await, Taken::Unknown));
}

async fn sign_ins_that_expired_are_forgotten(db: Database) {
    flow(&db, b"state").await;
    let tx = db.write().await;
    assert_eq!(flows::delete_expired(&tx, at(599)).await.unwrap(), 0);
    assert_eq!(flows::delete_expired(&tx, at(600)).await.unwrap(), 1);
}
