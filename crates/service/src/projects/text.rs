//! The names and descriptions that people give to projects, environments and folders.

use crate::Error;

/// How long a description may be, in characters (Infisical's limit).
const LONGEST_DESCRIPTION: usize = 1024;

/// A name without the spaces around it.
pub(super) fn name(field: &'static str, text: &str, longest: usize) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > longest {
        let allowed = format!("use 1 to {longest} characters");
        return Err(Error::invalid(field, allowed));
    }
    if text.contains('\0') {
        return Err(Error::invalid(
            field,
            "contains a NUL character: leave it out",
        ));
    }
    Ok(text.to_owned())
}

/// A description, as it was typed.
pub(super) fn description(field: &'static str, text: Option<&str>) -> Result<(), Error> {
    let text = text.unwrap_or_default();
    if text.chars().count() > LONGEST_DESCRIPTION {
        let allowed = format!("is too long: use at most {LONGEST_DESCRIPTION} characters");
        return Err(Error::invalid(field, allowed));
    }
    if text.contains('\0') {
        return Err(Error::invalid(
            field,
            "contains a NUL character: leave it out",
        ));
    }
    Ok(())
}
