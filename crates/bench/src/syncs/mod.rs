//! Syncs through the use cases: what each kind of run costs in requests and seconds.

mod floor;
mod instance;
mod values;

use std::time::Duration;

use anyhow::ensure;
use model::sync::{RunOutcome, Tier};

use self::floor::{Look, Work};
use self::instance::{Instance, LABEL};
use self::values::{Values, one_percent_changed, ten_percent};
use crate::emulator::{Arrived, Emulator};
use crate::product::Product;

pub(crate) use self::floor::Pace;
pub(crate) use self::values::settings;

/// Milliseconds that every answer of the emulator takes.
pub(crate) const LATENCIES_MS: [u32; 2] = [0, 20];

/// One kind of run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// All keys are new.
    New,
    /// Nothing changed, but the pages were not seen since the last write.
    FirstLook,
    /// Nothing changed.
    Unchanged,
    /// One key of a hundred changed at home.
    OnePercentChanged,
    /// One key of ten was deleted at home.
    TenPercentDeleted,
}

/// What a run cost.
pub(crate) struct Measured {
    pub(crate) pace: Pace,
    pub(crate) latency_ms: u32,
    pub(crate) case: Case,
    pub(crate) arrived: Arrived,
    pub(crate) fewest_requests: u64,
    pub(crate) taken: Duration,
    pub(crate) shortest: Duration,
    /// Whether the store holds afterwards what home does.
    pub(crate) right: bool,
}

/// Measures every kind of run at every pace and distance.
pub(crate) async fn measure(product: &Product, keys: u32) -> anyhow::Result<Vec<Measured>> {
    let mut measured = Vec::new();
    for pace in [Pace::Standard, Pace::Unlimited] {
        for latency_ms in LATENCIES_MS {
            let mut bench = Bench::start(product, pace, latency_ms).await?;
            bench.run_all(keys, &mut measured).await?;
        }
    }
    Ok(measured)
}

/// An instance with an empty store.
struct Bench {
    pace: Pace,
    latency_ms: u32,
    emulator: Emulator,
    instance: Instance,
    /// What home holds.
    home: Values,
}

impl Bench {
    async fn start(product: &Product, pace: Pace, latency_ms: u32) -> anyhow::Result<Self> {
        let tier = match pace {
            Pace::Standard => Tier::Standard,
            Pace::Unlimited => Tier::Unlimited,
        };
        let emulator = Emulator::start(product, pace, latency_ms).await?;
        let instance = Instance::start(&emulator, tier).await?;
        Ok(Self {
            pace,
            latency_ms,
            emulator,
            instance,
            home: Values::new(),
        })
    }

    async fn run_all(&mut self, keys: u32, measured: &mut Vec<Measured>) -> anyhow::Result<()> {
        let listing = |there, writes| Work {
            there,
            look: Look::Listing,
            writes,
        };

        let new = settings(keys);
        self.instance.set(&new).await?;
        self.home = new;
        measured.push(self.run(Case::New, listing(0, keys)).await?);

        measured.push(self.run(Case::FirstLook, listing(keys, 0)).await?);
        let unchanged = Work {
            there: keys,
            look: Look::Remembered,
            writes: 0,
        };
        measured.push(self.run(Case::Unchanged, unchanged).await?);

        let changed = one_percent_changed(keys);
        let writes = u32::try_from(changed.len())?;
        self.instance.set(&changed).await?;
        self.home.extend(changed);
        measured.push(
            self.run(Case::OnePercentChanged, listing(keys, writes))
                .await?,
        );

        let gone = ten_percent(keys);
        let deletes = u32::try_from(gone.len())?;
        self.instance.delete(&gone).await?;
        self.home.retain(|key, _| !gone.contains(key));
        measured.push(
            self.run(Case::TenPercentDeleted, listing(keys, deletes))
                .await?,
        );
        Ok(())
    }

    async fn run(&self, case: Case, work: Work) -> anyhow::Result<Measured> {
        self.emulator.forget_arrivals().await?;
        let (mut outcome, mut taken) = self.instance.run().await?;
        if outcome == RunOutcome::Held {
            // So many deletions need a person; what is measured is the run that the person allowed.
            self.instance.confirm().await?;
            self.emulator.forget_arrivals().await?;
            (outcome, taken) = self.instance.run().await?;
        }
        ensure!(
            outcome == RunOutcome::Succeeded,
            "the run of {case:?} ended as {outcome}"
        );
        Ok(Measured {
            pace: self.pace,
            latency_ms: self.latency_ms,
            case,
            arrived: self.emulator.arrived().await?,
            fewest_requests: work.fewest_requests(),
            taken,
            shortest: work.shortest(self.pace, Duration::from_millis(self.latency_ms.into())),
            right: self.emulator.values(LABEL).await? == self.home,
        })
    }
}
