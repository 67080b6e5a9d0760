//! Who signed in, according to the id token.
//!
//! The token is taken straight from the token endpoint, and OIDC Core 3.1.3.7 (6) lets a client
//! rely on TLS there in place of the signature. [`IdToken`] is only ever made from such an answer.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use url::Url;
use uuid::Uuid;

use super::Tenant;
use crate::text::one_line;

/// Claims of an id token, not to be trusted before [`IdToken::check`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct IdToken {
    iss: String,
    aud: String,
    tid: Uuid,
    oid: Uuid,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    preferred_username: Option<String>,
    #[serde(default)]
    name: Option<String>,
}

/// What the sign-in was started with.
#[derive(Debug, Clone, Copy)]
pub struct IdTokenExpectation<'a> {
    /// Application (client) ID.
    pub client_id: &'a str,
    /// The nonce of the authorize request.
    pub nonce: &'a str,
    /// The cloud's authority.
    pub authority: &'a Url,
    /// The tenant of the authorize request. Only a tenant given by id can be compared.
    pub tenant: &'a Tenant,
}

/// A signed-in user. Microsoft advises to know accounts by tenant and object id, never by user
/// name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The tenant the user signed in to.
    pub tenant_id: Uuid,
    /// The user within that tenant.
    pub object_id: Uuid,
    /// For display only: it can change.
    pub username: Option<String>,
    /// For display only.
    pub name: Option<String>,
}

/// Why an id token does not belong to the sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenError {
    /// It was issued for another application.
    #[error("the sign-in was made for another application")]
    Audience,
    /// It was issued by another authority than the one asked.
    #[error("the sign-in came from another authority than the one asked")]
    Issuer,
    /// It answers another sign-in.
    #[error("the answer belongs to another sign-in: start again")]
    Nonce,
    /// The user signed in to another tenant than the one asked for.
    #[error("the account belongs to another tenant than the one asked for")]
    Tenant,
}

impl IdToken {
    /// None when the text is not a JWT with the claims of Entra's v2.0 id tokens.
    pub(super) fn decode(jwt: &str) -> Option<Self> {
        let payload = jwt.split('.').nth(1)?;
        let json = URL_SAFE_NO_PAD.decode(payload).ok()?;
        serde_json::from_slice(&json).ok()
    }

    /// Checks application, authority, nonce and tenant, and says who signed in.
    ///
    /// The expiry is not looked at: the nonce proves that the token answers this very sign-in.
    pub fn check(&self, expected: &IdTokenExpectation<'_>) -> Result<Identity, IdTokenError> {
        if self.aud != expected.client_id {
            return Err(IdTokenError::Audience);
        }
        let issuer = format!("{}{}/v2.0", expected.authority, self.tid);
        if self.iss != issuer {
            return Err(IdTokenError::Issuer);
        }
        if self.nonce.as_deref() != Some(expected.nonce) {
            return Err(IdTokenError::Nonce);
        }
        if expected.tenant.id().is_some_and(|id| id != self.tid) {
            return Err(IdTokenError::Tenant);
        }
        Ok(Identity {
            tenant_id: self.tid,
            object_id: self.oid,
            username: self.preferred_username.as_deref().map(one_line),
            name: self.name.as_deref().map(one_line),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "8f0e4f2a-3c55-4a6b-9d8e-1f2a3b4c5d6e";
    const USER: &str = "11111111-2222-3333-4444-555555555555";

    fn token(change: impl FnOnce(&mut serde_json::Value)) -> IdToken {
        let mut claims = serde_json::json!({
            "iss": format!("https://login.microsoftonline.com/{TENANT}/v2.0"),
            "aud": "client",
            "tid": TENANT,
            "oid": USER,
            "nonce": "n-1",
            "preferred_username": "ada@contoso.com",
            "name": "Ada",
        });
        change(&mut claims);
        IdToken::decode(&format!(
            "e30.{}.sig",
            URL_SAFE_NO_PAD.encode(claims.to_string())
        ))
        .unwrap()
    }

    fn check(token: &IdToken, tenant: &Tenant) -> Result<Identity, IdTokenError> {
        token.check(&IdTokenExpectation {
            client_id: "client",
            nonce: "n-1",
            authority: crate::Cloud::public().authority(),
            tenant,
        })
    }

    #[test]
    fn a_token_that_answers_the_sign_in_names_the_user() {
        for tenant in [Tenant::organizations(), Tenant::parse(TENANT).unwrap()] {
            let identity = check(&token(|_| ()), &tenant).unwrap();
            assert_eq!(identity.tenant_id.to_string(), TENANT);
            assert_eq!(identity.object_id.to_string(), USER);
            assert_eq!(identity.username.as_deref(), Some("ada@contoso.com"));
        }
    }

    #[test]
    fn each_claim_that_does_not_fit_is_refused() {
        let anyone = Tenant::organizations();
        let refusal = |change: fn(&mut serde_json::Value)| check(&token(change), &anyone);
        assert_eq!(
            refusal(|c| c["aud"] = "other".into()),
            Err(IdTokenError::Audience)
        );
        let foreign = |c: &mut serde_json::Value| {
            c["iss"] = format!("https://login.evil.example/{TENANT}/v2.0").into();
        };
        assert_eq!(refusal(foreign), Err(IdTokenError::Issuer));
        let tenant_swapped = |c: &mut serde_json::Value| c["tid"] = USER.into();
        assert_eq!(refusal(tenant_swapped), Err(IdTokenError::Issuer));
        assert_eq!(
            refusal(|c| c["nonce"] = "n-2".into()),
            Err(IdTokenError::Nonce)
        );
        assert_eq!(
            refusal(|c| c["nonce"] = serde_json::Value::Null),
            Err(IdTokenError::Nonce)
        );
        let other = Tenant::parse(USER).unwrap();
        assert_eq!(check(&token(|_| ()), &other), Err(IdTokenError::Tenant));
    }

    #[test]
    fn text_that_is_no_id_token_is_not_decoded() {
        for text in ["", "a.b.c", "e30.e30.e30", "e30"] {
            assert_eq!(IdToken::decode(text), None, "{text}");
        }
    }
}
