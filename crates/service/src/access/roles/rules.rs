//! What a role may be called and which rules it may have.

use model::access::Rules;
use serde_json::Value;

use crate::Error;

/// The longest list of rules, in bytes of JSON.
const LONGEST: usize = 64 * 1024;

/// Rules as they were sent and parsed, and as they are stored.
pub(super) fn checked(permissions: &Value) -> Result<(Rules, String), Error> {
    let rules = Rules::parse(permissions).map_err(|error| {
        let problem = format!("{} {}", error.path, error.problem);
        Error::invalid("permissions", problem.trim())
    })?;
    let text = permissions.to_string();
    if text.len() > LONGEST {
        return Err(Error::invalid("permissions", "are longer than 64 KiB"));
    }
    Ok((rules, text))
}

/// A name without the space around it.
pub(super) fn name(text: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 64 || text.chars().any(char::is_control) {
        let problem = "use 1 to 64 characters, none of them a control character";
        return Err(Error::invalid("name", problem));
    }
    Ok(text.to_owned())
}

/// A description without the space around it.
pub(super) fn description(text: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.chars().count() > 1_024 || text.contains('\0') {
        let problem = "use at most 1,024 characters, none of them NUL";
        return Err(Error::invalid("description", problem));
    }
    Ok(text.to_owned())
}
