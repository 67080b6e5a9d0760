//! A client of Keyferry's HTTP API: which server, with which token, and how requests are sent.

mod connections;
mod contents;
mod error;
mod files;
mod keys;
mod moving;
mod profile;
mod projects;
mod secrets;
mod sign_in;
mod syncs;
mod target;
mod versions;

pub(crate) use connections::{
    Check, Connection, Diagnosis, Limit, NewConnection, PastCheck, ReconnectLink,
};
pub(crate) use contents::{Contents, Fetched};
pub(crate) use error::ClientError;
pub(crate) use files::{ImportReport, ImportRequest};
pub(crate) use keys::Reseal;
pub(crate) use moving::{
    RemoteFolder, RemoteImport, RemoteProject, RemoteSecret, RemoteTag, TagIds,
};
pub(crate) use profile::Profile;
pub(crate) use projects::Project;
pub(crate) use secrets::{Place, Secret, Write};
pub(crate) use sign_in::ClientCredentials;
pub(crate) use syncs::{NewSync, Plan, Run, RunItem, Sync};
pub(crate) use target::{Target, TargetArgs, address, read_token};
pub(crate) use versions::{Page as VersionPage, Version};

use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

/// The app that connections and syncs are of.
const APP: &str = "azure-app-configuration";

/// The longest a server may take for one answer: a plan reads a whole store.
const PATIENCE: Duration = Duration::from_mins(2);

/// The longest pause that a server may ask for; a longer one is told instead.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// How often one request is put off.
const MOST_WAITS: u8 = 10;

/// A server and the token to call it with.
pub(crate) struct Client {
    http: reqwest::Client,
    base: Url,
    token: SecretString,
}

impl Client {
    /// A client of a server. Nothing is sent yet.
    pub(crate) fn new(target: Target) -> Result<Self, ClientError> {
        let http = reqwest::Client::builder()
            .user_agent(concat!("keyferry/", env!("CARGO_PKG_VERSION")))
            // A redirect would carry the token to a host nobody named.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .timeout(PATIENCE)
            .build()
            .map_err(ClientError::Setup)?;
        Ok(Self {
            http,
            base: target.url,
            token: target.token,
        })
    }

    async fn get(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Value, ClientError> {
        json(
            self.send(self.request(Method::GET, path).query(query))
                .await?,
        )
        .await
    }

    async fn post(&self, path: &[&str], body: &Value) -> Result<Value, ClientError> {
        json(
            self.send(self.request(Method::POST, path).json(body))
                .await?,
        )
        .await
    }

    async fn put(&self, path: &[&str], body: &Value) -> Result<Value, ClientError> {
        json(
            self.send(self.request(Method::PUT, path).json(body))
                .await?,
        )
        .await
    }

    async fn patch(&self, path: &[&str], body: &Value) -> Result<Value, ClientError> {
        json(
            self.send(self.request(Method::PATCH, path).json(body))
                .await?,
        )
        .await
    }

    async fn delete(&self, path: &[&str], body: &Value) -> Result<Value, ClientError> {
        json(
            self.send(self.request(Method::DELETE, path).json(body))
                .await?,
        )
        .await
    }

    async fn text(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<SecretString, ClientError> {
        let response = self
            .send(self.request(Method::GET, path).query(query))
            .await?;
        response
            .text()
            .await
            .map(SecretString::from)
            .map_err(|error| self.unreachable(&error))
    }

    fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        self.http
            .request(method, url_of(&self.base, path))
            .bearer_auth(self.token.expose_secret())
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, ClientError> {
        let mut request = request;
        for _ in 0..MOST_WAITS {
            let again = request.try_clone();
            let response = self.send_once(request).await?;
            match (wait(&response), again) {
                (Some(pause), Some(next)) => {
                    tokio::time::sleep(pause).await;
                    request = next;
                }
                _ => return accepted(response).await,
            }
        }
        accepted(self.send_once(request).await?).await
    }

    async fn send_once(&self, request: RequestBuilder) -> Result<Response, ClientError> {
        request
            .send()
            .await
            .map_err(|error| self.unreachable(&error))
    }

    fn unreachable(&self, error: &reqwest::Error) -> ClientError {
        ClientError::unreachable(&self.base, error)
    }
}

async fn accepted(response: Response) -> Result<Response, ClientError> {
    if response.status().is_success() {
        return Ok(response);
    }
    Err(ClientError::of_response(response).await)
}

/// How long a server that is asked too often wants to be left alone.
fn wait(response: &Response) -> Option<Duration> {
    if response.status() != StatusCode::TOO_MANY_REQUESTS {
        return None;
    }
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    let pause = Duration::from_secs(seconds.trim().parse().ok()?);
    (pause <= LONGEST_WAIT).then_some(pause.max(Duration::from_secs(1)))
}

async fn json(response: Response) -> Result<Value, ClientError> {
    response.json().await.map_err(|_| ClientError::NotKeyferry)
}

/// The address of a route. Each part is encoded by itself, so a name with `/` or `?` stays one.
fn url_of(base: &Url, path: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push("api").extend(path);
    }
    url
}

/// The member of an answer that holds what was asked for.
fn member(mut answer: Value, name: &str) -> Result<Value, ClientError> {
    match answer.get_mut(name) {
        Some(value) => Ok(value.take()),
        None => Err(ClientError::NotKeyferry),
    }
}

fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, ClientError> {
    T::deserialize(value).map_err(|_| ClientError::NotKeyferry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_one_part_of_the_address_whatever_it_holds() {
        let base = Url::parse("https://keys.example.com/").unwrap();
        let path = ["v3", "secrets", "raw", "a/b?c#d e:f"];
        assert_eq!(
            url_of(&base, &path).as_str(),
            "https://keys.example.com/api/v3/secrets/raw/a%2Fb%3Fc%23d%20e:f"
        );
    }

    #[test]
    fn a_server_that_is_asked_too_often_is_left_alone_for_as_long_as_it_says() {
        let answer = |status: u16, after: &str| {
            let response = axum::http::Response::builder()
                .status(status)
                .header("retry-after", after)
                .body("")
                .unwrap();
            wait(&Response::from(response))
        };
        assert_eq!(answer(429, "7"), Some(Duration::from_secs(7)));
        assert_eq!(answer(429, "0"), Some(Duration::from_secs(1)));
        assert_eq!(answer(429, "900"), None);
        assert_eq!(answer(429, "tomorrow"), None);
        assert_eq!(answer(503, "7"), None);
    }

    #[test]
    fn a_server_below_a_path_is_reached_there() {
        let base = Url::parse("https://example.com/keys").unwrap();
        assert_eq!(
            url_of(&base, &["status"]).as_str(),
            "https://example.com/keys/api/status"
        );
    }
}
