//! The one type that holds a secret's value.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use thiserror::Error;

/// The longest value, in bytes: 64 KiB.
pub const MAX_VALUE_BYTES: usize = 64 * 1024;

/// A value longer than [`MAX_VALUE_BYTES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the value has {bytes} bytes; the limit is 65536 (64 KiB)")]
pub struct ValueTooLong {
    /// How long it was.
    pub bytes: usize,
}

/// The value of a secret. It cannot be printed, serialised or left in memory after its end;
/// comparing takes the same time whatever differs.
#[derive(Clone)]
pub struct SecretValue(SecretString);

impl SecretValue {
    /// Takes a value.
    ///
    /// # Errors
    /// When it is longer than 64 KiB.
    pub fn new(text: String) -> Result<Self, ValueTooLong> {
        if text.len() > MAX_VALUE_BYTES {
            return Err(ValueTooLong { bytes: text.len() });
        }
        Ok(Self(SecretString::from(text)))
    }

    /// The text itself. Whoever calls this answers for where it goes.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    /// The length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.reveal().len()
    }

    /// Whether the value is the empty text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reveal().is_empty()
    }
}

impl PartialEq for SecretValue {
    fn eq(&self, other: &Self) -> bool {
        self.reveal()
            .as_bytes()
            .ct_eq(other.reveal().as_bytes())
            .into()
    }
}

impl Eq for SecretValue {}

impl fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretValue(••••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_does_not_show_in_debug_output() {
        let value = SecretValue::new("hunter2".to_owned()).unwrap();
        assert!(!format!("{value:?} {:?}", Some(&value)).contains("hunter2"));
        assert_eq!(value.reveal(), "hunter2");
    }

    #[test]
    fn values_up_to_64_kib_are_taken() {
        assert!(SecretValue::new("x".repeat(MAX_VALUE_BYTES)).is_ok());
        assert_eq!(
            SecretValue::new("x".repeat(65_537)).unwrap_err(),
            ValueTooLong { bytes: 65_537 }
        );
    }
}
