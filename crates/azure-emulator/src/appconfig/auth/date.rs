//! The date a client signed, in any of the spellings clients really send.

use time::{Date, Month, OffsetDateTime, Time, format_description::well_known::Rfc3339};

/// Reads RFC 1123 (`Sun, 22 Nov 2026 20:41:42 GMT`), ISO 8601, and the order Microsoft's
/// Python SDK writes (`Nov, 22 2026 20:41:42.287565 GMT`). All are UTC.
pub(in crate::appconfig) fn parse(text: &str) -> Option<OffsetDateTime> {
    if let Ok(date) = OffsetDateTime::parse(&text.replacen(' ', "T", 1), &Rfc3339) {
        return Some(date);
    }
    let (mut year, mut month, mut day, mut time) = (None, None, None, None);
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        if word.contains(':') {
            time = time_of_day(word);
        } else if let Ok(number) = word.parse::<u16>() {
            if word.len() == 4 {
                year = Some(i32::from(number));
            } else {
                day = u8::try_from(number).ok();
            }
        } else if let Some(named) = month_called(word) {
            month = Some(named);
        } else if let Some(date) = iso_date(word) {
            (year, month, day) = (Some(date.year()), Some(date.month()), Some(date.day()));
        }
    }
    let date = Date::from_calendar_date(year?, month?, day?).ok()?;
    Some(date.with_time(time?).assume_utc())
}

fn time_of_day(word: &str) -> Option<Time> {
    let (whole, _fraction) = word.split_once('.').unwrap_or((word, ""));
    let mut parts = whole.split(':').map(str::parse::<u8>);
    let mut next = || parts.next()?.ok();
    Time::from_hms(next()?, next()?, next()?).ok()
}

fn month_called(word: &str) -> Option<Month> {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let position = NAMES
        .iter()
        .position(|name| name.eq_ignore_ascii_case(word))?;
    Month::try_from(u8::try_from(position + 1).ok()?).ok()
}

fn iso_date(word: &str) -> Option<Date> {
    let mut parts = word.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = Month::try_from(parts.next()?.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year, month, parts.next()?.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::parse;
    use time::macros::datetime;

    #[test]
    fn every_spelling_a_client_sends_is_understood() {
        let moment = datetime!(2026-11-22 20:41:42 UTC);
        for text in [
            "Sun, 22 Nov 2026 20:41:42 GMT",
            "Nov, 22 2026 20:41:42 GMT",
            "Nov, 22 2026 20:41:42.287565 GMT",
            "2026-11-22T20:41:42Z",
            "2026-11-22 20:41:42.287565",
        ] {
            assert_eq!(
                parse(text).map(|date| date.replace_nanosecond(0).unwrap()),
                Some(moment)
            );
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "yesterday",
            "Sun, 22 Nov 2026",
            "20:41:42",
            "31 Feb 2026 10:00:00",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
