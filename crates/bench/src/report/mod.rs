//! The result as a whole: what was measured, what was promised, and what went wrong.

mod json;
mod tables;
mod targets;

use crate::az::Imported;
use crate::machine::Machine;
use crate::serving::Served;
use crate::syncs::{Case, Measured};

/// Everything that was measured.
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) keys: u32,
    pub(crate) syncs: Vec<Measured>,
    /// Nothing where `az` is not installed.
    pub(crate) az: Option<Vec<Imported>>,
    pub(crate) serving: Vec<Served>,
}

impl Report {
    /// What did not work, a sentence each. A slow run is none of it.
    pub(crate) fn failures(&self) -> Vec<String> {
        let mut failures = Vec::new();
        for run in &self.syncs {
            let name = format!("{} ({}, {} ms)", run.case, run.pace, run.latency_ms);
            if !run.right {
                failures.push(format!("{name}: the store does not hold what it should"));
            }
            if !run.is_frugal() {
                failures.push(format!(
                    "{name}: {} requests where {} are enough",
                    run.arrived.requests, run.fewest_requests
                ));
            }
            if !run.is_quiet() {
                failures.push(format!(
                    "{name}: {} of {} answers were empty 304s",
                    run.arrived.not_modified, run.arrived.requests
                ));
            }
        }
        for import in self.az.iter().flatten().filter(|import| !import.right) {
            failures.push(format!(
                "az, {} ({} ms): the store does not hold what it should",
                import.case, import.latency_ms
            ));
        }
        failures
    }
}

impl Measured {
    /// Whether it took no more than two requests in a hundred too many.
    fn is_frugal(&self) -> bool {
        self.arrived.requests <= self.fewest_requests + self.fewest_requests / 50
    }

    /// Whether a look at what was seen before brought nothing but empty answers.
    fn is_quiet(&self) -> bool {
        self.case != Case::Unchanged || self.arrived.not_modified == self.fewest_requests
    }

    /// How many times the shortest time it took; nothing where there is no limit but the computer.
    fn ratio(&self) -> Option<f64> {
        let shortest = self.shortest.as_secs_f64();
        (shortest > 0.0).then(|| self.taken.as_secs_f64() / shortest)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::emulator::Arrived;
    use crate::syncs::Pace;

    fn run(case: Case, fewest_requests: u64, arrived: Arrived) -> Measured {
        Measured {
            pace: Pace::Unlimited,
            latency_ms: 20,
            case,
            arrived,
            fewest_requests,
            taken: Duration::from_mins(1),
            shortest: Duration::from_secs(1),
            right: true,
        }
    }

    fn requests(requests: u64) -> Arrived {
        Arrived {
            requests,
            throttled: 0,
            not_modified: 0,
        }
    }

    fn report(run: Measured) -> Report {
        Report {
            machine: Machine::now(),
            keys: 1000,
            syncs: vec![run],
            az: None,
            serving: Vec::new(),
        }
    }

    fn missed(report: &Report) -> usize {
        report.targets().iter().filter(|target| !target.met).count()
    }

    #[test]
    fn a_slow_run_misses_its_target_and_is_no_failure() {
        let report = report(run(Case::New, 1001, requests(1001)));
        assert!(report.failures().is_empty());
        assert_eq!(missed(&report), 1);
    }

    #[test]
    fn two_requests_in_a_hundred_too_many_are_borne_and_three_are_a_failure() {
        let with = |sent| report(run(Case::OnePercentChanged, 100, requests(sent)));
        assert!(with(102).failures().is_empty());
        let wasteful = with(103);
        assert_eq!(
            wasteful.failures(),
            ["1 % changed (unlimited, 20 ms): 103 requests where 100 are enough"]
        );
        assert_eq!(missed(&wasteful), 1);
    }

    #[test]
    fn a_look_that_brings_the_pages_again_is_a_failure() {
        let full = report(run(Case::Unchanged, 10, requests(10)));
        assert_eq!(full.failures().len(), 1);
        let empty = Arrived {
            not_modified: 10,
            ..requests(10)
        };
        let empty = report(run(Case::Unchanged, 10, empty));
        assert!(empty.failures().is_empty());
        assert_eq!(missed(&empty), 0);
    }

    #[test]
    fn a_store_left_wrong_is_a_failure() {
        let mut wrong = run(Case::New, 1, requests(1));
        wrong.right = false;
        assert_eq!(report(wrong).failures().len(), 1);
    }

    #[test]
    fn a_command_that_is_not_installed_is_said_to_be_left_out() {
        let report = report(run(Case::New, 1, requests(1)));
        assert!(report.to_string().contains("Left out: `az`"));
    }
}
