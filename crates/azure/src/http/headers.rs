//! Reads the headers that any of Azure's services may answer with.

use std::time::Duration;

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

const RFC_1123: &[BorrowedFormatItem<'_>] = format_description!(
    "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
);

/// The moment in the only date form that HTTP allows to be sent. None outside the years 0 to 9999.
pub(crate) fn http_date(time: OffsetDateTime) -> Option<String> {
    time.to_offset(UtcOffset::UTC).format(RFC_1123).ok()
}

/// The server's clock when it answered. Proxies may replace `Date`, so `x-ms-date` goes first.
pub(crate) fn server_time(headers: &HeaderMap) -> Option<OffsetDateTime> {
    ["x-ms-date", DATE.as_str()].into_iter().find_map(|name| {
        let text = headers.get(name)?.to_str().ok()?.trim();
        PrimitiveDateTime::parse(text, RFC_1123)
            .ok()
            .map(PrimitiveDateTime::assume_utc)
    })
}

/// `Retry-After` in its form of seconds.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?;
    seconds.trim().parse().ok().map(Duration::from_secs)
}
