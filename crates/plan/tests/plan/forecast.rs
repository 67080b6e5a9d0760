use std::time::Duration;

use model::sync::Tier;
use plan::{Pace, forecast};

use crate::scene::Scene;

fn of_new_keys(count: usize, pages: usize, tier: Tier) -> (usize, Duration, Option<f64>) {
    let scene = (0..count).fold(Scene::new(), |scene, number| {
        scene.wants(&number.to_string(), "v")
    });
    let forecast = forecast(&scene.plan(), pages, Pace::from(tier));
    (forecast.requests, forecast.time, forecast.share_of_quota)
}

#[test]
fn a_thousand_new_keys_on_standard_take_their_writes_at_sixty_a_second() {
    let (requests, time, share) = of_new_keys(1_200, 3, Tier::Standard);
    assert_eq!(requests, 1_203);
    assert_eq!(time, Duration::from_millis(20_010));
    assert!((share.unwrap() - 0.0401).abs() < 1e-9);
}

#[test]
fn an_unchanged_store_costs_its_pages() {
    assert_eq!(
        of_new_keys(0, 9, Tier::Premium),
        (9, Duration::from_millis(20), None)
    );
}

#[test]
fn a_free_store_may_not_have_the_requests_for_a_plan() {
    let (_, time, share) = of_new_keys(1_999, 1, Tier::Free);
    assert_eq!(time, Duration::ZERO);
    assert!((share.unwrap() - 2.0).abs() < 1e-9);
}

#[test]
fn an_unlimited_store_has_neither_pace_nor_quota() {
    assert_eq!(
        of_new_keys(5, 1, Tier::Unlimited),
        (6, Duration::ZERO, None)
    );
}
