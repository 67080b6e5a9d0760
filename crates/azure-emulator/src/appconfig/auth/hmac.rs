//! Access keys: a request signed with HMAC-SHA256.

use aws_lc_rs::{
    digest::{SHA256, digest},
    hmac,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use time::{Duration, OffsetDateTime};

use super::{Caller, Refusal, Store, date};
use crate::{Rights, call::Call};

/// How far the client's clock may be off.
const SKEW: Duration = Duration::minutes(15);

/// Checks `Credential=…&SignedHeaders=…&Signature=…` against the request as it came.
pub(super) fn authenticate(
    now: OffsetDateTime,
    call: &Call,
    store: &Store,
    parameters: &str,
) -> Result<Caller, Refusal> {
    if !store.options().local_auth {
        return Err(Refusal::Unauthenticated(
            "HMAC-SHA256 error=\"forbidden\" \
             error_description=\"Authentication scheme disabled\", Bearer"
                .to_owned(),
        ));
    }
    let parameter = |name: &str| {
        let named = parameters
            .split(['&', ','])
            .filter_map(|pair| pair.trim().split_once('='));
        named.into_iter().find_map(|(key, value)| {
            key.eq_ignore_ascii_case(name)
                .then_some(value)
                .filter(|value| !value.is_empty())
        })
    };
    let required =
        |name: &str| parameter(name).ok_or_else(|| invalid(&format!("[{name}] is required")));
    let credential = required("Credential")?;
    let signed_headers = required("SignedHeaders")?;
    let signature = required("Signature")?;

    let signs = |name: &str| {
        signed_headers
            .split(';')
            .any(|signed| signed.eq_ignore_ascii_case(name))
    };
    for name in ["host", "x-ms-content-sha256"] {
        if !signs(name) {
            return Err(invalid(&format!("{name} is required as a signed header")));
        }
    }
    let dated_by = match (signs("x-ms-date"), signs("date")) {
        (true, _) => "x-ms-date",
        (false, true) => "date",
        (false, false) => return Err(invalid("x-ms-date is required as a signed header")),
    };
    let values = signed_headers
        .split(';')
        .map(|name| {
            call.header(name)
                .ok_or_else(|| invalid(&format!("Signed request header '{name}' is not provided")))
        })
        .collect::<Result<Vec<_>, _>>()?;

    let date = date::parse(call.header(dated_by).unwrap_or_default())
        .ok_or_else(|| invalid("Invalid access token date"))?;
    if (now - date).abs() > SKEW {
        return Err(invalid("The access token has expired"));
    }
    let key = store
        .access_keys
        .iter()
        .find(|key| key.id == credential)
        .ok_or_else(|| invalid("Invalid Credential"))?;
    let text = format!("{}\n{}\n{}", call.method, call.target(), values.join(";"));
    let secret = STANDARD
        .decode(&key.secret)
        .map_err(|_| invalid("Invalid Credential"))?;
    let signature = STANDARD
        .decode(signature)
        .map_err(|_| invalid("Invalid Signature"))?;
    hmac::verify(
        &hmac::Key::new(hmac::HMAC_SHA256, &secret),
        text.as_bytes(),
        &signature,
    )
    .map_err(|_| invalid("Invalid Signature"))?;
    let hash = STANDARD.encode(digest(&SHA256, &call.body));
    if call.header("x-ms-content-sha256") != Some(hash.as_str()) {
        return Err(invalid("Invalid request content hash"));
    }
    Ok(Caller {
        name: format!("key {}", key.id),
        rights: if key.read_only {
            Rights::READER
        } else {
            Rights::OWNER
        },
    })
}

fn invalid(description: &str) -> Refusal {
    Refusal::Unauthenticated(format!(
        "HMAC-SHA256 error=\"invalid_token\" error_description=\"{description}\", Bearer"
    ))
}
