//! Small things that several pages show: notices, badges, times and numbers.

use std::time::Duration;

use model::Timestamp;

use crate::messages::{Message, Tone};

/// A box with a sentence, a next step and perhaps a command.
#[derive(Debug, Clone)]
pub(super) struct Notice {
    pub(super) sentence: String,
    pub(super) next_step: String,
    pub(super) command: Option<String>,
    pub(super) tone: &'static str,
}

impl Notice {
    pub(super) fn new(message: Message, tone: Tone) -> Self {
        Self {
            sentence: message.sentence,
            next_step: message.next_step,
            command: message.command,
            tone: tone.word(),
        }
    }

    pub(super) fn bad(message: Message) -> Self {
        Self::new(message, Tone::Bad)
    }
}

/// A state as a coloured dot and a word.
#[derive(Debug, Clone)]
pub(super) struct Badge {
    pub(super) text: String,
    pub(super) tone: &'static str,
}

impl Badge {
    pub(super) fn new((text, tone): (&str, Tone)) -> Self {
        Self {
            text: text.to_owned(),
            tone: tone.word(),
        }
    }
}

/// A name and a value in a list of particulars.
#[derive(Debug, Clone)]
pub(super) struct Detail {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) mono: bool,
}

impl Detail {
    pub(super) fn text(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            name,
            value: value.into(),
            mono: false,
        }
    }

    pub(super) fn code(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            name,
            value: value.into(),
            mono: true,
        }
    }
}

/// How long ago, in the largest unit that fits: `4 s`, `2 min`, `3 h`, `12 d`.
pub(super) fn age(now: Timestamp, then: Timestamp) -> String {
    let seconds = now.since(then).as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// How long ago, as part of a sentence.
pub(super) fn ago(now: Timestamp, then: Timestamp) -> String {
    if now.since(then) < Duration::from_secs(1) {
        return "just now".to_owned();
    }
    format!("{} ago", age(now, then))
}

/// A day and a time of day, such as `2026-11-24 03:58 UTC`.
pub(super) fn moment(at: Timestamp) -> String {
    let text = at.to_string();
    let (day, time) = text.split_once('T').unwrap_or((&text, ""));
    let time = time.rsplit_once(':').map_or(time, |(minutes, _)| minutes);
    format!("{day} {time} UTC")
}

/// A duration to a tenth of a second, or in whole seconds from ten on.
pub(super) fn seconds(span: Duration) -> String {
    if span < Duration::from_secs(10) {
        format!("{:.1} s", span.as_secs_f64())
    } else {
        format!("{} s", span.as_secs())
    }
}

/// A duration in whole milliseconds, or in seconds from one on.
pub(super) fn milliseconds(span: Duration) -> String {
    if span < Duration::from_secs(1) {
        format!("{} ms", span.as_millis())
    } else {
        seconds(span)
    }
}

/// A count with commas: `1,994`.
pub(super) fn number(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if count < 0 {
        format!("−{text}")
    } else {
        text
    }
}

/// A count and its noun: `1 sync`, `2 syncs`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!(
        "{} {noun}{plural}",
        number(i64::try_from(count).unwrap_or(i64::MAX))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_has_one_unit() {
        let then = Timestamp::from_micros(0);
        for (after, text) in [
            (4, "4 s"),
            (150, "2 min"),
            (7_300, "2 h"),
            (864_000, "10 d"),
        ] {
            assert_eq!(age(then + Duration::from_secs(after), then), text);
        }
    }

    #[test]
    fn a_moment_is_told_to_the_minute() {
        let at = Timestamp::from_micros(1_795_492_706_710_000);
        assert_eq!(moment(at), "2026-11-24 03:58 UTC");
    }

    #[test]
    fn numbers_have_commas() {
        assert_eq!(number(0), "0");
        assert_eq!(number(1_994), "1,994");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(counted(1, "sync"), "1 sync");
        assert_eq!(counted(2_000, "key"), "2,000 keys");
    }
}
