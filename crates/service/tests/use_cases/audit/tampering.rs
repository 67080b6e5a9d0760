//! Tampering with what lies in the database, at random records, one kind at a time: each is found,
//! with the chain and the record named.

use std::fmt::Debug;

use model::Timestamp;
use model::id::{ProjectId, ReplicaId};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use service::audit::Report;
use store::audit::AuditRow;
use uuid::Uuid;

use super::instance::{Instance, Log};

on_both!(
    what_nobody_touched_is_clean,
    a_flipped_record_is_found,
    a_deleted_record_is_found,
    reordered_records_are_found,
    records_swapped_between_chains_are_found,
    a_record_appended_without_the_key_is_found,
    a_removed_chain_is_found_by_its_successor,
    a_tail_cut_off_an_earlier_chain_is_found_by_its_successor,
    a_chain_whose_note_is_gone_is_found,
    an_altered_note_of_an_end_is_found,
    an_altered_note_of_earlier_chains_is_found,
    two_swapped_chains_are_found,
);

/// How many random places each kind is tried at.
const CASES: usize = 16;

/// Tampers with the log at random places, and has each report judged: with the log as it was, and the
/// place.
async fn each<S: Strategy>(
    instance: &Instance,
    places: S,
    tamper: impl Fn(&mut Log, &S::Value),
    judge: impl Fn(&Log, &S::Value, &Report),
) where
    S::Value: Debug,
{
    let original = instance.log().await;
    let mut runner = TestRunner::default();
    let places: Vec<_> = (0..CASES)
        .map(|_| places.new_tree(&mut runner).unwrap().current())
        .collect();
    for place in &places {
        let mut log = original.clone();
        tamper(&mut log, place);
        assert_ne!(log, original, "{place:?} changes nothing");
        instance.put(&log).await;
        let report = instance.verified().await;
        assert!(!report.is_clean(), "{place:?} goes unnoticed");
        judge(&original, place, &report);
    }
    instance.put(&original).await;
    assert_eq!(instance.verified().await.findings, []);
}

/// Says that some finding of a kind covers a record.
fn assert_names(report: &Report, code: &str, chain: ReplicaId, seq: i64) {
    let named = report.findings.iter().any(|finding| {
        finding.fault.code() == code
            && finding.chain == Some(chain)
            && finding
                .records
                .as_ref()
                .is_some_and(|records| records.contains(&seq))
    });
    assert!(
        named,
        "{code} of {chain} {seq} is not in {:?}",
        report.findings
    );
}

/// The places of the records of one chain.
fn of_chain(log: &Log, chain: usize) -> Vec<usize> {
    let id = log.chains[chain].end.chain;
    (0..log.records.len())
        .filter(|&place| log.records[place].chain == id)
        .collect()
}

/// Makes a text another one by turning one of its characters.
fn turn(text: &mut String, at: Index) {
    let mut characters: Vec<_> = text.chars().collect();
    let character = at.get_mut(&mut characters);
    *character = if *character == 'x' { 'y' } else { 'x' };
    *text = characters.into_iter().collect();
}

async fn what_nobody_touched_is_clean(instance: Instance) {
    let report = instance.verified().await;
    assert_eq!(report.findings, []);
    let log = instance.log().await;
    assert_eq!(report.chains, log.chains.len() as u64);
    assert_eq!(report.records, log.records.len() as u64);
    let open: Vec<_> = report.open_ends.iter().map(|end| end.chain).collect();
    let newest = log.chains.last().unwrap().end.chain;
    assert_eq!(open, [newest], "all others are named by the next");
}

