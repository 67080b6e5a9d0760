//! What each tier of App Configuration bears.

/// Tier (SKU) of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tier {
    /// 1,000 requests a day.
    Free,
    /// 6,000 requests an hour.
    Developer,
    /// 30,000 requests an hour, 300 reads and 60 writes a second.
    Standard,
    /// No hourly quota, 450 reads and 100 writes a second.
    Premium,
    /// No pace at all, for emulators.
    Unlimited,
}

impl Tier {
    /// Microsoft documents rates for Standard and Premium; for the others no rate is promised, and
    /// these are small enough not to provoke the store.
    pub(super) fn reads_per_second(self) -> Option<u32> {
        match self {
            Self::Free | Self::Developer => Some(20),
            Self::Standard => Some(300),
            Self::Premium => Some(450),
            Self::Unlimited => None,
        }
    }

    pub(super) fn writes_per_second(self) -> Option<u32> {
        match self {
            Self::Free | Self::Developer => Some(10),
            Self::Standard => Some(60),
            Self::Premium => Some(100),
            Self::Unlimited => None,
        }
    }

    pub(super) fn writes_in_flight(self) -> usize {
        match self {
            Self::Free | Self::Developer => 2,
            Self::Standard | Self::Premium | Self::Unlimited => 8,
        }
    }
}
