//! The words Keyferry speaks in: names, values and the rules they keep. No I/O.
//!
//! Everything that enters Keyferry is parsed into one of these types at the edge; past the edge
//! nobody checks again. A type that holds a secret cannot be printed, serialised or compared by
//! accident.

pub mod access;
pub mod clock;
pub mod connection;
pub mod diagnosis;
pub mod entropy;
pub mod id;
mod name;
pub mod secret;
pub mod slug;
pub mod sync;

pub use clock::{Clock, Timestamp};
pub use diagnosis::{Cause, Diagnosis};
pub use entropy::Entropy;
pub use name::NameError;
pub use secret::{SecretKey, SecretPath, SecretValue};
pub use slug::Slug;
