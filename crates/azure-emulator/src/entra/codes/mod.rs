//! What an AADSTS code means and who is told.

mod list;

use self::list::GROUPS;

/// An AADSTS code with its OAuth error and a sentence about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning {
    pub(super) error: &'static str,
    pub(super) sentence: &'static str,
}

/// What a code means; an unknown one is an invalid grant.
pub(super) fn meaning(code: u32) -> Meaning {
    let found = all().find(|(known, _)| *known == code);
    found.map_or(
        Meaning {
            error: "invalid_grant",
            sentence: "The request was refused.",
        },
        |(_, meaning)| meaning,
    )
}

/// Whether Microsoft's own page shows a code, so that the app never hears of it.
pub(super) fn is_shown_to_the_person(code: u32) -> bool {
    matches!(
        code,
        50_011
            | 50_020
            | 50_034
            | 50_057
            | 50_105
            | 50_126
            | 50_194
            | 90_002
            | 90_130
            | 700_016
            | 900_023
            | 7_000_112
    )
}

/// The AADSTS codes that the emulator can answer with: by itself where its directory and rules
/// lead there, and any of them by [`Fault::Aadsts`](crate::Fault::Aadsts).
pub fn aadsts_codes() -> impl Iterator<Item = u32> {
    all().map(|(code, _)| code)
}

fn all() -> impl Iterator<Item = (u32, Meaning)> {
    GROUPS.iter().flat_map(|(error, codes)| {
        codes
            .iter()
            .map(|(code, sentence)| (*code, Meaning { error, sentence }))
    })
}
