//! E-mail addresses, by which people are known.

use crate::Error;

/// The longest address that mail takes, in bytes (RFC 5321).
const LONGEST: usize = 254;

/// An address as it is kept: in lower case.
pub(super) fn parse_email(text: &str) -> Result<String, Error> {
    let email = text.trim().to_lowercase();
    match email.split_once('@') {
        Some((name, host))
            if !name.is_empty()
                && !host.is_empty()
                && !host.contains('@')
                && email.len() <= LONGEST
                && !email.contains(|c: char| c.is_whitespace() || c.is_control()) =>
        {
            Ok(email)
        }
        _ => Err(Error::invalid(
            "email",
            "enter an e-mail address such as `ada@contoso.com`",
        )),
    }
}
