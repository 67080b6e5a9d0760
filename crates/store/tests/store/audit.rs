//! Audit chains.

use model::id::{ProjectId, ReplicaId};
use store::StoreError;
use store::audit::{self, AuditFilter, AuditRow, ChainHead};

use crate::harness::{Database, at};

on_both!(
    a_chain_grows_by_one_record_at_a_time,
    appenders_of_one_chain_at_the_same_time_leave_no_gap,
    records_are_listed_newest_first_and_by_project,
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

async fn a_chain_grows_by_one_record_at_a_time(db: Database) {
    let chain = db.replica_id();
    let tx = db.write().await;
    assert_eq!(audit::head(&tx, chain).await.unwrap(), None);
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
    assert_eq!(audit::chains(&tx).await.unwrap(), [head]);
    let rest = audit::of_chain(&tx, chain, 1, 10).await.unwrap();
    assert_eq!(rest, [record(chain, 2)]);
}

async fn appenders_of_one_chain_at_the_same_time_leave_no_gap(db: Database) {
    let chain = db.replica_id();
    let tx = db.write().await;
    audit::append(&tx, &record(chain, 1)).await.unwrap();
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
    assert!(records.iter().map(|record| record.seq).eq(1..=41));
}

async fn records_are_listed_newest_first_and_by_project(db: Database) {
    let chain = db.replica_id();
    let project = ProjectId::from_uuid(db.id());
    let tx = db.write().await;
    for seq in 1..=5 {
        let mut record = record(chain, seq);
        record.project_id = (seq % 2 == 0).then_some(project);
        audit::append(&tx, &record).await.unwrap();
    }
    let filter = |project, before, limit| AuditFilter {
        project,
        before,
        limit,
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
