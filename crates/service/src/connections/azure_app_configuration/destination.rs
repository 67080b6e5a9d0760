//! One label of one App Configuration store, as the destination of a sync.

use std::sync::Arc;

use async_trait::async_trait;
use azure::appconfig::{
    AppConfiguration, Credential, ETag, Error as StoreFault, Filter, KeyName, KeyValue, Label,
    Lane, Look as AzureLook, NewValue, PageLink, Precondition, TokenError,
};
use model::{Cause, Diagnosis, SecretValue};
use secrecy::{ExposeSecret, SecretString};

use super::token::Broker;
use super::{diagnosis, parse_endpoint};
use crate::Service;
use crate::connections::destination::{
    Content, Destination, Entry, Fault, FaultClass, Look, Target, Traffic, When,
};

pub(super) struct AzureDestination {
    client: AppConfiguration,
    lane: Arc<Lane>,
    label: Label,
}

impl AzureDestination {
    pub(super) fn new(service: &Service, target: &Target) -> Result<Self, Fault> {
        let refused = |detail: String| Fault {
            class: FaultClass::SignIn,
            diagnosis: Diagnosis::new(Cause::BadEndpoint).with("detail", detail),
        };
        let endpoint = parse_endpoint(service, &target.endpoint)
            .map_err(|error| refused(error.to_string()))?;
        let label = match &target.label {
            None => Label::none(),
            Some(text) => Label::parse(text).map_err(|error| refused(error.to_string()))?,
        };
        let lane = service.azure().lanes.of(endpoint.host(), target.tier);
        let credential = Credential::Bearer(Arc::new(Broker::new(service, target.connection)));
        let http = service.parts().http.clone();
        let client = AppConfiguration::new(http, endpoint, credential, Arc::clone(&lane));
        Ok(Self {
            client,
            lane,
            label,
        })
    }

    fn fault(&self, error: &StoreFault) -> Fault {
        let diagnosis = diagnosis::of_store(error, self.client.endpoint().host());
        Fault {
            class: class_of(error),
            diagnosis,
        }
    }

    fn key(key: &str) -> Result<KeyName, Fault> {
        KeyName::parse(key).map_err(|error| Fault {
            class: FaultClass::KeyFinal,
            diagnosis: Diagnosis::new(Cause::RequestRefused).with("detail", error.to_string()),
        })
    }

    fn etag(text: &str) -> Result<ETag, Fault> {
        ETag::parse(text).map_err(|_| Fault {
            class: FaultClass::Changed,
            diagnosis: Diagnosis::new(Cause::ChangedMeanwhile),
        })
    }
}

#[async_trait]
impl Destination for AzureDestination {
    async fn page(&self, after: Option<&str>, seen: Option<&str>) -> Result<Look, Fault> {
        let filter = Filter::label(self.label.clone());
        let after = after.map(PageLink::from_stored);
        let seen = seen.map(Self::etag).transpose()?;
        let look = self
            .client
            .list_page(&filter, after.as_ref(), seen.as_ref())
            .await
            .map_err(|error| self.fault(&error))?;
        Ok(match look {
            AzureLook::Unchanged => Look::Unchanged,
            AzureLook::Page { items, etag, next } => Look::Page {
                entries: items.into_iter().map(entry).collect::<Result<_, _>>()?,
                etag: etag.map(|etag| etag.as_str().to_owned()),
                next: next.map(|next| next.as_str().to_owned()),
            },
        })
    }

    async fn get(&self, key: &str) -> Result<Option<Entry>, Fault> {
        let found = self.client.get(&Self::key(key)?, &self.label).await;
        found
            .map_err(|error| self.fault(&error))?
            .map(entry)
            .transpose()
    }

    async fn put(&self, key: &str, content: &Content, when: &When) -> Result<String, Fault> {
        let precondition = match when {
            When::Absent => Precondition::Absent,
            When::Unchanged(etag) => Precondition::Unchanged(Self::etag(etag)?),
        };
        let new = NewValue {
            value: SecretString::from(content.value.reveal()),
            content_type: content.content_type.clone(),
            tags: content.tags.clone(),
        };
        let key = Self::key(key)?;
        let written = self
            .client
            .put(&key, &self.label, &new, &precondition)
            .await;
        Ok(written
            .map_err(|error| self.fault(&error))?
            .etag
            .as_str()
            .to_owned())
    }

    async fn delete(&self, key: &str, etag: &str) -> Result<(), Fault> {
        let (key, etag) = (Self::key(key)?, Self::etag(etag)?);
        let deleted = self.client.delete(&key, &self.label, &etag).await;
        deleted.map(drop).map_err(|error| self.fault(&error))
    }

    fn traffic(&self) -> Traffic {
        let counters = self.lane.counters();
        Traffic {
            requests: counters.requests,
            throttled: counters.throttled,
        }
    }
}

fn entry(item: KeyValue) -> Result<Entry, Fault> {
    let value = SecretValue::new(item.value.expose_secret().to_owned()).map_err(|error| Fault {
        class: FaultClass::Transient,
        diagnosis: Diagnosis::new(Cause::StoreFailing).with("detail", error.to_string()),
    })?;
    Ok(Entry {
        key: item.key.as_str().to_owned(),
        content: Content {
            value,
            content_type: item.content_type,
            tags: item.tags,
        },
        etag: item.etag.as_str().to_owned(),
        locked: item.locked,
    })
}

fn class_of(error: &StoreFault) -> FaultClass {
    match error {
        StoreFault::Unresolved { .. } => FaultClass::Uncertain,
        StoreFault::Unauthorized { .. } | StoreFault::Token(TokenError::ReconnectNeeded) => {
            FaultClass::SignIn
        }
        StoreFault::Token(TokenError::SignIn(error)) if diagnosis::needs_a_person(error) => {
            FaultClass::SignIn
        }
        StoreFault::Token(_) => FaultClass::Transient,
        StoreFault::Forbidden => FaultClass::MissingPermission,
        StoreFault::PreconditionFailed => FaultClass::Changed,
        StoreFault::Locked(_) => FaultClass::Locked,
        StoreFault::Throttled { retry_after, .. } => FaultClass::Throttled {
            retry_after: *retry_after,
        },
        StoreFault::TooLarge | StoreFault::InvalidRequest(_) | StoreFault::Unwritable => {
            FaultClass::KeyFinal
        }
        other if other.is_uncertain() => FaultClass::Uncertain,
        StoreFault::NotFound
        | StoreFault::Unavailable { .. }
        | StoreFault::Transport { .. }
        | StoreFault::Unsigned
        | StoreFault::Malformed(_)
        | StoreFault::Redirected { .. }
        | StoreFault::ForeignLink => FaultClass::Transient,
    }
}
