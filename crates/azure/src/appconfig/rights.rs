//! Finds out what a sign-in may do on a store without changing anything.
//!
//! App Configuration checks rights before preconditions. A conditional write that cannot match
//! therefore tells the two apart: 403 means that the right is missing, 412 that only the condition
//! stood in the way. Network rules answer 403 as well, but to everybody: somebody who does not sign
//! in at all gets 401 where only a right is missing.

use std::collections::BTreeMap;

use secrecy::SecretString;

use super::client::{AppConfiguration, NewValue, Precondition};
use super::credential::Credential;
use super::error::{Error, Unauthorized};
use super::etag::ETag;
use super::key::{KeyName, Label};

/// Whether a sign-in has a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// The store would do it.
    Allowed,
    /// The store refuses it.
    Refused,
}

/// What a sign-in may do with the key-values of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// Reading and listing.
    pub read: Right,
    /// Creating and changing.
    pub write: Right,
    /// Deleting.
    pub delete: Right,
    /// Set when the store did not recognise the sign-in at all, as with a token of another tenant.
    /// Granting a role does not help then.
    pub unrecognised: Option<Unauthorized>,
}

/// Whether a store lets this machine come near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// It wants to know who is asking.
    Open,
    /// It refuses before it wants to know.
    Closed,
}

impl AppConfiguration {
    /// Asks once without signing in: what a store refuses then, its network rules refuse.
    pub async fn probe_network(&self, random: &str) -> Result<Network, Error> {
        let mut stranger = self.clone();
        stranger.channel.credential = Credential::Anonymous;
        let key = KeyName::unused(random);
        match stranger.get(&key, &Label::none()).await {
            Err(Error::Forbidden) => Ok(Network::Closed),
            Ok(_) | Err(Error::Unauthorized(_)) => Ok(Network::Open),
            Err(error) => Err(error),
        }
    }

    /// Whether the sign-in may delete, tried as in [`AppConfiguration::probe_rights`].
    pub async fn probe_delete(&self, random: &str) -> Result<(), Error> {
        let (key, etag) = (KeyName::unused(random), ETag::never(random));
        match self.delete(&key, &Label::none(), &etag).await {
            Ok(_) | Err(Error::PreconditionFailed) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Tries the three rights on a key that does not exist. `random` makes it one that nobody uses;
    /// only its ASCII letters and digits count.
    pub async fn probe_rights(&self, random: &str) -> Result<Rights, Error> {
        let key = KeyName::unused(random);
        let label = Label::none();
        let nothing = NewValue {
            value: SecretString::default(),
            content_type: None,
            tags: BTreeMap::new(),
        };
        let unmet = Precondition::Unchanged(ETag::never(random));

        let mut unrecognised = None;
        let read = judge(self.get(&key, &label).await.map(drop), &mut unrecognised)?;
        let written = match self.put(&key, &label, &nothing, &unmet).await {
            Ok(_) => Err(Error::Malformed("it ignored the precondition of a write")),
            Err(Error::PreconditionFailed) => Ok(()),
            Err(error) => Err(error),
        };
        let write = judge(written, &mut unrecognised)?;
        let delete = judge(self.probe_delete(random).await, &mut unrecognised)?;
        Ok(Rights {
            read,
            write,
            delete,
            unrecognised,
        })
    }
}

fn judge(
    tried: Result<(), Error>,
    unrecognised: &mut Option<Unauthorized>,
) -> Result<Right, Error> {
    match tried {
        Ok(()) => Ok(Right::Allowed),
        Err(Error::Forbidden) => Ok(Right::Refused),
        Err(Error::Unauthorized(refusal)) => {
            unrecognised.get_or_insert(refusal);
            Ok(Right::Refused)
        }
        Err(error) => Err(error),
    }
}
