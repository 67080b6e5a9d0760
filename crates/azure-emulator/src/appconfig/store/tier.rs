//! The pricing tiers and the pace they allow.

use serde::{Deserialize, Serialize};

/// A store's tier. Microsoft documents 300 reads and 60 writes a second for Standard, 450 and
/// 100 for Premium, and 1,000 requests a day for Free; the pace of Free and Developer is not
/// promised, and what stands here is a guess on the slow side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// 1,000 requests a day.
    Free,
    /// Slower than Standard.
    Developer,
    /// 300 reads and 60 writes a second.
    #[default]
    Standard,
    /// 450 reads and 100 writes a second.
    Premium,
    /// No limit: not Azure's, but useful to measure a client.
    Unlimited,
}

/// What a tier allows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Allowance {
    pub(super) reads_per_second: f64,
    pub(super) writes_per_second: f64,
    pub(super) per_day: Option<u32>,
}

impl Tier {
    /// The allowance, or `None` without limits.
    pub(super) fn allowance(self) -> Option<Allowance> {
        let (reads_per_second, writes_per_second, per_day) = match self {
            Self::Free => (20.0, 5.0, Some(1000)),
            Self::Developer => (60.0, 15.0, None),
            Self::Standard => (300.0, 60.0, None),
            Self::Premium => (450.0, 100.0, None),
            Self::Unlimited => return None,
        };
        Some(Allowance {
            reads_per_second,
            writes_per_second,
            per_day,
        })
    }
}

/// The name of a tier that does not exist.
#[derive(Debug, thiserror::Error)]
#[error("no such tier; there are free, developer, standard, premium and unlimited")]
pub struct UnknownTier;

impl std::str::FromStr for Tier {
    type Err = UnknownTier;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        [
            ("free", Self::Free),
            ("developer", Self::Developer),
            ("standard", Self::Standard),
            ("premium", Self::Premium),
            ("unlimited", Self::Unlimited),
        ]
        .into_iter()
        .find_map(|(known, tier)| (known == name).then_some(tier))
        .ok_or(UnknownTier)
    }
}
