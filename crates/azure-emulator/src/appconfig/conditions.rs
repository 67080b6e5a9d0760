//! `If-Match` and `If-None-Match`.

use axum::http::{HeaderMap, header};
use serde::Serialize;

/// Which precondition a write carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precondition {
    /// `If-Match`: only if it is still what the client saw.
    IfMatch,
    /// `If-None-Match`: only if it is not there, or not this.
    IfNoneMatch,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    Anything,
    Etag(String),
}

/// The conditions of a request. Of several etags in one header only the first counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Conditions {
    matches: Option<Wanted>,
    none_match: Option<Wanted>,
}

impl Conditions {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let read = |name: header::HeaderName| {
            let first = headers.get(name)?.to_str().ok()?.split(',').next()?.trim();
            Some(match first {
                "*" => Wanted::Anything,
                etag => Wanted::Etag(etag.trim_matches('"').to_owned()),
            })
        };
        Self {
            matches: read(header::IF_MATCH),
            none_match: read(header::IF_NONE_MATCH),
        }
    }

    /// Whether `If-Match` allows going on with what is there.
    pub(super) fn match_holds(&self, present: Option<&str>) -> bool {
        match (&self.matches, present) {
            (None, _) | (Some(Wanted::Anything), Some(_)) => true,
            (Some(Wanted::Etag(wanted)), Some(present)) => wanted == present,
            (Some(_), None) => false,
        }
    }

    /// Whether `If-None-Match` allows going on with what is there.
    pub(super) fn none_match_holds(&self, present: Option<&str>) -> bool {
        match (&self.none_match, present) {
            (None, _) | (_, None) => true,
            (Some(Wanted::Anything), Some(_)) => false,
            (Some(Wanted::Etag(unwanted)), Some(present)) => unwanted != present,
        }
    }

    /// Whether a write may go on.
    pub(super) fn allow_write(&self, present: Option<&str>) -> bool {
        self.match_holds(present) && self.none_match_holds(present)
    }

    /// What to note about a write that went on.
    pub(super) fn kind(&self) -> Option<Precondition> {
        match self {
            Self {
                matches: Some(_), ..
            } => Some(Precondition::IfMatch),
            Self {
                none_match: Some(_),
                ..
            } => Some(Precondition::IfNoneMatch),
            _ => None,
        }
    }
}
