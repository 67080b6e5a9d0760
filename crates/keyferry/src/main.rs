//! The Keyferry binary.
fn main() {}
