//! Figures for whoever operates the instance: what this process did since it started, and how
//! things stand in the database. They carry no names and no values.

mod standing;

use model::sync::RunOutcome;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode_registry;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;
use store::runs::RunCounts;

use crate::Service;

/// What this process did since it started.
pub(crate) struct Metrics {
    registry: Registry,
    runs: Family<Outcome, Counter>,
    keys: Family<Action, Counter>,
    store_requests: Counter,
    store_throttled: Counter,
    token_requests: Family<Outcome, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    result: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Action {
    action: &'static str,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("keyferry");
        let (runs, keys, token_requests) =
            (Family::default(), Family::default(), Family::default());
        let (store_requests, store_throttled) = (Counter::default(), Counter::default());
        registry.register("sync_runs", "Runs of syncs that ended", runs.clone());
        registry.register("sync_keys", "Keys that runs handled", keys.clone());
        registry.register(
            "store_requests",
            "Requests that runs sent to stores",
            store_requests.clone(),
        );
        registry.register(
            "store_throttled",
            "Requests that stores answered with 429",
            store_throttled.clone(),
        );
        registry.register(
            "token_requests",
            "Requests for access tokens",
            token_requests.clone(),
        );
        Self {
            registry,
            runs,
            keys,
            store_requests,
            store_throttled,
            token_requests,
        }
    }

    /// A run ended.
    pub(crate) fn ran(&self, outcome: RunOutcome, counts: &RunCounts) {
        let result = outcome.as_str();
        self.runs.get_or_create(&Outcome { result }).inc();
        for (action, count) in [
            ("created", counts.created),
            ("updated", counts.updated),
            ("deleted", counts.deleted),
            ("adopted", counts.adopted),
            ("skipped", counts.skipped),
            ("failed", counts.failed),
        ] {
            self.keys.get_or_create(&Action { action }).inc_by(count);
        }
        self.store_requests.inc_by(counts.requests);
        self.store_throttled.inc_by(counts.throttled);
    }

    /// An access token was asked for.
    pub(crate) fn asked_for_token(&self, got_it: bool) {
        let result = if got_it { "succeeded" } else { "failed" };
        self.token_requests.get_or_create(&Outcome { result }).inc();
    }
}

/// Adds the figures to a text in the form of `OpenMetrics`, without the mark of its end. A database
/// that does not answer is a figure, too.
pub async fn write(service: &Service, text: &mut String) {
    let standing = standing::read(service).await;
    // Writing to a text does not fail.
    let _ = encode_registry(text, &service.metrics().registry);
    let _ = encode_registry(text, &standing);
}
