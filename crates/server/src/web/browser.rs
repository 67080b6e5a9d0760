//! The browser that asks, before it is known who uses it, and what it keeps when somebody signed in
//! with it.

use std::convert::Infallible;
use std::net::Ipv4Addr;

use axum::extract::FromRequestParts;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use secrecy::{ExposeSecret, SecretString};
use service::access::{Browser, SignedIn};

use super::visitor::session_cookie;
use crate::http::origin;
use crate::{Site, State};

/// How long a browser is known to the accounts that were signed in to with it.
const KNOWN_DAYS: i64 = 180;

/// The browser that asks.
pub(super) struct Asking(pub(super) Browser);

impl FromRequestParts<State> for Asking {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let jar = CookieJar::from_headers(&parts.headers);
        let agent = parts.headers.get(USER_AGENT);
        let address = origin::of(parts, state).address();
        Ok(Self(Browser {
            // Without a connection, as in tests, all come from nowhere.
            address: address.unwrap_or(Ipv4Addr::UNSPECIFIED.into()),
            agent: agent.map_or_else(String::new, |agent| {
                String::from_utf8_lossy(agent.as_bytes()).into_owned()
            }),
            device: jar
                .get(cookie_name(&state.site))
                .map(|cookie| SecretString::from(cookie.value())),
        }))
    }
}

/// Gives the browser what it keeps of signing in.
pub(super) fn keep(jar: CookieJar, signed_in: &SignedIn, state: &State) -> CookieJar {
    jar.add(session_cookie(signed_in, state))
        .add(device_cookie(&state.site, &signed_in.device))
}

/// The cookie by which a browser is known again. It opens nothing: it only keeps the guesses of others
/// from locking this browser's owner out.
pub(super) fn device_cookie(site: &Site, device: &SecretString) -> Cookie<'static> {
    Cookie::build((cookie_name(site), device.expose_secret().to_owned()))
        .path("/")
        .http_only(true)
        .secure(site.is_https())
        .same_site(SameSite::Strict)
        .max_age(time::Duration::days(KNOWN_DAYS))
        .build()
}

fn cookie_name(site: &Site) -> &'static str {
    if site.is_https() {
        "__Host-keyferry-device"
    } else {
        "keyferry-device"
    }
}
