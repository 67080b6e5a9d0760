//! One label of one App Configuration store, as the destination of a sync.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use azure::Cloud;
use azure::appconfig::{
    AppConfiguration, Credential, ETag, Error as StoreFault, Filter, KeyName, KeyValue, Label,
    Lane, Look as AzureLook, Network, NewValue, PageLink, Precondition,
};
use model::entropy::random_bytes;
use model::id::ConnectionId;
use model::{Cause, Diagnosis, SecretValue};
use secrecy::{ExposeSecret, SecretString};
use store::connections;
use tokio::sync::OnceCell;

use super::credentials::Credentials;
use super::diagnosis::{self, Refused};
use super::token::Broker;
use super::{endpoint, parse_endpoint};
use crate::connections::destination::{
    Content, Destination, Entry, Fault, FaultClass, Look, Target, Traffic, When,
};
use crate::connections::{Rights, consequence};
use crate::{Error, Service};

pub(super) struct AzureDestination {
    service: Service,
    connection: ConnectionId,
    client: AppConfiguration,
    lane: Arc<Lane>,
    label: Label,
    /// Whether the store has answered with more than a refusal: its network is open then.
    answered: AtomicBool,
    /// How it answers strangers: asked once, when it refuses everything.
    network: OnceCell<Option<Network>>,
}

/// What was asked of a store.
#[derive(Clone, Copy)]
enum Doing {
    Read,
    Write,
    Delete,
}

impl AzureDestination {
    pub(super) async fn new(service: &Service, target: &Target) -> Result<Self, Fault> {
        let refused =
            |detail: String| fault_of(Diagnosis::new(Cause::BadEndpoint).with("detail", detail));
        let failed = |error: Error| {
            fault_of(Diagnosis::new(Cause::Internal).with("detail", error.to_string()))
        };
        let broker = Broker::new(service, target.connection);
        let (connection, credentials) = broker.read().await.map_err(failed)?;
        let own = endpoint::cloud_of(service, &connection).map_err(failed)?;
        let endpoint = parse_endpoint(service, &connection, &target.endpoint).map_err(|error| {
            match Cloud::of_store(&target.endpoint).filter(|cloud| *cloud != own.name()) {
                Some(cloud) => {
                    fault_of(Diagnosis::new(Cause::WrongCloud).with("cloud", cloud.to_string()))
                }
                None => refused(error.to_string()),
            }
        })?;
        let label = match &target.label {
            None => Label::none(),
            Some(text) => Label::parse(text).map_err(|error| refused(error.to_string()))?,
        };
        let lane = service.azure().lanes.of(endpoint.host(), target.tier);
        let credential = match &credentials {
            Credentials::AccessKey(key) => {
                Credential::Hmac(key.access_key(service).map_err(failed)?)
            }
            _ => Credential::Bearer(Arc::new(broker)),
        };
        let http = service.parts().http.clone();
        let client = AppConfiguration::new(http, endpoint, credential, Arc::clone(&lane));
        Ok(Self {
            service: service.clone(),
            connection: target.connection,
            client,
            lane,
            label,
            answered: AtomicBool::new(false),
            network: OnceCell::new(),
        })
    }

    /// What the store's answer means.
    async fn judge<T>(&self, doing: Doing, answer: Result<T, StoreFault>) -> Result<T, Fault> {
        match answer {
            Ok(answer) => {
                self.answered.store(true, Ordering::Relaxed);
                Ok(answer)
            }
            Err(error) => Err(self.fault(doing, &error).await),
        }
    }

    async fn fault(&self, doing: Doing, error: &StoreFault) -> Fault {
        let diagnosis = if is_forbidden(error) {
            self.refused(doing).await
        } else {
            diagnosis::of_store(error, self.client.endpoint().host(), self.service.now())
        };
        let class = match (consequence::of(diagnosis.cause).class, error) {
            _ if error.is_uncertain() => FaultClass::Uncertain,
            (FaultClass::Throttled { .. }, StoreFault::Throttled { retry_after, .. }) => {
                FaultClass::Throttled {
                    retry_after: *retry_after,
                }
            }
            (class, _) => class,
        };
        Fault { class, diagnosis }
    }

    /// What a 403 means. Only a store that refused everything so far is asked about its network.
    async fn refused(&self, doing: Doing) -> Diagnosis {
        let answered = self.answered.load(Ordering::Relaxed);
        let network = if answered {
            None
        } else {
            *self.network.get_or_init(|| self.ask_as_stranger()).await
        };
        let rights = Rights {
            read: !matches!(doing, Doing::Read),
            write: !matches!(doing, Doing::Write),
            delete: !matches!(doing, Doing::Delete),
        };
        diagnosis::of_refused(&Refused {
            host: self.client.endpoint().host(),
            principal: self.principal().await.as_deref(),
            rights,
            role: diagnosis::DATA_OWNER,
            by_key: self.client.signs_with_key(),
            network,
        })
    }

    async fn ask_as_stranger(&self) -> Option<Network> {
        self.client.probe_network(&self.random()).await.ok()
    }

    fn random(&self) -> String {
        hex::encode(random_bytes::<16>(self.service.entropy()))
    }

    /// Who signs in, as Azure names them, if that can be read just now.
    async fn principal(&self) -> Option<String> {
        let tx = self.service.store().read().await.ok()?;
        let row = connections::get(&tx, self.connection).await.ok()??;
        let mut public: BTreeMap<String, String> =
            serde_json::from_str(&row.credentials_public).ok()?;
        public
            .remove("account")
            .or_else(|| public.remove("clientId"))
    }

    fn key(key: &str) -> Result<KeyName, Fault> {
        KeyName::parse(key).map_err(|error| {
            fault_of(Diagnosis::new(Cause::RequestRefused).with("detail", error.to_string()))
        })
    }

    fn etag(text: &str) -> Result<ETag, Fault> {
        ETag::parse(text).map_err(|_| fault_of(Diagnosis::new(Cause::ChangedMeanwhile)))
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
            .list_page(&filter, after.as_ref(), seen.as_ref());
        Ok(match self.judge(Doing::Read, look.await).await? {
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
        let found = self.judge(Doing::Read, found).await?;
        found.map(entry).transpose()
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
        let written = self.judge(Doing::Write, written).await?;
        Ok(written.etag.as_str().to_owned())
    }

    async fn delete(&self, key: &str, etag: &str) -> Result<(), Fault> {
        let (key, etag) = (Self::key(key)?, Self::etag(etag)?);
        let deleted = self.client.delete(&key, &self.label, &etag).await;
        self.judge(Doing::Delete, deleted).await.map(drop)
    }

    async fn may_delete(&self) -> Result<(), Fault> {
        let tried = self.client.probe_delete(&self.random()).await;
        self.judge(Doing::Delete, tried).await
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
    let value = SecretValue::new(item.value.expose_secret().to_owned()).map_err(|error| {
        fault_of(Diagnosis::new(Cause::StoreFailing).with("detail", error.to_string()))
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

/// A fault that needs no more than its cause to be judged.
fn fault_of(diagnosis: Diagnosis) -> Fault {
    Fault {
        class: consequence::of(diagnosis.cause).class,
        diagnosis,
    }
}

fn is_forbidden(error: &StoreFault) -> bool {
    match error {
        StoreFault::Unresolved { last } => is_forbidden(last),
        other => matches!(other, StoreFault::Forbidden),
    }
}
