//! How long a temporary role lasts.

use std::time::Duration;

use crate::name::{NameError, text_form};

const RULE: &str = "use a number and a unit, such as `30m`, `1h`, `2d` or `1w`";
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// Ten years, after which nobody calls a role temporary.
const LONGEST: Duration = Duration::from_secs(3_653 * DAY);

/// A span as it was typed, such as `1h` or `2d`: from a second to ten years, in seconds (`s`),
/// minutes (`m`), hours, days, weeks or years.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TemporaryRange(String);

text_form!(TemporaryRange);

impl TemporaryRange {
    /// Parses a span; surrounding white space is dropped.
    ///
    /// # Errors
    /// When it is not a whole number with a unit, or too short or too long.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        match span(text) {
            None => Err(NameError::new(
                "temporary range",
                "is not a length of time",
                RULE,
            )),
            Some(span) if span.is_zero() || span > LONGEST => Err(NameError::new(
                "temporary range",
                "is not between a second and ten years",
                RULE,
            )),
            Some(_) => Ok(Self(text.to_owned())),
        }
    }

    /// How long that is.
    #[must_use]
    pub fn span(&self) -> Duration {
        span(&self.0).unwrap_or_default()
    }
}

fn span(text: &str) -> Option<Duration> {
    let unit = text.find(|c: char| !c.is_ascii_digit())?;
    let seconds = match &text[unit..] {
        "s" => 1,
        "m" => MINUTE,
        "h" => HOUR,
        "d" => DAY,
        "w" => 7 * DAY,
        "y" => 365 * DAY + DAY / 4,
        _ => return None,
    };
    let number: u64 = text[..unit].parse().ok()?;
    number.checked_mul(seconds).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_a_number_and_a_unit() {
        for (text, seconds) in [
            ("90s", 90),
            (" 1h ", 3_600),
            ("2d", 172_800),
            ("1w", 604_800),
        ] {
            let range = TemporaryRange::parse(text).unwrap();
            assert_eq!(range.span(), Duration::from_secs(seconds), "{text}");
        }
        for text in [
            "",
            "1",
            "h",
            "0h",
            "-1h",
            "1.5h",
            "1 fortnight",
            "11y",
            "99999999999999999999d",
        ] {
            assert!(TemporaryRange::parse(text).is_err(), "{text}");
        }
    }
}
