//! What the figures were measured on.

use std::thread::available_parallelism;

use serde::Serialize;

/// A machine, and how busy it was with other things.
#[derive(Serialize)]
pub(crate) struct Machine {
    /// Cores that may be used.
    pub(crate) cores: usize,
    /// Processes that wanted a core, on average over the minute before; nothing where the system does
    /// not tell. Seconds measured with more of them than cores say little.
    pub(crate) load: Option<f64>,
}

impl Machine {
    /// The machine as it is now.
    pub(crate) fn now() -> Self {
        Self {
            cores: available_parallelism().map_or(1, usize::from),
            load: load(),
        }
    }
}

/// `/proc/loadavg`, which only Linux has.
fn load() -> Option<f64> {
    let averages = std::fs::read_to_string("/proc/loadavg").ok()?;
    averages.split_whitespace().next()?.parse().ok()
}
