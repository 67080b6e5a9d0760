//! The shape of an access token just given.

use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, Serializer};
use service::access::TokenGrant;

/// An access token, which its reader is meant to have. The times are in seconds.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Grant {
    #[serde(serialize_with = "given_out")]
    access_token: SecretString,
    expires_in: u64,
    #[serde(rename = "accessTokenMaxTTL")]
    access_token_max_ttl: u64,
    token_type: &'static str,
}

impl From<TokenGrant> for Grant {
    fn from(grant: TokenGrant) -> Self {
        Self {
            access_token: grant.token,
            expires_in: grant.expires_in.as_secs(),
            access_token_max_ttl: grant.max_ttl.as_secs(),
            token_type: "Bearer",
        }
    }
}

fn given_out<S: Serializer>(token: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(token.expose_secret())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;

    #[test]
    fn a_grant_has_the_four_fields_that_every_client_needs() {
        let grant = Grant::from(TokenGrant {
            token: "t0k3n".into(),
            expires_in: Duration::from_mins(1),
            max_ttl: Duration::from_mins(10),
        });
        assert_eq!(
            serde_json::to_value(&grant).unwrap(),
            json!({
                "accessToken": "t0k3n",
                "expiresIn": 60,
                "accessTokenMaxTTL": 600,
                "tokenType": "Bearer",
            })
        );
    }
}