async fn a_flipped_record_is_found(instance: Instance) {
    fn flip(record: &mut AuditRow, column: usize, at: Index) {
        match column {
            0 => record.at = Timestamp::from_micros(record.at.as_micros() ^ (1 << at.index(40))),
            1 => turn(&mut record.actor, at),
            2 => turn(&mut record.action, at),
            3 => {
                record.project_id = match record.project_id {
                    Some(_) => None,
                    None => Some(ProjectId::from_uuid(Uuid::from_u128(7))),
                };
            }
            4 => turn(&mut record.detail, at),
            _ => *at.get_mut(&mut record.mac) ^= 1 << at.index(8),
        }
    }
    each(
        &instance,
        (any::<Index>(), 0..6_usize, any::<Index>()),
        |log, (record, column, at)| flip(record.get_mut(&mut log.records), *column, *at),
        |log, (record, ..), report| {
            let record = record.get(&log.records);
            assert_names(report, "altered", record.chain, record.seq);
        },
    )
    .await;
}

async fn a_deleted_record_is_found(instance: Instance) {
    each(
        &instance,
        any::<Index>(),
        |log, record| {
            log.records.remove(record.index(log.records.len()));
        },
        |log, record, report| {
            let record = record.get(&log.records);
            let ends = log.chains.iter();
            let is_last = ends
                .map(|chain| &chain.end)
                .any(|end| (end.chain, end.seq) == (record.chain, record.seq));
            let code = if is_last { "cut-tail" } else { "missing" };
            assert_names(report, code, record.chain, record.seq);
        },
    )
    .await;
}

/// Two different places of one chain.
fn two_of(log: &Log, (chain, one, other): &(Index, Index, Index)) -> (usize, usize) {
    let records = of_chain(log, chain.index(log.chains.len()));
    let one = one.index(records.len());
    let other = (one + 1 + other.index(records.len() - 1)) % records.len();
    (records[one], records[other])
}

async fn reordered_records_are_found(instance: Instance) {
    each(
        &instance,
        any::<(Index, Index, Index)>(),
        |log, places| {
            let (one, other) = two_of(log, places);
            let (first, second) = (log.records[one].seq, log.records[other].seq);
            (log.records[one].seq, log.records[other].seq) = (second, first);
        },
        |log, places, report| {
            let (one, other) = two_of(log, places);
            for place in [one, other] {
                let record = &log.records[place];
                assert_names(report, "altered", record.chain, record.seq);
            }
        },
    )
    .await;
}

async fn records_swapped_between_chains_are_found(instance: Instance) {
    let places = |log: &Log, (one, other): &(Index, Index)| {
        let (first, second) = (of_chain(log, 0), of_chain(log, 1));
        (*one.get(&first), *other.get(&second))
    };
    each(
        &instance,
        any::<(Index, Index)>(),
        |log, indexes| {
            let (one, other) = places(log, indexes);
            let (first, second) = (log.records[one].clone(), log.records[other].clone());
            log.records[one] = AuditRow {
                chain: first.chain,
                seq: first.seq,
                ..second.clone()
            };
            log.records[other] = AuditRow {
                chain: second.chain,
                seq: second.seq,
                ..first
            };
        },
        |log, indexes, report| {
            let (one, other) = places(log, indexes);
            for place in [one, other] {
                let record = &log.records[place];
                assert_names(report, "altered", record.chain, record.seq);
            }
        },
    )
    .await;
}

async fn a_record_appended_without_the_key_is_found(instance: Instance) {
    each(
        &instance,
        (any::<Index>(), any::<[u8; 32]>(), any::<bool>()),
        |log, (chain, mac, with_note)| {
            let end = &mut chain.get_mut(&mut log.chains).end;
            let last = log.records.iter().rfind(|record| record.chain == end.chain);
            let appended = AuditRow {
                seq: end.seq + 1,
                mac: mac.to_vec(),
                ..last.unwrap().clone()
            };
            if *with_note {
                (end.seq, end.head) = (appended.seq, appended.mac.clone());
            }
            log.records.push(appended);
        },
        |log, (chain, _, with_note), report| {
            let end = &chain.get(&log.chains).end;
            assert_names(report, "altered", end.chain, end.seq + 1);
            if !with_note {
                assert_names(report, "past-the-end", end.chain, end.seq + 1);
            }
        },
    )
    .await;
}

