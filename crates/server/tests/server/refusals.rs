//! What people are told for each refusal of Microsoft Entra ID and of a store. Each comes from a
//! real request through the use cases to the emulator; the table is printed and kept as a page of
//! the documentation.

mod page;
mod stage;
mod store;

use std::collections::{BTreeMap, BTreeSet};

use azure_emulator::aadsts_codes;
use model::Cause;
use model::connection::Health;

use self::stage::{Stage, Told};

/// The codes of Microsoft's published list that a connection to App Configuration can meet. Those
/// of one line have one remedy, and codes of two lines never share one.
const CODES: &[&[u32]] = &[
    &[7_000_215],
    &[7_000_222],
    &[7_000_218],
    &[700_025],
    &[700_016],
    &[7_000_112],
    &[90_002],
    &[900_023],
    &[90_130, 9_001_023, 50_194],
    &[900_382, 90_038, 900_439],
    &[50_011],
    &[50_020],
    &[50_034],
    &[50_105],
    &[50_126],
    &[50_057],
    &[50_053, 50_196],
    &[50_055, 50_144],
    &[50_058, 160_021],
    &[50_072, 50_074, 50_076, 50_078, 50_079],
    &[53_000, 53_001, 53_003, 530_003, 53_004],
    &[50_173, 70_008, 700_082, 70_043, 700_081, 70_000],
    &[700_084],
    &[54_005],
    &[501_481, 50_148],
    &[50_147, 501_491, 900_144, 9_002_313, 90_014],
    &[700_005],
    &[65_001],
    &[65_004],
    &[90_094, 90_095],
    &[650_052],
    &[650_056, 650_057],
    &[500_011, 50_001, 500_014],
    &[70_011, 28_002, 28_003],
    &[70_021, 700_211, 700_212, 700_213],
    &[700_024],
    &[700_027],
    &[700_030],
    &[90_055, 90_033, 90_006, 50_033],
    &[16_000, 16_001, 16_003],
];

/// A refusal and what becomes of it.
struct Row {
    /// The code, or what the store did.
    what: String,
    /// How the emulator came to refuse.
    by: &'static str,
    told: Told,
}

#[tokio::test]
async fn each_refusal_has_a_sentence_and_a_mend_of_its_own() {
    let stage = Stage::set().await;
    let natural = stage.natural_refusals().await;
    let possible: BTreeSet<u32> = aadsts_codes().collect();
    let (mut rows, mut impossible) = (Vec::new(), Vec::new());
    let mut mended_by: BTreeMap<String, usize> = BTreeMap::new();
    for (line, codes) in CODES.iter().enumerate() {
        for code in *codes {
            if !possible.contains(code) {
                impossible.push(format!("AADSTS{code}: the emulator does not know it"));
                continue;
            }
            let told = stage.refused_with(*code).await;
            let by = match natural.get(code) {
                Some(found) => {
                    assert_eq!(found.0, told.cause, "AADSTS{code}, {}", found.1);
                    found.1
                }
                None => "a fault on demand",
            };
            let shares = *mended_by.entry(told.mend.clone()).or_insert(line);
            assert_eq!(
                shares, line,
                "AADSTS{code} has another code's mend: {}",
                told.mend
            );
            rows.push(Row {
                what: format!("AADSTS{code}"),
                by,
                told,
            });
        }
    }
    let unnamed: Vec<_> = natural.keys().filter(|code| !is_listed(**code)).collect();
    assert!(unnamed.is_empty(), "{unnamed:?} are not in the table");
    let stores = store::refusals(&stage).await;
    for row in rows.iter().chain(&stores) {
        row.is_told_well();
    }
    page::show(&rows, &stores, &impossible);
}

#[tokio::test]
async fn a_code_nobody_has_heard_of_is_told_in_our_words_and_microsofts() {
    let stage = Stage::set().await;
    let told = stage.refused_with(123_456).await;
    assert_eq!(
        (told.cause, told.health),
        (Cause::SignInAgain, Health::ReconnectNeeded)
    );
    assert_eq!(
        told.sentence,
        "Microsoft signed this connection out (AADSTS123456). Microsoft says: “The request was refused”."
    );
}

fn is_listed(code: u32) -> bool {
    CODES.iter().any(|codes| codes.contains(&code))
}

impl Row {
    fn is_told_well(&self) {
        let Told {
            sentence,
            mend,
            microsoft,
            ..
        } = &self.told;
        assert!(
            sentence.ends_with('.') && mend.ends_with('.'),
            "{}: {sentence} {mend}",
            self.what
        );
        assert!(
            mend.split_whitespace().count() >= 4,
            "{}: {mend}",
            self.what
        );
        // Microsoft's own words may follow ours, never stand for them.
        if let Some(words) = microsoft {
            let ours = sentence
                .split(words.trim_end_matches('.'))
                .next()
                .unwrap_or_default();
            assert!(
                ours.split_whitespace().count() >= 4,
                "{}: {sentence}",
                self.what
            );
        }
    }
}
