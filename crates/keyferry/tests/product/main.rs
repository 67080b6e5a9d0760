//! What needs the whole product: these tests start the real binary.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod emulator_contract;
mod harness;
