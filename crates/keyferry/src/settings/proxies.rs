//! The proxies in front of the server.

use model::access::AddressRange;

use super::SettingError;
use crate::environment::Environment;

const PROXIES: &str = "KEYFERRY_TRUSTED_PROXIES";

/// The addresses and ranges of proxies whose `X-Forwarded-For` is believed, separated by commas. None
/// unless it is set.
pub(super) fn trusted(env: &Environment) -> Result<Vec<AddressRange>, SettingError> {
    let list = env.get(PROXIES).unwrap_or_default();
    let ranges = list.split(',').map(str::trim).filter(|it| !it.is_empty());
    ranges
        .map(|range| {
            range
                .parse()
                .map_err(|error| SettingError::unusable(PROXIES, error))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_are_listed_by_commas_and_none_is_trusted_unasked() {
        let of = |text| trusted(&Environment::of(&[(PROXIES, text)])).unwrap().len();
        assert_eq!(of(" 10.0.0.0/8, ::1 ,"), 2);
        assert!(trusted(&Environment::of(&[])).unwrap().is_empty());
    }
}
