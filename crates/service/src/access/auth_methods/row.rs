//! A way of signing in as it is kept, and as members of the organization see it.

use model::Timestamp;
use model::id::{AuthMethodId, IdentityId};
use store::identities::AuthMethodRow;
use uuid::Uuid;

use super::{Settings, Terms};
use crate::Error;

/// A way in which an identity signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfiguredAuth {
    /// Its id.
    pub id: AuthMethodId,
    /// Whose it is.
    pub identity: IdentityId,
    /// The client id, of universal auth.
    pub client_id: Option<Uuid>,
    /// On which terms it gives access tokens.
    pub terms: Terms,
    /// What its kind has of its own.
    pub settings: Settings,
    /// When it was set up.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl TryFrom<AuthMethodRow> for ConfiguredAuth {
    type Error = Error;

    fn try_from(row: AuthMethodRow) -> Result<Self, Error> {
        let addresses = serde_json::from_str(&row.access_token_addresses)
            .map_err(|error| Error::Internal(format!("addresses of an auth method: {error}")))?;
        Ok(Self {
            id: row.id,
            identity: row.identity_id,
            client_id: row.client_id,
            settings: Settings::read(row.kind, &row.settings)?,
            terms: Terms {
                ttl: row.access_token_ttl,
                max_ttl: row.access_token_max_ttl,
                uses_limit: row.access_token_uses_limit,
                addresses,
            },
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl ConfiguredAuth {
    pub(super) fn row(&self) -> Result<AuthMethodRow, Error> {
        let addresses = serde_json::to_string(&self.terms.addresses)
            .map_err(|error| Error::Internal(error.to_string()))?;
        Ok(AuthMethodRow {
            id: self.id,
            identity_id: self.identity,
            kind: self.settings.kind(),
            client_id: self.client_id,
            access_token_ttl: self.terms.ttl,
            access_token_max_ttl: self.terms.max_ttl,
            access_token_uses_limit: self.terms.uses_limit,
            access_token_addresses: addresses,
            settings: self.settings.write()?,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}
