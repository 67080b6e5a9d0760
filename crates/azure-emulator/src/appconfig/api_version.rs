//! Which version of the protocol a request speaks.

use super::{problem::Refusal, query::Query};

/// The versions answered, oldest first.
const KNOWN: [&str; 9] = [
    "1.0",
    "2022-11-01-preview",
    "2023-05-01-preview",
    "2023-10-01",
    "2023-11-01",
    "2024-09-01",
    "2025-07-01-preview",
    "2026-04-01",
    "2026-05-01-preview",
];

/// A known api-version. Later ones are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ApiVersion(usize);

impl ApiVersion {
    /// Every request must name exactly one version.
    pub(super) fn of(query: &Query) -> Result<Self, Refusal> {
        let mut named = query.all("api-version");
        let refused = |title: &str| Refusal::Invalid {
            title: title.to_owned(),
            name: "api-version".to_owned(),
            detail: String::new(),
        };
        let Some(version) = named.next() else {
            return Err(refused("API version is not specified"));
        };
        if named.next().is_some() {
            return Err(refused("Ambiguous API version"));
        }
        if let Some(position) = KNOWN.iter().position(|known| *known == version) {
            return Ok(Self(position));
        }
        let well_formed = version.len() >= 3 && version.starts_with(|c: char| c.is_ascii_digit());
        Err(refused(if well_formed {
            "Unsupported API version"
        } else {
            "Invalid API version"
        }))
    }

    /// Etags of pages, in the body and as a header, and conditional lists.
    pub(super) fn has_page_etags(self) -> bool {
        KNOWN[self.0] >= "2023-10-01"
    }

    /// The `tags` filter of lists.
    pub(super) fn filters_lists_by_tags(self) -> bool {
        KNOWN[self.0] >= "2023-11-01"
    }

    /// The `tags` filter of a single key-value.
    pub(super) fn filters_items_by_tags(self) -> bool {
        KNOWN[self.0] >= "2024-09-01"
    }

    /// The member `description`.
    pub(super) fn has_description(self) -> bool {
        KNOWN[self.0] >= "2026-04-01"
    }
}
