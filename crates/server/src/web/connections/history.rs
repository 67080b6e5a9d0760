//! What was found of a connection before, as lines of its page.

use model::Timestamp;
use service::connections::{PastCheck, Rights};

use crate::messages::{Tone, describe, describe_occasion};
use crate::web::view::{ago, milliseconds};

/// How many are shown.
pub(super) const SHOWN: u64 = 20;

/// A check of the past.
pub(in crate::web) struct Line {
    pub(in crate::web) tone: &'static str,
    pub(in crate::web) sentence: String,
    pub(in crate::web) particulars: String,
    pub(in crate::web) when: String,
}

impl Line {
    pub(super) fn new(check: &PastCheck, now: Timestamp) -> Self {
        let (tone, sentence) = match (&check.diagnosis, check.rights) {
            (Some(diagnosis), _) => (Tone::Bad, describe(diagnosis).sentence),
            (None, Some(rights)) => (Tone::Ok, allowed(rights)),
            (None, None) => (Tone::Ok, "The sign-in works.".to_owned()),
        };
        let mut particulars = vec![describe_occasion(check.occasion).to_owned()];
        particulars.extend(check.store.as_deref().map(host));
        // Nobody measured the sign-in that came with new credentials.
        particulars.extend((!check.latency.is_zero()).then(|| milliseconds(check.latency)));
        Self {
            tone: tone.word(),
            sentence,
            particulars: particulars.join(" · "),
            when: ago(now, check.at),
        }
    }
}

fn allowed(rights: Rights) -> String {
    let named = [
        ("read", rights.read),
        ("write", rights.write),
        ("delete", rights.delete),
    ];
    let named: Vec<_> = named
        .into_iter()
        .filter_map(|(name, there)| there.then_some(name))
        .collect();
    format!("The sign-in works; it may {}.", named.join(", "))
}

fn host(store: &str) -> String {
    store
        .split_once("://")
        .map_or(store, |(_, host)| host)
        .to_owned()
}
