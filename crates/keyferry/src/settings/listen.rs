//! `HOST`, `PORT` and `SITE_URL`: where the server listens, and where people reach it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use url::Url;

use super::SettingError;
use crate::environment::Environment;

const DEFAULT_PORT: u16 = 8080;

/// The address to listen on: this machine only, unless told otherwise.
pub(super) fn address(env: &Environment) -> Result<SocketAddr, SettingError> {
    let host = match env.get("HOST") {
        None | Some("localhost") => IpAddr::V4(Ipv4Addr::LOCALHOST),
        Some(text) => text.parse().map_err(|_| {
            SettingError::unusable(
                "HOST",
                format!(
                    "`{text}` is not an IP address: use 127.0.0.1 for this machine only, or \
                     0.0.0.0 for all networks"
                ),
            )
        })?,
    };
    let port = match env.get("PORT") {
        None => DEFAULT_PORT,
        Some(text) => text.parse().map_err(|_| {
            SettingError::unusable(
                "PORT",
                format!("`{text}` is not a port: use a number from 1 to 65535"),
            )
        })?,
    };
    Ok(SocketAddr::new(host, port))
}

/// The address that browsers use. It decides cookies, redirect URIs and which requests are ours.
pub(super) fn site_url(env: &Environment, listen: SocketAddr) -> Result<Url, SettingError> {
    let text = match env.get("SITE_URL") {
        Some(text) => text.to_owned(),
        None => format!("http://localhost:{}", listen.port()),
    };
    let bad = |why: &str| {
        SettingError::unusable(
            "SITE_URL",
            format!("`{text}` {why}: write it like https://keyferry.example.com"),
        )
    };
    let url = Url::parse(&text).map_err(|_| bad("is not an address"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(bad("is not an http or https address"));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(bad("has more than a host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(SettingError::unusable(
            "SITE_URL",
            "must not contain a user name or password",
        ));
    }
    Ok(url)
}
