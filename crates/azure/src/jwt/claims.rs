//! What a token says, whose signature was checked.

use serde_json::{Map, Value};
use time::{Duration, OffsetDateTime};

use super::JwtError;

/// So far clocks may be apart when a token has just been issued.
const APART: Duration = Duration::MINUTE;

/// Claims that their issuer signed.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims(Map<String, Value>);

impl Claims {
    pub(super) fn new(claims: Map<String, Value>) -> Self {
        Self(claims)
    }

    /// A claim that is one text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// The values of a claim as texts: of a list each one, of an object none. A claim within an object
    /// is named by its path, as in `org.id`, when no claim is called just that.
    #[must_use]
    pub fn texts(&self, name: &str) -> Vec<String> {
        let value = self.0.get(name).or_else(|| self.within(name));
        match value {
            Some(Value::Array(values)) => values.iter().filter_map(plain).collect(),
            Some(value) => plain(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Checks that the token's time has come and is not over.
    pub fn check_time(&self, now: OffsetDateTime) -> Result<(), JwtError> {
        // A fraction of a second, which RFC 7519 allows and nobody writes, is no time here.
        let time = |name: &str| self.0.get(name).map(Value::as_i64);
        match time("exp") {
            Some(Some(end)) if now.unix_timestamp() < end => {}
            _ => return Err(JwtError::Expired),
        }
        match time("nbf") {
            None => Ok(()),
            Some(Some(start)) if start <= (now + APART).unix_timestamp() => Ok(()),
            Some(_) => Err(JwtError::TooEarly),
        }
    }

    fn within(&self, path: &str) -> Option<&Value> {
        let mut parts = path.split('.');
        let mut value = self.0.get(parts.next()?)?;
        for part in parts {
            value = value.get(part)?;
        }
        Some(value)
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: Value) -> Claims {
        match value {
            Value::Object(claims) => Claims::new(claims),
            other => panic!("{other}"),
        }
    }

    fn at(seconds: i64) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(seconds).unwrap()
    }

    #[test]
    fn a_token_is_good_from_its_start_to_just_before_its_end() {
        let token = claims(json!({ "nbf": 1_000, "exp": 2_000 }));
        assert_eq!(token.check_time(at(939)), Err(JwtError::TooEarly));
        assert_eq!(
            token.check_time(at(940)),
            Ok(()),
            "clocks may be a minute apart"
        );
        assert_eq!(token.check_time(at(1_999)), Ok(()));
        assert_eq!(token.check_time(at(2_000)), Err(JwtError::Expired));
        let endless = claims(json!({}));
        assert_eq!(endless.check_time(at(0)), Err(JwtError::Expired));
        let odd = claims(json!({ "exp": "soon" }));
        assert_eq!(odd.check_time(at(0)), Err(JwtError::Expired));
    }

    #[test]
    fn a_claim_is_found_by_its_name_or_its_path() {
        let token = claims(json!({ "aud": ["a", "b"], "org": { "id": 7 }, "org.name": "x" }));
        assert_eq!(token.texts("aud"), ["a", "b"]);
        assert_eq!(token.texts("org.id"), ["7"]);
        assert_eq!(token.texts("org.name"), ["x"]);
        assert!(token.texts("org").is_empty());
        assert!(token.texts("missing").is_empty());
    }
}
