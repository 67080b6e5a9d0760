//! Client assertions: a signed token in place of a client secret, made with the app's own
//! certificate or by an external issuer that the app trusts.

mod certificate;
mod federated;
mod jwt;

use time::Duration;

use self::jwt::Jwt;
use crate::{App, call::Call, world::World};

/// The one `client_assertion_type` there is.
pub(super) const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How far the clocks of a client and of Entra ID may be apart.
const SKEW: Duration = Duration::minutes(5);

/// An assertion that has the right shape. Nothing of it is proved yet.
pub(super) struct Assertion(Jwt);

impl Assertion {
    /// Reads `client_assertion`. Official libraries post the line end of a token file with it.
    pub(super) fn parse(text: &str) -> Result<Self, u32> {
        Jwt::parse(text.trim()).map(Self).ok_or(50_027)
    }

    /// The app that an assertion of the certificate kind names.
    pub(super) fn client_id(&self) -> &str {
        &self.0.claims.sub
    }

    /// Whether it proves the app, or the AADSTS code that says why not.
    pub(super) fn check(&self, world: &World, call: &Call, app: &App) -> Result<(), u32> {
        let now = world.clock.now();
        let client_id = app.client_id.to_string();
        let claims = &self.0.claims;
        let is_app = |claim: &str| claim.eq_ignore_ascii_case(&client_id);
        if is_app(&claims.iss) || is_app(&claims.sub) || self.0.header.has_thumbprint() {
            if !(is_app(&claims.iss) && is_app(&claims.sub)) {
                return Err(700_021);
            }
            certificate::check(&self.0, world, call, app)?;
        } else {
            federated::check(&self.0, world, app)?;
        }
        let begun = claims.nbf.is_none_or(|begin| begin.has_come_by(now + SKEW));
        if begun && !claims.exp.has_come_by(now - SKEW) {
            Ok(())
        } else {
            Err(700_024)
        }
    }
}
