//! The planner, through its public face: the truth table row by row, then random stores.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod content;
mod forecast;
mod guard;
mod import;
mod intents;
mod random_stores;
mod remove;
mod scene;
mod truth_table;
