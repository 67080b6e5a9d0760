//! Audit chains.

use model::id::{ProjectId, ReplicaId};
use store::audit::{self, AuditFilter, AuditRow, Chain, ChainHead};
use store::{StoreError, WriteTx};

use crate::harness::{Database, at};

on_both!(
    a_chain_grows_by_one_record_at_a_time,
    appenders_of_one_chain_at_the_same_time_leave_no_gap,
    records_are_listed_newest_first_and_by_project,
    records_are_found_by_who_what_and_when,
);

fn record(chain: ReplicaId, seq: i64) -> AuditRow {
    AuditRow {
        chain,
        seq,
        at: at(seq),
        actor: "{}".to_owned(),
        action: "secrets.read".to_owned(),
        project_id: None,
        detail: "{}".to_owned(),
        mac: seq.to_be_bytes().to_vec(),
    }
}

fn beginning(chain: ReplicaId) -> Chain {
    Chain {
        end: ChainHead {
            chain,
            seq: 0,
            head: b"beginning".to_vec(),
        },
        follows: Some("[]".to_owned()),
    }
}

async fn begin(tx: &WriteTx, chain: ReplicaId) {
    audit::begin(tx, &beginning(chain)).await.unwrap();
}

async fn a_chain_grows_by_one_record_at_a_time(db: Database) {
    let chain = db.replica_id();
    let tx = db.write().await;
    assert_eq!(audit::head(&tx, chain).await.unwrap(), None);
    let without_a_chain = audit::append(&tx, &record(chain, 1)).await;
    assert!(matches!(without_a_chain, Err(StoreError::Stale { .. })));
    begin(&tx, chain).await;
    let head = audit::head(&tx, chain).await.unwrap();
    assert_eq!(head, Some(beginning(chain).end));
    audit::append(&tx, &record(chain, 1)).await.unwrap();
    audit::append(&tx, &record(chain, 2)).await.unwrap();
    for out_of_place in [2, 4] {
        let refused = audit::append(&tx, &record(chain, out_of_place)).await;
        assert!(matches!(refused, Err(StoreError::Stale { .. })));
    }
    let head = ChainHead {
        chain,
        seq: 2,
        head: record(chain, 2).mac,
    };
    assert_eq!(audit::head(&tx, chain).await.unwrap(), Some(head.clone()));
    tx.commit().await.unwrap();

    let tx = db.read().await;
    let noted = Chain {
        end: head,
        ..beginning(chain)
    };
    assert_eq!(audit::chains(&tx).await.unwrap(), [noted]);
    assert_eq!(audit::strays(&tx).await.unwrap(), []);
    let rest = audit::of_chain(&tx, chain, 1, 10).await.unwrap();
    assert_eq!(rest, [record(chain, 2)]);
}

async fn appenders_of_one_chain_at_the_same_time_leave_no_gap(db: Database) {
    let chain = db.replica_id();
    let tx = db.write().await;
    begin(&tx, chain).await;
    tx.commit().await.unwrap();

    let mut appenders = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let store = db.replica().await;
        appenders.spawn(async move {
            for _ in 0..10 {
                let tx = store.write().await.unwrap();
                let head = audit::head(&tx, chain).await.unwrap().unwrap();
                audit::append(&tx, &record(chain, head.seq + 1))
                    .await
                    .unwrap();
                tx.commit().await.unwrap();
            }
        });
    }
    appenders.join_all().await;

    let tx = db.read().await;
    let records = audit::of_chain(&tx, chain, 0, 100).await.unwrap();
    assert!(records.iter().map(|record| record.seq).eq(1..=40));
}

async fn records_are_listed_newest_first_and_by_project(db: Database) {
    let chain = db.replica_id();
    let project = ProjectId::from_uuid(db.id());
    let tx = db.write().await;
    begin(&tx, chain).await;
    for seq in 1..=5 {
        let mut record = record(chain, seq);
        record.project_id = (seq % 2 == 0).then_some(project);
        audit::append(&tx, &record).await.unwrap();
    }
    let filter = |project, before, limit| AuditFilter {
        project,
        before,
        limit,
        ..AuditFilter::default()
    };
    for (filter, expected) in [
        (filter(None, None, 2), vec![5, 4]),
        (filter(None, Some(at(4)), 10), vec![3, 2, 1]),
        (filter(Some(project), None, 10), vec![4, 2]),
    ] {
        let listed = audit::list(&tx, &filter).await.unwrap();
        let listed: Vec<_> = listed.iter().map(|record| record.seq).collect();
        assert_eq!(listed, expected, "{filter:?}");
    }
}

async fn records_are_found_by_who_what_and_when(db: Database) {
    let chain = db.replica_id();
    let tx = db.write().await;
    begin(&tx, chain).await;
    for (seq, actor, action) in [
        (1, r#"{"id":"1","name":"ada","type":"user"}"#, "get-secret"),
        (
            2,
            r#"{"id":"2","name":"100%_a","type":"identity"}"#,
            "get-secret",
        ),
        (
            3,
            r#"{"id":"1","name":"ada","type":"user"}"#,
            "delete-secret",
        ),
        (
            4,
            r#"{"name":"\"id\":\"1\"","type":"platform"}"#,
            "delete-secret",
        ),
    ] {
        let mut record = record(chain, seq);
        (record.actor, record.action) = (actor.to_owned(), action.to_owned());
        audit::append(&tx, &record).await.unwrap();
    }
    let everything = AuditFilter {
        limit: 10,
        ..AuditFilter::default()
    };
    let actor = |parts: &[&str]| AuditFilter {
        actor: parts.iter().map(|&part| part.to_owned()).collect(),
        ..everything.clone()
    };
    for (filter, expected) in [
        (actor(&[r#""id":"1""#]), vec![3, 1]),
        (actor(&[r#""type":"user""#, r#""name":"ada""#]), vec![3, 1]),
        (actor(&[r#""name":"100%_a""#]), vec![2]),
        (actor(&[r#""name":"ADA""#]), vec![]),
        (
            AuditFilter {
                actions: vec!["delete-secret".to_owned(), "create-secret".to_owned()],
                ..everything.clone()
            },
            vec![4, 3],
        ),
        (
            AuditFilter {
                from: Some(at(2)),
                before: Some(at(4)),
                ..everything.clone()
            },
            vec![3, 2],
        ),
        (
            AuditFilter {
                offset: 1,
                limit: 2,
                ..everything.clone()
            },
            vec![3, 2],
        ),
    ] {
        let listed = audit::list(&tx, &filter).await.unwrap();
        let listed: Vec<_> = listed.iter().map(|record| record.seq).collect();
        assert_eq!(listed, expected, "{filter:?}");
    }
}
