//! Anchors: what they show that nothing in the database can, and that nobody can make one up.

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use service::audit::{Anchor, AnchorFile, OpenEnd, Watch};

use super::instance::{Instance, Log, file_of};

on_both!(
    a_tail_cut_off_the_newest_chain_is_found_by_an_anchor,
    without_an_anchor_a_cut_tail_is_said_to_be_unknowable,
    the_newest_chain_removed_whole_is_found_by_an_anchor,
    a_chain_put_back_as_it_once_was_is_found_while_the_server_runs,
    an_altered_anchor_is_found,
    a_watch_tells_each_growth_once,
);

fn codes(report: &service::audit::Report) -> Vec<&'static str> {
    let findings = report.findings.iter();
    findings.map(|finding| finding.fault.code()).collect()
}

fn newest(log: &Log) -> (usize, usize) {
    let chain = log.chains.len() - 1;
    let id = log.chains[chain].end.chain;
    let first = log.records.iter().position(|record| record.chain == id);
    (chain, first.unwrap())
}

async fn a_tail_cut_off_the_newest_chain_is_found_by_an_anchor(instance: Instance) {
    let original = instance.log().await;
    let (chain, first) = newest(&original);
    for record in first..original.records.len() {
        let mut log = original.clone();
        log.cut(chain, record);
        instance.put(&log).await;
        let report = instance.verified_with_anchors().await;
        let (from, to) = (original.records[record].seq, original.chains[chain].end.seq);
        let finding = report.findings.last().unwrap();
        assert_eq!(finding.fault.code(), "cut-before");
        assert_eq!(finding.records, Some(from..=to));
        assert!(
            finding.fault.to_string().contains("anchors:"),
            "{finding:?}"
        );
    }
}

async fn without_an_anchor_a_cut_tail_is_said_to_be_unknowable(instance: Instance) {
    let mut log = instance.log().await;
    let (chain, first) = newest(&log);
    let last = log.records[first + 3].clone();
    log.cut(chain, first + 4);
    instance.put(&log).await;
    let report = instance.verified().await;
    assert_eq!(report.findings, []);
    let open = OpenEnd {
        chain: last.chain,
        vouched: None,
        last: last.seq,
    };
    assert_eq!(report.open_ends, [open]);
}

async fn the_newest_chain_removed_whole_is_found_by_an_anchor(instance: Instance) {
    let mut log = instance.log().await;
    let (_, first) = newest(&log);
    log.chains.pop();
    log.records.truncate(first);
    instance.put(&log).await;
    assert_eq!(codes(&instance.verified().await), [""; 0]);
    assert_eq!(
        codes(&instance.verified_with_anchors().await),
        ["chain-gone"]
    );
}

async fn a_chain_put_back_as_it_once_was_is_found_while_the_server_runs(instance: Instance) {
    let mut watch = Watch::new(&instance.service);
    watch.look().await.unwrap();
    let mut log = instance.log().await;
    let (chain, first) = newest(&log);
    let end = log.chains[chain].end.clone();
    log.cut(chain, first + 2);
    instance.put(&log).await;
    let [shrunk] = watch.look().await.unwrap().shrunk[..] else {
        panic!("one chain became shorter");
    };
    assert_eq!(
        (shrunk.chain, shrunk.was, shrunk.is),
        (end.chain, end.seq, Some(2))
    );

    log.chains.pop();
    log.records.truncate(first);
    instance.put(&log).await;
    let [gone] = watch.look().await.unwrap().shrunk[..] else {
        panic!("one chain is gone");
    };
    assert_eq!(gone.is, None);
    let refused = service::access::create_identity(
        &instance.service,
        &instance.admin,
        "robot",
        model::access::OrgRole::Member,
    );
    assert!(
        refused.await.is_err(),
        "nothing is done that cannot be recorded"
    );
}

async fn an_altered_anchor_is_found(instance: Instance) {
    let mut runner = TestRunner::default();
    for _ in 0..16 {
        let (which, what, at) = any::<(Index, u8, Index)>()
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let mut anchors = instance.anchors.clone();
        let line = which.index(anchors.len());
        let anchor = &mut anchors[line];
        let turn = |text: &mut String| {
            let at = at.index(text.len());
            let other = if &text[at..=at] == "7" { "8" } else { "7" };
            text.replace_range(at..=at, other);
        };
        match what % 4 {
            0 => turn(&mut anchor.time),
            1 => anchor.seq += 1,
            2 => turn(&mut anchor.head),
            _ => turn(&mut anchor.mac),
        }
        let report = instance.verify(&[file_of(&anchors)], false).await;
        assert_eq!(codes(&report), ["forged-anchor"]);
        let place = format!("anchors:{}", line + 1);
        assert!(report.findings[0].fault.to_string().contains(&place));
    }
}

async fn a_watch_tells_each_growth_once(mut instance: Instance) {
    let mut watch = Watch::new(&instance.service);
    let ends = |anchors: &[Anchor]| -> Vec<_> {
        anchors
            .iter()
            .map(|anchor| (anchor.chain, anchor.seq))
            .collect()
    };
    let log = instance.log().await;
    let end = &log.chains.last().unwrap().end;
    let first = watch.look().await.unwrap().anchors;
    assert_eq!(
        ends(&first),
        [(end.chain, end.seq)],
        "the newest names the others"
    );
    assert_eq!(watch.look().await.unwrap().anchors, []);
    instance.make_identity("robot").await;
    let grown = watch.look().await.unwrap().anchors;
    assert_eq!(ends(&grown), [(end.chain, end.seq + 1)]);

    instance.restart().await;
    let begun = watch.look().await.unwrap().anchors;
    assert_eq!(begun.len(), 1);
    assert_eq!(
        begun[0].seq, 0,
        "a chain is anchored before its first record"
    );
    let all = [first, grown, begun].concat();
    assert_eq!(instance.verify(&[file_of(&all)], false).await.findings, []);
}

#[test]
fn a_log_in_json_serves_as_anchors_and_a_broken_line_does_not() {
    let text = concat!(
        r#"{"timestamp":"2026-01-02T03:04:05Z","level":"INFO","message":"ready"}"#,
        "\n\n",
        r#"{"timestamp":"x","message":"audit log anchored","time":"t","#,
        r#""chain":"0198c0de-0000-7000-8000-000000000001","seq":3,"head":"00","mac":"11"}"#,
        "\n",
        r#"{"time":"2026"#,
        "\n",
    );
    let file = AnchorFile::read("log", text.as_bytes()).unwrap();
    let numbers: Vec<_> = file.anchors.iter().map(|(number, _)| *number).collect();
    assert_eq!((numbers, file.unreadable), (vec![3], vec![4]));
}
