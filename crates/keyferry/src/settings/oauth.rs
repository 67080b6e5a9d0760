//! The application that people sign in to Microsoft through, by Infisical's names.

use service::OAuthClient;

use super::{SettingError, secret};
use crate::environment::Environment;

/// The app's own names, then those that Infisical accepts for every Azure connection.
const NAMES: [(&str, &str); 2] = [
    (
        "INF_APP_CONNECTION_AZURE_APP_CONFIGURATION_CLIENT_ID",
        "INF_APP_CONNECTION_AZURE_APP_CONFIGURATION_CLIENT_SECRET",
    ),
    (
        "INF_APP_CONNECTION_AZURE_CLIENT_ID",
        "INF_APP_CONNECTION_AZURE_CLIENT_SECRET",
    ),
];

/// The first pair of names that is set. Half a pair is a mistake, not an absence.
pub(super) fn client(env: &Environment) -> Result<Option<OAuthClient>, SettingError> {
    for (id, secret) in NAMES {
        match (env.get(id), secret::read(env, secret)?) {
            (Some(client_id), Some(client_secret)) => {
                return Ok(Some(OAuthClient {
                    client_id: client_id.to_owned(),
                    client_secret,
                }));
            }
            (Some(_), None) => {
                return Err(SettingError::unusable(
                    id,
                    format!("is set without {secret}: set both, or neither"),
                ));
            }
            (None, Some(_)) => {
                return Err(SettingError::unusable(
                    secret,
                    format!("is set without {id}: set both, or neither"),
                ));
            }
            (None, None) => {}
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_for_every_azure_connection_are_the_fallback() {
        let shared = [
            ("INF_APP_CONNECTION_AZURE_CLIENT_ID", "shared"),
            ("INF_APP_CONNECTION_AZURE_CLIENT_SECRET", "s"),
        ];
        assert_eq!(
            client(&Environment::of(&shared))
                .unwrap()
                .unwrap()
                .client_id,
            "shared"
        );
        let mut own = shared.to_vec();
        own.push((NAMES[0].0, "own"));
        own.push((NAMES[0].1, "s"));
        assert_eq!(
            client(&Environment::of(&own)).unwrap().unwrap().client_id,
            "own"
        );
    }
}
