//! Secrets: their keys, values, folders and references to each other.

mod key;
mod kind;
mod path;
mod reference;
mod value;

pub use key::SecretKey;
pub use kind::SecretKind;
pub use path::{FolderName, SecretPath};
pub use reference::{Reference, Segment, Target, Template};
pub use value::{MAX_VALUE_BYTES, SecretValue, ValueTooLong};
