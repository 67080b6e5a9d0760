//! What a secret may be called.

use crate::name::{NameError, text_form};

const RULE: &str =
    "use 1 to 255 characters, without `%` and control characters, other than `.` and `..`";

/// The name of a secret within its folder.
///
/// `:`, `.`, `/` and `__` are allowed, because that is how App Configuration's users write
/// hierarchy (`Logging:LogLevel:Default`). App Configuration itself refuses `%`, `.` and `..`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretKey(String);

text_form!(SecretKey);

impl SecretKey {
    /// Parses a key exactly as given: keys are case-sensitive and nothing is trimmed.
    ///
    /// # Errors
    /// When it is empty, longer than 255 characters, `.`, `..`, or holds `%` or a control
    /// character.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let problem = if text.is_empty() {
            "is empty".to_owned()
        } else if text.chars().count() > 255 {
            "is longer than 255 characters".to_owned()
        } else if text == "." || text == ".." {
            format!("`{text}` is not a name")
        } else if text.contains('%') {
            format!("`{text}` contains `%`, which Azure App Configuration refuses")
        } else if text.chars().any(char::is_control) {
            format!("`{}` contains a control character", text.escape_debug())
        } else {
            return Ok(Self(text.to_owned()));
        };
        Err(NameError::new("secret key", problem, RULE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_app_configuration_users_are_allowed() {
        for key in [
            "Logging:LogLevel:Default",
            "a.b",
            "a/b",
            "A__B",
            "A?B",
            "A#B",
            "A,B",
            "A*B",
            "ключ",
            "a b",
        ] {
            assert_eq!(SecretKey::parse(key).unwrap().as_str(), key);
        }
    }

    #[test]
    fn keys_that_no_store_takes_are_refused() {
        for key in ["", ".", "..", "100%", "a\nb", "nul\0"] {
            assert!(SecretKey::parse(key).is_err(), "{key:?}");
        }
        assert!(SecretKey::parse(&"ü".repeat(255)).is_ok());
        assert!(SecretKey::parse(&"ü".repeat(256)).is_err());
    }
}
