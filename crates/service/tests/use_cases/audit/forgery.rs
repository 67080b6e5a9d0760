//! Forging the log as far as that goes without the key: every hash is computed anew, under a key of
//! the forger's own.

use model::id::ReplicaId;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use seal::{DataKey, SystemEntropy};
use service::audit::Report;
use store::audit::{AuditRow, Chain, ChainHead};

use super::instance::{Instance, Log};

on_both!(
    hashes_recomputed_without_the_key_are_found,
    a_whole_log_made_up_without_the_key_is_found,
    a_chain_of_an_older_version_is_verified_too,
    first_records_of_a_process_made_at_once_are_all_kept,
);

/// The MACs of a chain from one number on, as Keyferry computes them.
fn recompute(log: &mut Log, key: &DataKey, chain: usize, from: i64) {
    let Chain { end, follows } = &mut log.chains[chain];
    let id = end.chain.as_uuid();
    let mut before = follows.as_ref().map_or_else(Vec::new, |follows| {
        let parts: [&[u8]; 2] = [id.as_bytes(), follows.as_bytes()];
        key.digests()
            .digest("audit chain", &parts)
            .as_bytes()
            .to_vec()
    });
    for record in log
        .records
        .iter_mut()
        .filter(|record| record.chain == end.chain)
    {
        if record.seq >= from {
            record.mac = mac(key, record, &before);
        }
        before.clone_from(&record.mac);
    }
    end.head = before;
}

fn mac(key: &DataKey, record: &AuditRow, before: &[u8]) -> Vec<u8> {
    let project = record.project_id.map(|id| id.to_string());
    let chain = record.chain.as_uuid();
    let digest = key.digests().digest(
        "audit",
        &[
            chain.as_bytes(),
            &record.seq.to_be_bytes(),
            &record.at.as_micros().to_be_bytes(),
            record.actor.as_bytes(),
            record.action.as_bytes(),
            project.as_deref().unwrap_or_default().as_bytes(),
            record.detail.as_bytes(),
            before,
        ],
    );
    digest.as_bytes().to_vec()
}

fn altered(report: &Report, chain: ReplicaId, first: i64, last: i64) -> bool {
    report.findings.iter().any(|finding| {
        finding.fault.code() == "altered"
            && finding.chain == Some(chain)
            && finding.records == Some(first..=last)
    })
}

async fn hashes_recomputed_without_the_key_are_found(instance: Instance) {
    let original = instance.log().await;
    let own = DataKey::generate(&SystemEntropy);
    let mut runner = TestRunner::default();
    for _ in 0..16 {
        let place = any::<Index>().new_tree(&mut runner).unwrap().current();
        let mut log = original.clone();
        let record = place.get_mut(&mut log.records);
        "{}".clone_into(&mut record.detail);
        let (id, seq) = (record.chain, record.seq);
        let chain = log.chains.iter().position(|chain| chain.end.chain == id);
        let chain = chain.unwrap();
        recompute(&mut log, &own, chain, seq);
        instance.put(&log).await;
        let report = instance.verified().await;
        let last = log.chains[chain].end.seq;
        assert!(altered(&report, id, seq, last), "{:?}", report.findings);
    }
}

async fn a_whole_log_made_up_without_the_key_is_found(instance: Instance) {
    let mut log = instance.log().await;
    let own = DataKey::generate(&SystemEntropy);
    for chain in 0..log.chains.len() {
        recompute(&mut log, &own, chain, 1);
    }
    instance.put(&log).await;
    let report = instance.verified().await;
    for chain in &log.chains {
        assert!(altered(&report, chain.end.chain, 1, chain.end.seq));
    }
}

/// It also proves that the forger of these stories computes as Keyferry does, but for the key.
async fn a_chain_of_an_older_version_is_verified_too(instance: Instance) {
    let mut log = instance.log().await;
    let key = instance.data_key().await;
    for chain in 0..log.chains.len() {
        log.chains[chain].follows = None;
        recompute(&mut log, &key, chain, 1);
    }
    instance.put(&log).await;
    let report = instance.verified().await;
    assert_eq!(report.findings, []);
    assert_eq!(
        report.open_ends.len(),
        log.chains.len(),
        "none names another"
    );
}

async fn first_records_of_a_process_made_at_once_are_all_kept(mut instance: Instance) {
    instance.restart().await;
    let names: Vec<_> = (0..8).map(|number| format!("robot {number}")).collect();
    let made = names.iter().map(|name| instance.make_identity(name));
    futures_util::future::join_all(made).await;
    let log = instance.log().await;
    let end: &ChainHead = &log.chains.last().unwrap().end;
    assert_eq!(end.seq, 8);
    assert_eq!(instance.verified().await.findings, []);
}
