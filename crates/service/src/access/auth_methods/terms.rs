//! On which terms an identity gets access tokens.

use std::time::Duration;

use model::access::AddressRange;

use crate::Error;

/// The longest life that can be set: ten years (Infisical's limit).
const LONGEST: u64 = 315_360_000;
/// So many addresses and ranges can be listed.
const MOST_ADDRESSES: usize = 100;
/// Infisical's default: 30 days.
const DEFAULT_TTL: Duration = Duration::from_hours(30 * 24);

/// How long access tokens live, how often and from where they may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// How long a token lives unless it is renewed; zero for without end.
    pub ttl: Duration,
    /// How long a token lives at most, however often it is renewed; zero for without end.
    pub max_ttl: Duration,
    /// How often a token may be used; zero for without limit.
    pub uses_limit: u64,
    /// Where a token may be used from, in the order in which it was written.
    pub addresses: Vec<AddressRange>,
}

/// What to change of terms; what is none stays. The numbers are as they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermsChange {
    /// Seconds that a token lives unless it is renewed.
    pub ttl: Option<i64>,
    /// Seconds that a token lives at most.
    pub max_ttl: Option<i64>,
    /// How often a token may be used.
    pub uses_limit: Option<i64>,
    /// Where a token may be used from.
    pub addresses: Option<Vec<AddressRange>>,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            ttl: DEFAULT_TTL,
            max_ttl: DEFAULT_TTL,
            uses_limit: 0,
            addresses: AddressRange::everywhere(),
        }
    }
}

impl Terms {
    /// Tokens that last until they are revoked.
    pub(in crate::access) fn without_end() -> Self {
        Self {
            ttl: Duration::ZERO,
            max_ttl: Duration::ZERO,
            ..Self::default()
        }
    }

    /// These terms after a change.
    pub(super) fn after(mut self, change: TermsChange) -> Result<Self, Error> {
        if let Some(ttl) = change.ttl {
            self.ttl = seconds("accessTokenTTL", ttl)?;
        }
        if let Some(ttl) = change.max_ttl {
            self.max_ttl = seconds("accessTokenMaxTTL", ttl)?;
        }
        if let Some(limit) = change.uses_limit {
            self.uses_limit = count("accessTokenNumUsesLimit", limit)?;
        }
        if let Some(addresses) = change.addresses {
            self.addresses = checked_addresses("accessTokenTrustedIps", addresses)?;
        }
        if !self.max_ttl.is_zero() && self.ttl > self.max_ttl {
            return Err(Error::Refused(
                "accessTokenTTL cannot be greater than accessTokenMaxTTL",
            ));
        }
        Ok(self)
    }
}

/// A span of whole seconds, at most ten years.
pub(super) fn seconds(field: &'static str, number: i64) -> Result<Duration, Error> {
    let problem = "use whole seconds from 0, which is without end, to 315360000";
    let seconds = u64::try_from(number).ok().filter(|it| *it <= LONGEST);
    let seconds = seconds.ok_or_else(|| Error::invalid(field, problem))?;
    Ok(Duration::from_secs(seconds))
}

/// A number of times.
pub(super) fn count(field: &'static str, number: i64) -> Result<u64, Error> {
    let problem = "use a whole number from 0, which is without limit";
    u64::try_from(number).map_err(|_| Error::invalid(field, problem))
}

/// A list of addresses that lets somebody in.
pub(super) fn checked_addresses(
    field: &'static str,
    addresses: Vec<AddressRange>,
) -> Result<Vec<AddressRange>, Error> {
    if addresses.is_empty() || addresses.len() > MOST_ADDRESSES {
        return Err(Error::invalid(field, "list 1 to 100 addresses or ranges"));
    }
    Ok(addresses)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field_of(change: TermsChange) -> Option<&'static str> {
        match Terms::default().after(change) {
            Err(Error::Invalid(invalid)) => Some(invalid.field),
            Err(Error::Refused(_)) => Some("refused"),
            Err(other) => panic!("{other}"),
            Ok(_) => None,
        }
    }

    #[test]
    fn a_life_is_no_longer_than_its_maximum_unless_that_is_without_end() {
        let lives = |ttl, max_ttl| {
            field_of(TermsChange {
                ttl: Some(ttl),
                max_ttl: Some(max_ttl),
                ..TermsChange::default()
            })
        };
        assert_eq!(lives(60, 60), None);
        assert_eq!(lives(61, 60), Some("refused"));
        assert_eq!(lives(61, 0), None);
        assert_eq!(lives(0, 60), None);
        assert_eq!(lives(-1, 60), Some("accessTokenTTL"));
        assert_eq!(lives(60, 315_360_001), Some("accessTokenMaxTTL"));
    }

    #[test]
    fn nobody_locks_everybody_out_by_an_empty_list() {
        let empty = TermsChange {
            addresses: Some(Vec::new()),
            ..TermsChange::default()
        };
        assert_eq!(field_of(empty), Some("accessTokenTrustedIps"));
        let negative = TermsChange {
            uses_limit: Some(-1),
            ..TermsChange::default()
        };
        assert_eq!(field_of(negative), Some("accessTokenNumUsesLimit"));
    }
}
