//! The client and its reads: pages of a listing and single key-values.

use std::collections::BTreeMap;
use std::sync::Arc;

use reqwest::StatusCode;
use reqwest::header::{ETAG, IF_NONE_MATCH};
use secrecy::SecretString;

use super::address;
use super::answer::{Answer, Failed};
use super::credential::Credential;
use super::error::Error;
use super::etag::ETag;
use super::filter::{Filter, PageLink};
use super::key::{KeyName, Label};
use super::lane::Lane;
use super::send::{Call, Channel};
use super::wire::{KeyValue, Page, read_key_value, read_page};
use crate::endpoint::StoreEndpoint;
use crate::http::Http;

/// A client of one App Configuration store.
#[derive(Debug, Clone)]
pub struct AppConfiguration {
    pub(super) channel: Channel,
}

/// What a look at one page of a listing showed.
#[derive(Debug, Clone)]
pub enum Look {
    /// The page is as it was when the given tag was seen.
    Unchanged,
    /// The page as it is now.
    Page {
        /// Up to 100 key-values, in order of their keys. The last page may be empty.
        items: Vec<KeyValue>,
        /// Names this state of the page, for the next look.
        etag: Option<ETag>,
        /// Where the next page is; none on the last.
        next: Option<PageLink>,
    },
}

/// What to store under a key and label. It replaces everything that was there, tags included.
#[derive(Debug, Clone)]
pub struct NewValue {
    /// Value.
    pub value: SecretString,
    /// Media type of the value.
    pub content_type: Option<String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// What must be so for a write to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Precondition {
    /// Nothing is stored under the key and label.
    Absent,
    /// What is stored is still in this state.
    Unchanged(ETag),
}

/// What a delete found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone now.
    Done,
    /// It was gone already.
    WasAbsent,
}

impl AppConfiguration {
    /// A client of the store at `endpoint`. Clients of one store should share one lane.
    #[must_use]
    pub fn new(
        http: Http,
        endpoint: StoreEndpoint,
        credential: Credential,
        lane: Arc<Lane>,
    ) -> Self {
        Self {
            channel: Channel::new(http, endpoint, credential, lane),
        }
    }

    /// The store.
    #[must_use]
    pub fn endpoint(&self) -> &StoreEndpoint {
        &self.channel.endpoint
    }

    /// Whether requests are signed with an access key of the store.
    #[must_use]
    pub fn signs_with_key(&self) -> bool {
        matches!(self.channel.credential, Credential::Hmac(_))
    }

    /// Reads one page of a listing: the first one, or the one `after` leads to.
    ///
    /// With the tag under which the page was `seen`, an unchanged page costs a bodyless answer.
    pub async fn list_page(
        &self,
        filter: &Filter,
        after: Option<&PageLink>,
        seen: Option<&ETag>,
    ) -> Result<Look, Error> {
        let url = match after {
            Some(link) => address::page(self.endpoint(), link)?,
            None => address::list(self.endpoint(), filter),
        };
        let condition = seen.map(|etag| (IF_NONE_MATCH, etag.quoted()));
        let call = Call {
            condition,
            ..Call::get(url)
        };
        let look = self
            .channel
            .deliver(&call, |answer| read_look(answer, filter))
            .await?
            .answer;
        if let Look::Page {
            next: Some(next), ..
        } = &look
            && address::page(self.endpoint(), next)? == call.url
        {
            return Err(Error::Malformed("a page names itself as the next one"));
        }
        Ok(look)
    }

    /// Reads one key-value; none if there is none.
    pub async fn get(&self, key: &KeyName, label: &Label) -> Result<Option<KeyValue>, Error> {
        let call = Call::get(address::item(self.endpoint(), key, label));
        let read = |answer: &Answer| match answer.status {
            StatusCode::OK => answer.key_value(key, label).map(Some),
            StatusCode::NOT_FOUND => Ok(None),
            _ => Err(Failed::unexpected()),
        };
        Ok(self.channel.deliver(&call, read).await?.answer)
    }
}

fn read_look(answer: &Answer, filter: &Filter) -> Result<Look, Failed> {
    match answer.status {
        StatusCode::NOT_MODIFIED => Ok(Look::Unchanged),
        StatusCode::NOT_FOUND => Err(Failed::ForGood(Error::NotFound)),
        StatusCode::OK => {
            let Page { items, etag, next } = read_page(&answer.body)?;
            if !items
                .iter()
                .all(|item| filter.covers(item.key.as_str(), &item.label))
            {
                let fault = "it lists key-values that were not asked for";
                return Err(Failed::ForGood(Error::Malformed(fault)));
            }
            let etag = etag.or_else(|| answer.headers.get(ETAG).and_then(ETag::from_header));
            Ok(Look::Page { items, etag, next })
        }
        _ => Err(Failed::unexpected()),
    }
}

impl Answer {
    /// The key-value of the body, which must be the one that was asked for.
    pub(super) fn key_value(&self, key: &KeyName, label: &Label) -> Result<KeyValue, Failed> {
        let item = read_key_value(&self.body)?;
        if item.key != *key || item.label != *label {
            return Err(Failed::ForGood(Error::Malformed(
                "it is about another key or label",
            )));
        }
        Ok(item)
    }
}
