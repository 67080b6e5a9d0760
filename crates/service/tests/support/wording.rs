//! Short ways to write down names and values.

use model::{SecretKey, SecretPath, SecretValue, Slug};
use secrecy::SecretString;
use service::secrets::SecretChange;

pub(crate) fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

pub(crate) fn key(text: &str) -> SecretKey {
    SecretKey::parse(text).unwrap()
}

pub(crate) fn path(text: &str) -> SecretPath {
    SecretPath::parse(text).unwrap()
}

pub(crate) fn value(text: &str) -> SecretValue {
    SecretValue::new(text.to_owned()).unwrap()
}

pub(crate) fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

/// A change of a value.
pub(crate) fn change(name: &str, text: &str) -> SecretChange {
    SecretChange::value(key(name), value(text))
}
