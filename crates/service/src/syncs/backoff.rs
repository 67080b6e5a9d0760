//! How long to wait before trying again what time may heal.

use std::time::Duration;

use model::Entropy;
use model::entropy::random_bytes;

const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_mins(30);

/// The wait after so many failures in a row: doubling, up to 30 minutes, of which a random half
/// keeps syncs that failed together from returning together.
pub(super) fn backoff(failures: u32, entropy: &dyn Entropy) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    let whole = FIRST.saturating_mul(1 << doublings).min(LONGEST);
    let [random] = random_bytes::<1>(entropy);
    whole / 2 + whole / 2 * u32::from(random) / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Same(u8);

    impl Entropy for Same {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }

    #[test]
    fn waits_double_up_to_half_an_hour() {
        let waits: Vec<_> = [1, 2, 3, 9, 10, 1_000]
            .map(|n| backoff(n, &Same(255)).as_secs())
            .into();
        assert_eq!(waits, [5, 10, 20, 1_280, 1_800, 1_800]);
    }

    #[test]
    fn chance_takes_at_most_half_of_a_wait_away() {
        assert_eq!(backoff(10, &Same(0)), Duration::from_mins(15));
    }
}
