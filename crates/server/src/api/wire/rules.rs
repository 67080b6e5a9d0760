//! Fields with the same rules in several requests: how they are read, and how they are described.

use utoipa::openapi::ObjectBuilder;

use crate::api::description::{integer, text};
use crate::api::error::ApiError;
use crate::api::request::Fields;

/// The longest description, in characters (Infisical's limit).
const LONGEST_DESCRIPTION: usize = 256;
/// How many things a list has unless told otherwise, and the most it can have.
const LIST: (i64, i64) = (20, 200);

/// A name in URLs, as the API's description shows it.
pub(in crate::api) fn slug() -> ObjectBuilder {
    text()
        .min_length(Some(1))
        .max_length(Some(64))
        .pattern(Some("^[a-z0-9-]+$"))
}

/// One of these words, as the API's description shows it.
pub(in crate::api) fn words<T: ToString>(all: &[T]) -> ObjectBuilder {
    text().enum_values(Some(all.iter().map(ToString::to_string)))
}

/// What something is for, as the API's description shows it.
pub(in crate::api) fn described() -> ObjectBuilder {
    text().max_length(Some(LONGEST_DESCRIPTION))
}

/// What something is for.
pub(in crate::api) fn description(body: &Fields) -> Result<Option<String>, ApiError> {
    let text = body.text("description")?.map(str::trim);
    if text.is_some_and(|text| text.chars().count() > LONGEST_DESCRIPTION) {
        let problem = format!("is longer than {LONGEST_DESCRIPTION} characters: shorten it");
        return Err(body.fault("description", problem));
    }
    Ok(text.filter(|text| !text.is_empty()).map(str::to_owned))
}

/// What something is for from now on; null or the empty text clears it. None when it was not sent.
#[expect(
    clippy::option_option,
    reason = "not sent, cleared and set are three things"
)]
pub(in crate::api) fn changed_description(
    body: &Fields,
) -> Result<Option<Option<String>>, ApiError> {
    if !body.has("description") {
        return Ok(None);
    }
    description(body).map(Some)
}

/// The length of a list as `limit` asks for it, and how that is described.
pub(in crate::api) fn list_length(query: &Fields) -> Result<u64, ApiError> {
    let (usual, most) = LIST;
    let limit = query.integer("limit")?.unwrap_or(usual);
    Ok(limit.clamp(1, most).unsigned_abs())
}

/// `limit`, as the API's description shows it.
pub(in crate::api) fn limit() -> ObjectBuilder {
    let (usual, most) = LIST;
    integer()
        .minimum(Some(1))
        .maximum(Some(most))
        .default(Some(usual.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_may_be_absent_cleared_or_too_long() {
        let read = |text: &str| {
            let body = Fields::from_json(text.as_bytes()).unwrap();
            changed_description(&body).map_err(|error| error.to_string())
        };
        assert_eq!(read("{}"), Ok(None));
        assert_eq!(read(r#"{"description":""}"#), Ok(Some(None)));
        assert_eq!(read(r#"{"description":null}"#), Ok(Some(None)));
        let long = format!(r#"{{"description":"{}"}}"#, "x".repeat(257));
        assert!(read(&long).unwrap_err().starts_with("description: "));
    }

    #[test]
    fn a_list_is_never_longer_than_the_most() {
        let length = |query: &str| list_length(&Fields::from_query(query)).unwrap();
        assert_eq!(length(""), 20);
        assert_eq!(length("limit=0"), 1);
        assert_eq!(length("limit=5000"), 200);
    }
}
