//! Files in and out, through the public face.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod detecting;
mod dotenv;
mod fixture;
mod json;
mod kvset;
mod round_trip;
mod samples;
mod text;
