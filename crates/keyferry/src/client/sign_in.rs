//! Signing in to a server by universal auth.

use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{Client, ClientError, Target, json, typed, url_of};

/// What a machine identity signs in with.
pub(crate) struct ClientCredentials {
    /// Its client id.
    pub(crate) id: String,
    /// Its client secret.
    pub(crate) secret: SecretString,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Grant {
    access_token: String,
}

impl Client {
    /// A client of a server that this machine identity signs in to.
    pub(crate) async fn sign_in(
        url: Url,
        credentials: &ClientCredentials,
    ) -> Result<Self, ClientError> {
        let mut client = Self::new(Target {
            url,
            token: SecretString::default(),
            project: None,
        })?;
        let path = ["v1", "auth", "universal-auth", "login"];
        let request = client
            .http
            .request(Method::POST, url_of(&client.base, &path));
        let body = json!({
            "clientId": credentials.id,
            "clientSecret": credentials.secret.expose_secret(),
        });
        let answer = json(client.send(request.json(&body)).await?).await?;
        client.token = typed::<Grant>(&answer)?.access_token.into();
        Ok(client)
    }
}
