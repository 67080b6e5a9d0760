//! Access tokens of Entra ID that others show to prove who they are.

use time::OffsetDateTime;
use url::Url;
use uuid::Uuid;

use super::Entra;
use crate::jwt::{Claims, JwtError, KeySource};

/// What a token must be to be accepted.
#[derive(Debug, Clone, Copy)]
pub struct ExpectedToken<'a> {
    /// The tenant that issues it.
    pub tenant: Uuid,
    /// Whom it is made out for.
    pub resource: &'a str,
    /// The time now.
    pub now: OffsetDateTime,
}

impl Entra {
    /// Where the tenant's signing keys are. The host is the cloud's, whatever a token says.
    #[must_use]
    pub fn keys_of(&self, tenant: Uuid) -> KeySource {
        let mut url: Url = self.cloud().authority().clone();
        url.set_path(&format!("/{tenant}/discovery/keys"));
        KeySource::Keys(url)
    }

    /// Checks time, issuer, audience and tenant, and gives the object id of the principal.
    pub fn check(&self, claims: &Claims, expected: &ExpectedToken<'_>) -> Result<Uuid, JwtError> {
        claims.check_time(expected.now)?;
        if claims.text("iss") != Some(self.cloud().token_issuer(expected.tenant).as_str()) {
            return Err(JwtError::Issuer);
        }
        let audience = claims.text("aud").ok_or(JwtError::Audience)?;
        if audience != expected.resource && !lacks_slash(audience, expected.resource) {
            return Err(JwtError::Audience);
        }
        let id = |name| Uuid::try_parse(claims.text(name)?).ok();
        if id("tid") != Some(expected.tenant) {
            return Err(JwtError::Tenant);
        }
        id("oid").ok_or(JwtError::Claims)
    }
}

/// Entra leaves out the slash at the end of some audiences.
fn lacks_slash(audience: &str, resource: &str) -> bool {
    resource.strip_suffix('/') == Some(audience)
}
