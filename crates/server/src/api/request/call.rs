//! Who calls: the bearer token becomes a caller of the use cases, the connection where they call from.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use secrecy::SecretString;
use service::{Caller, Error, Origin, Service, access};

use crate::State;
use crate::api::error::ApiError;
use crate::api::rate_limit;
use crate::http::origin;
use crate::web;

/// A request by somebody who is known.
pub(crate) struct Call {
    /// The use cases.
    pub(crate) service: Service,
    /// Who calls.
    pub(crate) caller: Caller,
}

impl FromRequestParts<State> for Call {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let token = bearer(parts).ok_or(ApiError::Unauthenticated(
            "Token missing: send `Authorization: Bearer <access token>`",
        ))?;
        let origin = origin::of(parts, state);
        let caller = access::bearer(&state.service, &token, &origin)
            .await
            .map_err(|error| match error {
                Error::Unauthenticated(why) => ApiError::Token(why),
                other => other.into(),
            })?;
        rate_limit::count(parts, state, &caller)?;
        Ok(Self {
            service: state.service.clone(),
            caller,
        })
    }
}

/// A request of a person who goes on in the browser they are signed in with. Requests of other sites
/// are refused before they come here. A machine's token names a caller too, whom the use case refuses.
pub(crate) struct PersonsCall(pub(crate) Call);

impl FromRequestParts<State> for PersonsCall {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        if parts.headers.contains_key(header::AUTHORIZATION) {
            return Call::from_request_parts(parts, state).await.map(Self);
        }
        Ok(Self(Call {
            caller: web::signed_in(parts, state).await?,
            service: state.service.clone(),
        }))
    }
}

/// Where a request comes from, whoever sent it.
pub(crate) struct ComesFrom(pub(crate) Origin);

impl FromRequestParts<State> for ComesFrom {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        Ok(Self(origin::of(parts, state)))
    }
}

fn bearer(parts: &Parts) -> Option<SecretString> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| token.into())
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use secrecy::ExposeSecret;

    use super::*;

    fn token_of(header: &str) -> Option<String> {
        let request = Request::builder()
            .header("authorization", header)
            .body(())
            .unwrap();
        bearer(&request.into_parts().0).map(|token| token.expose_secret().to_owned())
    }

    #[test]
    fn only_a_bearer_token_counts() {
        assert_eq!(token_of("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(token_of("bearer abc").as_deref(), Some("abc"));
        for other in ["Basic abc", "Bearer ", "abc", ""] {
            assert_eq!(token_of(other), None, "{other:?}");
        }
    }
}