/// All chains but the newest, which none names yet.
fn earlier(log: &Log) -> usize {
    log.chains.len() - 1
}

async fn a_removed_chain_is_found_by_its_successor(instance: Instance) {
    each(
        &instance,
        any::<Index>(),
        |log, chain| {
            let removed = log.chains.remove(chain.index(earlier(log))).end.chain;
            log.records.retain(|record| record.chain != removed);
        },
        |log, chain, report| {
            let removed = &log.chains[chain.index(earlier(log))].end;
            assert_names(report, "chain-gone", removed.chain, removed.seq);
        },
    )
    .await;
}

async fn a_tail_cut_off_an_earlier_chain_is_found_by_its_successor(instance: Instance) {
    each(
        &instance,
        any::<(Index, Index)>(),
        |log, (chain, records)| {
            let chain = chain.index(earlier(log));
            log.cut(chain, *records.get(&of_chain(log, chain)));
        },
        |log, (chain, _), report| {
            let end = &log.chains[chain.index(earlier(log))].end;
            assert_names(report, "cut-before", end.chain, end.seq);
        },
    )
    .await;
}

async fn a_chain_whose_note_is_gone_is_found(instance: Instance) {
    each(
        &instance,
        any::<Index>(),
        |log, chain| {
            log.chains.remove(chain.index(log.chains.len()));
        },
        |log, chain, report| {
            let end = &chain.get(&log.chains).end;
            assert_names(report, "stray", end.chain, end.seq);
        },
    )
    .await;
}

async fn an_altered_note_of_an_end_is_found(instance: Instance) {
    each(
        &instance,
        (any::<Index>(), -5..5_i64, any::<Index>()),
        |log, (chain, steps, at)| {
            let end = &mut chain.get_mut(&mut log.chains).end;
            end.seq += steps;
            if *steps == 0 {
                *at.get_mut(&mut end.head) ^= 1;
            }
        },
        |log, (chain, steps, _), report| {
            let end = &chain.get(&log.chains).end;
            match steps {
                0 => assert_names(report, "end-altered", end.chain, end.seq),
                1.. => assert_names(report, "cut-tail", end.chain, end.seq + steps),
                _ => assert_names(report, "past-the-end", end.chain, end.seq),
            }
        },
    )
    .await;
}

async fn an_altered_note_of_earlier_chains_is_found(instance: Instance) {
    each(
        &instance,
        (any::<Index>(), 0..3_usize, any::<Index>()),
        |log, (chain, how, at)| {
            let follows = &mut chain.get_mut(&mut log.chains).follows;
            match (how, &mut *follows) {
                (0, Some(text)) => turn(text, *at),
                (1, follows) => *follows = None,
                (_, follows) => *follows = Some("[ ]".to_owned()),
            }
        },
        |log, (chain, ..), report| {
            assert_names(report, "altered", chain.get(&log.chains).end.chain, 1);
        },
    )
    .await;
}

async fn two_swapped_chains_are_found(instance: Instance) {
    let both = |log: &Log, (one, other): &(Index, Index)| {
        let one = one.index(log.chains.len());
        let other = (one + 1 + other.index(log.chains.len() - 1)) % log.chains.len();
        [log.chains[one].end.chain, log.chains[other].end.chain]
    };
    each(
        &instance,
        any::<(Index, Index)>(),
        |log, indexes| {
            let [one, other] = both(log, indexes);
            let swapped = |chain: ReplicaId| match chain {
                chain if chain == one => other,
                chain if chain == other => one,
                chain => chain,
            };
            for chain in &mut log.chains {
                chain.end.chain = swapped(chain.end.chain);
            }
            for record in &mut log.records {
                record.chain = swapped(record.chain);
            }
        },
        |log, indexes, report| {
            for chain in both(log, indexes) {
                assert_names(report, "altered", chain, 1);
            }
        },
    )
    .await;
}
