//! Paused time: waits are exact and take none.

use super::*;

/// A store's own bucket: one second of the rate, full at the start.
struct StoreBucket {
    left: f64,
    rate: f64,
    at: Instant,
}

impl StoreBucket {
    fn new(rate: f64) -> Self {
        Self {
            left: rate,
            rate,
            at: Instant::now(),
        }
    }

    fn accepts(&mut self) -> bool {
        let now = Instant::now();
        let refill = (now - self.at).as_secs_f64() * self.rate;
        (self.left, self.at) = ((self.left + refill).min(self.rate), now);
        self.left -= 1.0;
        self.left >= 0.0
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_writes_at_standard_pace_take_their_time_and_no_more() {
    let lane = Lane::new(Tier::Standard);
    let mut store = StoreBucket::new(60.0);
    let start = Instant::now();
    for _ in 0..1000 {
        lane.admit(Traffic::Write).await.unwrap();
        assert!(store.accepts());
    }
    let taken = start.elapsed();
    assert!(taken <= Duration::from_millis(17_500), "{taken:?}");
    assert!(taken >= Duration::from_secs(15), "{taken:?}");
}

#[tokio::test(start_paused = true)]
async fn a_lane_that_rested_bursts_less_than_the_store_bears() {
    let lane = Lane::new(Tier::Standard);
    tokio::time::advance(Duration::from_mins(1)).await;
    let mut store = StoreBucket::new(60.0);
    for _ in 0..200 {
        lane.admit(Traffic::Write).await.unwrap();
        assert!(store.accepts());
    }
}

#[tokio::test(start_paused = true)]
async fn an_unlimited_lane_never_waits() {
    let lane = Lane::new(Tier::Unlimited);
    let start = Instant::now();
    for _ in 0..1000 {
        lane.admit(Traffic::Write).await.unwrap();
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn reads_do_not_wait_for_writes() {
    let lane = Lane::new(Tier::Standard);
    for _ in 0..30 {
        lane.admit(Traffic::Write).await.unwrap();
    }
    let start = Instant::now();
    lane.admit(Traffic::Read).await.unwrap();
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn everybody_waits_exactly_as_long_as_the_store_asked() {
    let lane = Lane::new(Tier::Unlimited);
    lane.block_for(Duration::from_millis(750));
    let start = Instant::now();
    lane.admit(Traffic::Read).await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_millis(750));
    assert_eq!(lane.blocked_for(), None);
}

#[tokio::test(start_paused = true)]
async fn after_a_block_requests_go_on_at_pace_without_a_burst() {
    let lane = Lane::new(Tier::Standard);
    tokio::time::advance(Duration::from_mins(1)).await;
    lane.block_for(Duration::from_secs(1));
    let start = Instant::now();
    for _ in 0..61 {
        lane.admit(Traffic::Write).await.unwrap();
    }
    assert!(
        start.elapsed() >= Duration::from_millis(1_995),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_shorter_block_does_not_shorten_a_longer_one() {
    let lane = Lane::new(Tier::Unlimited);
    lane.block_for(Duration::from_secs(5));
    lane.block_for(Duration::from_secs(1));
    assert_eq!(lane.blocked_for(), Some(Duration::from_secs(5)));
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_ceiling_is_an_answer_and_not_a_wait() {
    let lane = Lane::new(Tier::Free).longest_wait(Duration::from_secs(10));
    lane.block_for(Duration::from_hours(1));
    let start = Instant::now();
    assert_eq!(
        lane.admit(Traffic::Read).await,
        Err(Duration::from_hours(1))
    );
    assert_eq!(start.elapsed(), Duration::ZERO);
}
