//! How a verification is told: a line for each finding, then what was looked at, then what nobody can
//! know.

use std::fmt::Write;
use std::ops::RangeInclusive;

use serde_json::{Value, json};
use service::audit::{Finding, OpenEnd, Report};

/// For people.
pub(super) fn text(report: &Report, with_anchors: bool) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let _ = writeln!(text, "{}", line(finding));
    }
    if !report.findings.is_empty() {
        text.push('\n');
    }
    let looked_at = [
        Some(count(report.records, "record")),
        Some(count(report.chains, "chain")),
        with_anchors.then(|| count(report.anchors, "anchor")),
        report.values.map(|values| count(values, "sealed value")),
    ];
    let looked_at: Vec<_> = looked_at.into_iter().flatten().collect();
    let verdict = match report.findings.len() {
        0 => "everything is as Keyferry wrote it".to_owned(),
        found => format!("{} as above", count(found as u64, "finding")),
    };
    let _ = writeln!(text, "{}: {verdict}.", looked_at.join(", "));
    text.push_str(&unknowable(&report.open_ends, with_anchors));
    text
}

/// For programs.
pub(super) fn json(report: &Report) -> Value {
    json!({
        "ok": report.is_clean(),
        "records": report.records,
        "chains": report.chains,
        "anchors": report.anchors,
        "values": report.values,
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
        "openEnds": report.open_ends.iter().map(|end| json!({
            "chain": end.chain,
            "vouched": end.vouched,
            "last": end.last,
        })).collect::<Vec<_>>(),
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "code": finding.fault.code(),
        "chain": finding.chain,
        "first": finding.records.as_ref().map(RangeInclusive::start),
        "last": finding.records.as_ref().map(RangeInclusive::end),
        "time": finding.at,
        "meaning": finding.fault.to_string(),
    })
}

/// `chain …, record 5 (2026-…): does not match its MAC: …`.
fn line(finding: &Finding) -> String {
    let mut place = String::new();
    if let Some(chain) = finding.chain {
        let _ = write!(place, "chain {chain}");
    }
    if let Some(records) = &finding.records {
        let (first, last) = (records.start(), records.end());
        // Number zero is the beginning of a chain, before any record.
        let _ = match (first == last, *last) {
            (true, 0) => write!(place, ", its beginning"),
            (true, last) => write!(place, ", record {last}"),
            (false, last) => write!(place, ", each of records {first} to {last}"),
        };
    }
    if let Some(at) = finding.at {
        let _ = write!(place, " ({at})");
    }
    if place.is_empty() {
        finding.fault.to_string()
    } else {
        format!("{place}: {}", finding.fault)
    }
}

fn unknowable(open_ends: &[OpenEnd], with_anchors: bool) -> String {
    let mut text = String::new();
    if !open_ends.is_empty() {
        text.push_str("Nothing outside these chains says that they end here:\n");
    }
    for end in open_ends {
        let since = match end.vouched {
            Some(vouched) => format!("vouched for up to record {vouched}"),
            None => "not vouched for at all".to_owned(),
        };
        let _ = writeln!(
            text,
            "  chain {}, which ends with record {}, {since}",
            end.chain, end.last
        );
    }
    text.push_str(
        "What cannot be known: whether records after the last one vouched for, or whole chains after \
         the newest one,\nwere cut off together with their notes.",
    );
    text.push_str(if with_anchors {
        " Newer anchors narrow that down.\n"
    } else {
        " Give --anchor FILE to find out: see KEYFERRY_AUDIT_ANCHOR_FILE.\n"
    });
    text
}

fn count(number: u64, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use model::Timestamp;
    use model::id::ReplicaId;
    use service::audit::Fault;

    use super::*;

    const CHAIN: &str = "0198c0de-0000-7000-8000-000000000001";

    fn found() -> Report {
        Report {
            chains: 2,
            records: 40,
            findings: vec![Finding {
                chain: Some(CHAIN.parse::<ReplicaId>().unwrap()),
                records: Some(5..=6),
                at: Some(Timestamp::from_micros(1_767_323_045_678_901)),
                fault: Fault::Missing,
            }],
            ..Report::default()
        }
    }

    #[test]
    fn a_finding_names_chain_numbers_time_and_meaning() {
        let text = text(&found(), true);
        let first = text.lines().next().unwrap();
        assert_eq!(
            first,
            format!(
                "chain {CHAIN}, each of records 5 to 6 (2026-01-02T03:04:05.678Z): is missing: it \
                 was deleted from the middle of the chain"
            )
        );
        assert!(
            text.contains("40 records, 2 chains, 0 anchors: 1 finding as above."),
            "{text}"
        );
    }

    #[test]
    fn without_an_anchor_it_says_what_it_cannot_know() {
        let clean = Report {
            open_ends: vec![OpenEnd {
                chain: CHAIN.parse().unwrap(),
                vouched: None,
                last: 7,
            }],
            ..Report::default()
        };
        let text = text(&clean, false);
        assert!(
            text.contains("everything is as Keyferry wrote it"),
            "{text}"
        );
        assert!(
            text.contains("which ends with record 7, not vouched for at all"),
            "{text}"
        );
        assert!(text.contains("--anchor FILE"), "{text}");
    }

    #[test]
    fn programs_get_the_same_as_json() {
        let json = json(&found());
        assert_eq!(json["ok"], false);
        assert_eq!(json["findings"][0]["code"], "missing");
        assert_eq!(json["findings"][0]["last"], 6);
        assert_eq!(json["values"], Value::Null);
    }
}
