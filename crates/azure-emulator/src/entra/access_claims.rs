//! What an access token says.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{call::Call, world::World};

/// The claims of an access token, version 2.0.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AccessClaims {
    pub(crate) aud: String,
    pub(crate) iss: String,
    pub(crate) iat: i64,
    pub(crate) nbf: i64,
    pub(crate) exp: i64,
    pub(crate) tid: Uuid,
    pub(crate) oid: Uuid,
    pub(crate) sub: String,
    pub(crate) azp: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) idtyp: Option<String>,
    pub(crate) uti: String,
    pub(crate) ver: String,
}

/// Whom a token is about, and where it is to be shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bearer<'a> {
    pub(crate) tenant: Uuid,
    /// Object id of the user or service principal.
    pub(crate) object: Uuid,
    pub(crate) client: Uuid,
    pub(crate) resource: &'a str,
}

impl AccessClaims {
    /// The claims of an app's own token, from now on for as long as the settings say.
    pub(crate) fn of_app(world: &World, call: &Call, bearer: Bearer<'_>) -> Self {
        let now = world.clock.now().unix_timestamp();
        Self {
            aud: bearer.resource.to_owned(),
            iss: format!("{}/{}/v2.0", call.origin(), bearer.tenant),
            iat: now,
            nbf: now,
            exp: now + i64::from(world.settings().token_lifetime_secs),
            tid: bearer.tenant,
            oid: bearer.object,
            sub: bearer.object.to_string(),
            azp: bearer.client,
            scp: None,
            idtyp: Some("app".to_owned()),
            uti: world.random.token(),
            ver: "2.0".to_owned(),
        }
    }

    /// The claims of a token that a user let an app have, with these scopes.
    pub(crate) fn of_user(
        world: &World,
        call: &Call,
        bearer: Bearer<'_>,
        subject: String,
        scopes: String,
    ) -> Self {
        Self {
            sub: subject,
            scp: Some(scopes),
            idtyp: None,
            ..Self::of_app(world, call, bearer)
        }
    }
}
