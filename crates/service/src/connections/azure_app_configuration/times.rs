//! The clock of the service in the terms of certificates and signatures.

use std::sync::Arc;

use azure::appconfig::UtcClock;
use model::Timestamp;
use time::OffsetDateTime;

use crate::Service;

/// A moment in UTC. Only moments outside the calendar, which no clock shows, become its beginning.
pub(super) fn utc(at: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.as_micros()) * 1_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// A moment as it is kept. One beyond what can be kept is as good as never.
pub(super) fn timestamp(at: OffsetDateTime) -> Timestamp {
    let micros = i64::try_from(at.unix_timestamp_nanos() / 1_000);
    Timestamp::from_micros(micros.unwrap_or(i64::MAX))
}

/// The clock by which access keys sign.
pub(super) fn utc_clock(service: &Service) -> UtcClock {
    let service = service.clone();
    Arc::new(move || utc(service.now()))
}
