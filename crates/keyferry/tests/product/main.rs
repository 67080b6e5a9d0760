//! What needs the whole product: these tests start the real binary.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod api;
mod architecture;
mod audit;
mod bad_input;
mod browser;
mod clients;
mod destinations;
mod dev;
mod emulator_contract;
mod faults;
mod files_arrive;
mod guesses;
mod harness;
mod kills;
mod limits;
mod methods;
mod moving_in;
mod reference;
mod resealing;
mod root_key;
mod rotation;
mod run_program;
mod secrecy;
mod sync_rules;
mod token_kills;
mod tokens;
mod tokens_expire;
