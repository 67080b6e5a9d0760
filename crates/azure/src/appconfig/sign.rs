//! Signs requests with an access key (HMAC-SHA256).
//!
//! Microsoft documents the string to sign as method, path with query exactly as sent, and the
//! values of the signed headers. The date is part of it and ages, so every try is signed anew.

use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use secrecy::ExposeSecret as _;
use url::Url;

use super::credential::AccessKey;
use crate::http::http_date;

/// The headers that make a request a signed one.
pub(super) struct Signed {
    pub(super) date: String,
    pub(super) content_sha256: String,
    pub(super) authorization: String,
}

/// None only if the clock gives a time that has no RFC 1123 form.
pub(super) fn sign(
    key: &AccessKey,
    method: &Method,
    url: &Url,
    host: &str,
    body: &[u8],
) -> Option<Signed> {
    let date = http_date((key.clock)())?;
    let content_sha256 = STANDARD.encode(digest::digest(&digest::SHA256, body));
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let text = format!("{method}\n{target}\n{date};{host};{content_sha256}");
    let hmac_key = hmac::Key::new(hmac::HMAC_SHA256, key.secret.expose_secret());
    let signature = STANDARD.encode(hmac::sign(&hmac_key, text.as_bytes()));
    let authorization = format!(
        "HMAC-SHA256 Credential={}&SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}",
        key.id
    );
    Some(Signed {
        date,
        content_sha256,
        authorization,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use time::macros::datetime;

    use super::super::UtcClock;
    use super::super::credential::AccessKeyError;
    use super::*;

    /// Signatures that Microsoft's Python client gives for the same key, time and host.
    #[test]
    fn signatures_equal_those_of_the_official_client() {
        let secret = "ZGVtby1zZWNyZXQtZm9yLWxvY2FsLWVtdWxhdG9yISE=".into();
        let clock = Arc::new(|| datetime!(2026-11-22 20:41:42 UTC));
        let key = AccessKey::new("demo", &secret, clock).unwrap();
        for (method, target, body, hash, signature) in [
            (
                Method::GET,
                "/kv?api-version=2026-04-01&key=app%2F%2A&label=%00",
                "",
                "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "Fo63T2WO1q2vuaKPTr03uTXIx5T/B9VX+mhqye+FnIU=",
            ),
            (
                Method::PUT,
                "/kv/app%2Fone?api-version=2026-04-01&label=prod",
                r#"{"value":"1"}"#,
                "e7Fyjml+W5BhjQq9pFvcym/IrGoHsC6jTNYtGlaFNFM=",
                "D0JtKIQOpptm5xbDwy/Ms5wEiiseHv5xFU5Vt4sJQ74=",
            ),
        ] {
            let url = Url::parse(&format!("http://127.0.0.1:8484{target}")).unwrap();
            let signed = sign(&key, &method, &url, "127.0.0.1:8484", body.as_bytes()).unwrap();
            assert_eq!(signed.date, "Sun, 22 Nov 2026 20:41:42 GMT");
            assert_eq!(signed.content_sha256, hash);
            assert!(
                signed
                    .authorization
                    .ends_with(&format!("&Signature={signature}"))
            );
            assert!(
                signed
                    .authorization
                    .starts_with("HMAC-SHA256 Credential=demo&")
            );
        }
    }

    #[test]
    fn a_secret_that_is_not_base64_makes_no_key() {
        let clock: UtcClock = Arc::new(|| datetime!(2026-11-22 20:41:42 UTC));
        for secret in ["", "not base64!", "abc"] {
            let key = AccessKey::new("demo", &secret.into(), clock.clone());
            assert_eq!(key.unwrap_err(), AccessKeyError::Secret, "{secret}");
        }
    }
}
