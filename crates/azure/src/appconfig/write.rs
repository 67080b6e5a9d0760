//! Conditional writes, and what to make of a write whose answer was lost.
//!
//! When a try gets no answer, it is sent again with the same precondition. If the lost try was
//! carried out, the repeat fails on that precondition; reading the key-value then tells our own
//! write from somebody else's.

use reqwest::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};
use reqwest::{Method, StatusCode};
use secrecy::ExposeSecret as _;

use super::address;
use super::answer::{Answer, Failed};
use super::client::{AppConfiguration, Deleted, NewValue, Precondition};
use super::error::Error;
use super::etag::ETag;
use super::key::{KeyName, Label};
use super::send::Call;
use super::wire::{KeyValue, write_key_value};

/// What a conditional request came to, if it was not an error.
enum Outcome<T> {
    Met(T),
    PreconditionFailed,
}

impl AppConfiguration {
    /// Stores a key-value if the precondition holds, and answers with its new state.
    ///
    /// [`Error::PreconditionFailed`] means that nothing was written. After an error for which
    /// [`Error::is_uncertain`] is true, the write may have happened.
    pub async fn put(
        &self,
        key: &KeyName,
        label: &Label,
        new: &NewValue,
        precondition: &Precondition,
    ) -> Result<KeyValue, Error> {
        let call = Call {
            method: Method::PUT,
            url: address::item(self.endpoint(), key, label),
            condition: Some(precondition.header()),
            body: Some(write_key_value(new).map_err(|_| Error::Unwritable)?),
        };
        let read = |answer: &Answer| match answer.status {
            StatusCode::OK => answer.key_value(key, label).map(Outcome::Met),
            StatusCode::PRECONDITION_FAILED => Ok(Outcome::PreconditionFailed),
            _ => Err(Failed::unexpected()),
        };
        let _slot = self.channel.lane.write_slot().await;
        let delivered = self.channel.deliver(&call, read).await?;
        match delivered.answer {
            Outcome::Met(item) => Ok(item),
            Outcome::PreconditionFailed if delivered.maybe_applied => self
                .look_after_lost_answer(key, label)
                .await?
                .filter(|found| new.is_stored_as(found))
                .ok_or(Error::PreconditionFailed),
            Outcome::PreconditionFailed => Err(Error::PreconditionFailed),
        }
    }

    /// Deletes a key-value if it is still in the state that `etag` names.
    ///
    /// [`Error::PreconditionFailed`] means that it is in another state or was gone before. After an
    /// error for which [`Error::is_uncertain`] is true, the delete may have happened.
    pub async fn delete(
        &self,
        key: &KeyName,
        label: &Label,
        etag: &ETag,
    ) -> Result<Deleted, Error> {
        let call = Call {
            method: Method::DELETE,
            url: address::item(self.endpoint(), key, label),
            condition: Some((IF_MATCH, etag.quoted())),
            body: None,
        };
        let read = |answer: &Answer| match answer.status {
            StatusCode::OK => Ok(Outcome::Met(Deleted::Done)),
            StatusCode::NO_CONTENT => Ok(Outcome::Met(Deleted::WasAbsent)),
            StatusCode::PRECONDITION_FAILED => Ok(Outcome::PreconditionFailed),
            _ => Err(Failed::unexpected()),
        };
        let _slot = self.channel.lane.write_slot().await;
        let delivered = self.channel.deliver(&call, read).await?;
        match delivered.answer {
            Outcome::Met(_) if delivered.maybe_applied => Ok(Deleted::Done),
            Outcome::Met(deleted) => Ok(deleted),
            Outcome::PreconditionFailed if delivered.maybe_applied => {
                match self.look_after_lost_answer(key, label).await? {
                    None => Ok(Deleted::Done),
                    Some(_) => Err(Error::PreconditionFailed),
                }
            }
            Outcome::PreconditionFailed => Err(Error::PreconditionFailed),
        }
    }

    async fn look_after_lost_answer(
        &self,
        key: &KeyName,
        label: &Label,
    ) -> Result<Option<KeyValue>, Error> {
        self.get(key, label)
            .await
            .map_err(|last| Error::Unresolved {
                last: Box::new(last),
            })
    }
}

impl Precondition {
    fn header(&self) -> (HeaderName, String) {
        match self {
            Self::Absent => (IF_NONE_MATCH, "*".to_owned()),
            Self::Unchanged(etag) => (IF_MATCH, etag.quoted()),
        }
    }
}

impl NewValue {
    fn is_stored_as(&self, found: &KeyValue) -> bool {
        let content_type = self.content_type.as_deref().filter(|text| !text.is_empty());
        self.value.expose_secret() == found.value.expose_secret()
            && content_type == found.content_type.as_deref()
            && self.tags == found.tags
    }
}
