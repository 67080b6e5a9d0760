//! Walking one chain from its beginning to its end, a page at a time.

use model::Timestamp;
use model::id::ReplicaId;
use seal::DigestKey;
use store::audit::{self, AuditRow, Chain};
use store::{ReadTx, StoreError};

use super::{Fault, Finding, OpenEnd, Report, Witness};
use crate::audit::chain::{beginning, mac};

const PAGE: u64 = 1_000;

/// What a witness says of a record.
pub(super) struct Expected {
    pub(super) seq: i64,
    /// Its MAC, in hexadecimal digits.
    pub(super) head: String,
    pub(super) witness: Witness,
}

/// Verifies a chain and what witnesses say of it.
pub(super) async fn chain(
    tx: &ReadTx,
    key: &DigestKey,
    chain: &Chain,
    mut expected: Vec<Expected>,
    report: &mut Report,
) -> Result<(), StoreError> {
    let id = chain.end.chain;
    expected.sort_by_key(|expected| expected.seq);
    let vouched = expected.last().map(|expected| expected.seq);
    let mut walk = Walk {
        key,
        id,
        last: 0,
        before: Some(beginning(key, id, chain.follows.as_deref())),
        expected: expected.into_iter().peekable(),
        contradicted: false,
        findings: Vec::new(),
    };
    walk.hear(0);
    let mut after = i64::MIN;
    loop {
        let page = audit::of_chain(tx, id, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        report.records += page.len() as u64;
        for record in page {
            walk.step(record);
        }
    }
    walk.end(chain);
    report.chains += 1;
    report.findings.append(&mut walk.findings);
    if vouched.is_none_or(|vouched| vouched < walk.last) {
        report.open_ends.push(OpenEnd {
            chain: id,
            vouched,
            last: walk.last,
        });
    }
    Ok(())
}

/// A chain that witnesses name and that is not there.
pub(super) fn gone(chain: ReplicaId, expected: Vec<Expected>) -> Option<Finding> {
    let furthest = furthest(expected.into_iter())?;
    Some(Finding {
        chain: Some(chain),
        records: Some(furthest.seq.min(1)..=furthest.seq),
        at: None,
        fault: Fault::ChainGone(furthest.witness),
    })
}

/// Records of a chain that is noted nowhere.
pub(super) async fn stray(
    tx: &ReadTx,
    chain: ReplicaId,
    report: &mut Report,
) -> Result<(), StoreError> {
    let mut records: Option<(i64, i64, Timestamp)> = None;
    let mut after = i64::MIN;
    loop {
        let page = audit::of_chain(tx, chain, after, PAGE).await?;
        let (Some(first), Some(last)) = (page.first(), page.last()) else {
            break;
        };
        after = last.seq;
        report.records += page.len() as u64;
        let (start, at) = records.map_or((first.seq, first.at), |(start, _, at)| (start, at));
        records = Some((start, last.seq, at));
    }
    report
        .findings
        .extend(records.map(|(first, last, at)| Finding {
            chain: Some(chain),
            records: Some(first..=last),
            at: Some(at),
            fault: Fault::Stray,
        }));
    Ok(())
}

fn furthest(expected: impl Iterator<Item = Expected>) -> Option<Expected> {
    expected.max_by_key(|expected| expected.seq)
}

struct Walk<'a, E: Iterator<Item = Expected>> {
    key: &'a DigestKey,
    id: ReplicaId,
    /// The number of the record last seen.
    last: i64,
    /// Its MAC as stored; none when what the next record follows is missing, so that it cannot be
    /// verified.
    before: Option<Vec<u8>>,
    /// What is still to come, in order.
    expected: std::iter::Peekable<E>,
    /// Whether a witness has contradicted a record. All later ones would repeat it.
    contradicted: bool,
    findings: Vec<Finding>,
}

impl<E: Iterator<Item = Expected>> Walk<'_, E> {
    fn step(&mut self, record: AuditRow) {
        let (seq, at) = (record.seq, Some(record.at));
        let next = self.last + 1;
        if seq > next {
            self.find(next, seq - 1, None, Fault::Missing);
            self.before = None;
        }
        // A number below one comes before all others, and nothing can follow it.
        let is_bound = seq >= next;
        let matches = self
            .before
            .as_ref()
            .is_none_or(|before| mac(self.key, &record, before)[..] == record.mac[..]);
        if !(matches && is_bound) {
            self.find(seq, seq, at, Fault::Altered);
        }
        if !is_bound {
            return;
        }
        self.last = seq;
        self.before = Some(record.mac);
        self.hear(seq);
    }

    /// Compares the record at hand with what witnesses say of it. What they say of records that are
    /// missing is known by then.
    fn hear(&mut self, seq: i64) {
        while let Some(expected) = self.expected.next_if(|expected| expected.seq <= seq) {
            let head = self.before.as_ref().map(hex::encode);
            let contradicts = head.is_some_and(|head| head != expected.head);
            if expected.seq == seq && contradicts && !self.contradicted {
                self.contradicted = true;
                self.find(seq, seq, None, Fault::Contradicts(expected.witness));
            }
        }
    }

    fn end(&mut self, chain: &Chain) {
        let (last, noted) = (self.last, chain.end.seq);
        if noted > last {
            self.find(last + 1, noted, None, Fault::CutTail);
        } else if noted < last {
            self.find(noted + 1, last, None, Fault::PastTheEnd);
        } else if self.before.as_ref() != Some(&chain.end.head) {
            self.find(last, last, None, Fault::EndAltered);
        }
        let beyond = furthest(self.expected.by_ref());
        if let Some(beyond) = beyond.filter(|beyond| beyond.seq > noted) {
            let first = last.max(noted) + 1;
            self.find(first, beyond.seq, None, Fault::CutBefore(beyond.witness));
        }
    }

    /// Notes a fault of some records; those that follow each other make one finding.
    fn find(&mut self, first: i64, last: i64, at: Option<Timestamp>, fault: Fault) {
        if let Some(before) = self.findings.last_mut()
            && let Some(records) = &before.records
            && before.fault == fault
            && *records.end() + 1 == first
        {
            before.records = Some(*records.start()..=last);
            return;
        }
        self.findings.push(Finding {
            chain: Some(self.id),
            records: Some(first..=last),
            at,
            fault,
        });
    }
}
