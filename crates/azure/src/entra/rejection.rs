//! What Entra says when it refuses to give a token.

use std::fmt;

use reqwest::header::HeaderMap;
use serde::Deserialize;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

use crate::http::server_time;
use crate::text::one_line;

/// Entra's refusal. Microsoft advises to decide by `error` and `suberror` and to take the `AADSTS`
/// codes as hints for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntraRejection {
    /// HTTP status; 400 for a refusal that came back through the browser.
    pub status: u16,
    /// OAuth error, such as `invalid_client` or `invalid_grant`.
    pub error: String,
    /// Finer reason, such as `consent_required`.
    pub suberror: Option<String>,
    /// The `AADSTS` code of the description, or the first one listed.
    pub code: Option<u32>,
    /// All `AADSTS` codes.
    pub codes: Vec<u32>,
    /// First sentence of Entra's description, with its `AADSTS` code and without trace ids.
    pub description: String,
    /// What Microsoft's support asks for.
    pub correlation_id: Option<String>,
    /// Entra's clock when it refused: tells whether this machine's is wrong, as for an assertion
    /// that is not valid yet or any more (`AADSTS700024`).
    pub server_time: Option<OffsetDateTime>,
}

impl std::error::Error for EntraRejection {}

impl fmt::Display for EntraRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Microsoft Entra ID refused ({}): {}",
            self.error, self.description
        )
    }
}

#[derive(Deserialize)]
struct Body {
    error: String,
    #[serde(default)]
    suberror: Option<String>,
    #[serde(default)]
    error_description: Option<String>,
    #[serde(default)]
    error_codes: Vec<u32>,
    #[serde(default)]
    correlation_id: Option<String>,
    #[serde(default)]
    timestamp: Option<String>,
}

const TIMESTAMP: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second]Z");

impl EntraRejection {
    /// Reads the `error` and `error_description` that the authorize page sends back in the query.
    #[must_use]
    pub fn from_redirect(error: &str, description: Option<&str>) -> Self {
        Self::new(400, error, description.unwrap_or_default(), Vec::new())
    }

    /// None when the body is not an OAuth error.
    pub(super) fn from_body(status: u16, headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let body: Body = serde_json::from_slice(body).ok()?;
        let description = body.error_description.unwrap_or_default();
        Some(Self {
            suberror: body.suberror.map(|text| one_line(&text)),
            correlation_id: body.correlation_id.map(|text| one_line(&text)),
            server_time: server_time(headers)
                .or_else(|| body.timestamp.as_deref().and_then(read_timestamp)),
            ..Self::new(status, &body.error, &description, body.error_codes)
        })
    }

    /// Codes and errors by which Entra says that its own trouble is a passing one.
    pub(super) fn is_transient(&self) -> bool {
        matches!(
            self.error.as_str(),
            "temporarily_unavailable" | "server_error"
        ) || self
            .codes
            .iter()
            .chain(&self.code)
            .any(|code| matches!(code, 90_055 | 90_033 | 90_006 | 50_033))
    }

    fn new(status: u16, error: &str, description: &str, codes: Vec<u32>) -> Self {
        Self {
            status,
            error: one_line(error),
            suberror: None,
            code: code_in(description).or(codes.first().copied()),
            codes,
            description: first_sentence(description),
            correlation_id: None,
            server_time: None,
        }
    }
}

fn read_timestamp(text: &str) -> Option<OffsetDateTime> {
    let time = PrimitiveDateTime::parse(text, TIMESTAMP).ok()?;
    Some(time.assume_utc())
}

fn code_in(description: &str) -> Option<u32> {
    let digits = description.strip_prefix("AADSTS")?;
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    digits[..end].parse().ok()
}

fn first_sentence(description: &str) -> String {
    let untraced = description.split("Trace ID:").next().unwrap_or_default();
    let line = one_line(untraced);
    let end = line.find(". ").map_or(line.len(), |dot| dot + 1);
    line[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRONG_SECRET: &str = r#"{
        "error": "invalid_client",
        "error_description": "AADSTS7000215: Invalid client secret provided. Ensure the value is sent. Trace ID: 1a Correlation ID: 2b Timestamp: 2026-11-22 20:41:42Z",
        "error_codes": [7000215],
        "trace_id": "1a",
        "correlation_id": "2b"
    }"#;

    fn read(status: u16, body: &[u8]) -> Option<EntraRejection> {
        EntraRejection::from_body(status, &HeaderMap::new(), body)
    }

    #[test]
    fn a_refusal_is_cut_to_its_first_sentence_and_keeps_the_correlation_id() {
        let refusal = read(401, WRONG_SECRET.as_bytes()).unwrap();
        assert_eq!(refusal.code, Some(7_000_215));
        assert_eq!(refusal.codes, [7_000_215]);
        assert_eq!(
            refusal.description,
            "AADSTS7000215: Invalid client secret provided."
        );
        assert_eq!(refusal.correlation_id.as_deref(), Some("2b"));
        assert!(!refusal.is_transient());
    }

    #[test]
    fn a_refusal_on_the_way_back_from_the_browser_is_read_alike() {
        let text = "AADSTS65004: User declined to consent to access the app. Trace ID: 1a";
        let refusal = EntraRejection::from_redirect("access_denied", Some(text));
        assert_eq!(refusal.code, Some(65_004));
        assert!(
            refusal
                .to_string()
                .ends_with("declined to consent to access the app.")
        );
    }

    #[test]
    fn passing_trouble_is_recognised_by_error_or_code() {
        let busy = r#"{"error":"temporarily_unavailable"}"#;
        assert!(read(400, busy.as_bytes()).unwrap().is_transient());
        let code = r#"{"error":"invalid_request","error_codes":[90033]}"#;
        assert!(read(400, code.as_bytes()).unwrap().is_transient());
    }

    #[test]
    fn a_body_that_is_no_oauth_error_is_not_a_refusal() {
        assert_eq!(read(502, b"<html>Bad gateway</html>"), None);
    }
}
