//! How a secret's key becomes a destination key, and back.

use crate::name::{NameError, text_form};
use crate::{SecretKey, SecretPath, Slug};

const RULE: &str = "write `{{secretKey}}` once, optionally with `{{environment}}`, `{{folder}}` and any key characters, such as `Checkout:{{secretKey}}`";
const SECRET_KEY: &str = "{{secretKey}}";

/// A template for destination keys, such as `Checkout:{{secretKey}}`. Nothing is escaped in it or
/// by it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeySchema(String);

text_form!(KeySchema);

impl Default for KeySchema {
    fn default() -> Self {
        Self(SECRET_KEY.to_owned())
    }
}

impl KeySchema {
    /// Parses a schema.
    ///
    /// # Errors
    /// When `{{secretKey}}` does not occur exactly once, another placeholder occurs, or the rest
    /// holds what no key may hold.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let error = |problem: String| NameError::new("key schema", problem, RULE);
        match text.matches(SECRET_KEY).count() {
            1 => {}
            0 => return Err(error("does not contain `{{secretKey}}`".to_owned())),
            _ => return Err(error("contains `{{secretKey}}` more than once".to_owned())),
        }
        let fixed = text
            .replace(SECRET_KEY, "x")
            .replace("{{environment}}", "x")
            .replace("{{folder}}", "x");
        if fixed.contains("{{") || fixed.contains("}}") {
            return Err(error("contains a placeholder that is not known".to_owned()));
        }
        SecretKey::parse(&fixed).map_err(|e| error(e.problem))?;
        Ok(Self(text.to_owned()))
    }

    /// The destination key of a secret. `{{folder}}` is the path without its first slash.
    #[must_use]
    pub fn render(&self, key: &SecretKey, environment: &Slug, path: &SecretPath) -> String {
        let (before, after) = self.fixed_parts(environment, path);
        format!("{before}{key}{after}")
    }

    /// The secret key behind a destination key, if the schema could have made it.
    #[must_use]
    pub fn strip(&self, key: &str, environment: &Slug, path: &SecretPath) -> Option<SecretKey> {
        let (before, after) = self.fixed_parts(environment, path);
        let middle = key
            .strip_prefix(before.as_str())?
            .strip_suffix(after.as_str())?;
        SecretKey::parse(middle).ok()
    }

    fn fixed_parts(&self, environment: &Slug, path: &SecretPath) -> (String, String) {
        let fill = |part: &str| {
            part.replace("{{environment}}", environment.as_str())
                .replace("{{folder}}", &path.as_str()[1..])
        };
        let (before, after) = self.0.split_once(SECRET_KEY).unwrap_or((&self.0, ""));
        (fill(before), fill(after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> (SecretKey, Slug, SecretPath) {
        (
            SecretKey::parse("Db:Url&<x>").unwrap(),
            Slug::parse("prod").unwrap(),
            SecretPath::parse("/shop/eu").unwrap(),
        )
    }

    #[test]
    fn a_schema_wraps_a_key_without_escaping_anything() {
        let (key, environment, path) = names();
        let schema = KeySchema::parse("{{environment}}/{{folder}}:{{secretKey}}.v1").unwrap();
        let rendered = schema.render(&key, &environment, &path);
        assert_eq!(rendered, "prod/shop/eu:Db:Url&<x>.v1");
        assert_eq!(schema.strip(&rendered, &environment, &path), Some(key));
        assert_eq!(schema.strip("dev/shop/eu:A.v1", &environment, &path), None);
    }

    #[test]
    fn a_secret_called_like_a_placeholder_is_not_expanded() {
        let (_, environment, path) = names();
        let key = SecretKey::parse("{{environment}}").unwrap();
        let schema = KeySchema::parse("p:{{secretKey}}").unwrap();
        assert_eq!(
            schema.render(&key, &environment, &path),
            "p:{{environment}}"
        );
    }

    #[test]
    fn a_schema_needs_the_key_once_and_nothing_unknown() {
        for bad in [
            "",
            "prefix",
            "{{secretKey}}{{secretKey}}",
            "{{secretKey}}{{x}}",
            "%{{secretKey}}",
        ] {
            assert!(KeySchema::parse(bad).is_err(), "{bad}");
        }
    }
}
