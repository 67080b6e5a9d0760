//! What a connection to Azure App Configuration signs in with.

mod certificate;
mod fields;
mod stored;

use std::collections::BTreeMap;

use azure::CloudName;
use azure::appconfig::AccessKey;
use model::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use time::Date;
use uuid::Uuid;
use zeroize::Zeroizing;

pub(super) use certificate::Certificate;

use super::times;
use crate::{Error, Service};

/// Who a managed identity is that needs no client id.
pub(super) const SYSTEM_ASSIGNED: &str = "system-assigned";

/// The credentials of a connection.
pub(super) enum Credentials {
    /// A person who signed in.
    OAuth(Person),
    /// An application that proves itself.
    Application(Application),
    /// One of a store's own access keys.
    AccessKey(StoreKey),
    /// The identity of the host.
    ManagedIdentity(HostPrincipal),
}

/// Known by tenant and object id: a user name can change hands.
pub(super) struct Person {
    pub(super) tenant: Uuid,
    pub(super) object: Uuid,
    /// For display only.
    pub(super) account: Option<String>,
    pub(super) refresh_token: SecretString,
}

pub(super) struct Application {
    pub(super) tenant: String,
    pub(super) client: String,
    /// None for the cloud of this instance.
    pub(super) cloud: Option<CloudName>,
    pub(super) proof: Proof,
}

/// How an application proves that it is itself.
pub(super) enum Proof {
    /// With its secret, which ends on a day that the user may have given.
    Secret {
        secret: SecretString,
        expires: Option<Date>,
    },
    /// With its certificate.
    Certificate(Certificate),
    /// With the token of the host's own issuer, which the application trusts.
    Federation,
}

/// An access key opens one store.
pub(super) struct StoreKey {
    pub(super) endpoint: String,
    pub(super) id: String,
    pub(super) secret: SecretString,
}

pub(super) struct HostPrincipal {
    /// None for the system-assigned identity.
    pub(super) client: Option<String>,
    /// None for the cloud of this instance.
    pub(super) cloud: Option<CloudName>,
}

impl Credentials {
    /// Whether they are the host's, which is the operator's to allow.
    pub(super) fn use_host_identity(&self) -> bool {
        match self {
            Self::Application(application) => matches!(application.proof, Proof::Federation),
            Self::ManagedIdentity(_) => true,
            Self::OAuth(_) | Self::AccessKey(_) => false,
        }
    }

    /// Who signs in, for people.
    pub(super) fn account(&self) -> String {
        match self {
            Self::OAuth(person) => person
                .account
                .clone()
                .unwrap_or_else(|| person.object.to_string()),
            Self::Application(application) => application.client.clone(),
            Self::AccessKey(key) => key.id.clone(),
            Self::ManagedIdentity(identity) => identity
                .client
                .clone()
                .unwrap_or_else(|| SYSTEM_ASSIGNED.to_owned()),
        }
    }

    /// When they stop working, as far as that is known.
    pub(super) fn expires_at(&self) -> Option<Timestamp> {
        let Self::Application(application) = self else {
            return None;
        };
        match &application.proof {
            Proof::Secret { expires, .. } => {
                expires.map(|day| times::timestamp(day.midnight().assume_utc()))
            }
            Proof::Certificate(certificate) => Some(certificate.not_after()),
            Proof::Federation => None,
        }
    }

    /// What of them is no secret.
    pub(super) fn public(&self) -> BTreeMap<String, String> {
        let cloud = |cloud: Option<CloudName>| ("cloud", cloud.map(|cloud| cloud.to_string()));
        let entries = match self {
            Self::OAuth(person) => vec![
                ("tenantId", Some(person.tenant.to_string())),
                ("account", person.account.clone()),
            ],
            Self::Application(application) => {
                let mut entries = vec![
                    ("tenantId", Some(application.tenant.clone())),
                    ("clientId", Some(application.client.clone())),
                    cloud(application.cloud),
                ];
                entries.extend(application.proof.public());
                entries
            }
            Self::AccessKey(key) => vec![
                ("endpoint", Some(key.endpoint.clone())),
                ("id", Some(key.id.clone())),
            ],
            Self::ManagedIdentity(identity) => {
                vec![("clientId", identity.client.clone()), cloud(identity.cloud)]
            }
        };
        entries
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect()
    }

    /// What tells whether the same was entered again. Tokens are not part of it, nor is a day that
    /// was only noted.
    pub(super) fn entered(&self) -> Zeroizing<Vec<Vec<u8>>> {
        let cloud = |cloud: Option<CloudName>| cloud.map(|cloud| cloud.to_string().into_bytes());
        let bytes = |text: &str| text.as_bytes().to_vec();
        let secret = |text: &SecretString| bytes(text.expose_secret());
        Zeroizing::new(match self {
            Self::OAuth(person) => {
                vec![
                    person.tenant.as_bytes().to_vec(),
                    person.object.as_bytes().to_vec(),
                ]
            }
            Self::Application(application) => {
                let mut parts = vec![bytes(&application.tenant), bytes(&application.client)];
                parts.extend(match &application.proof {
                    Proof::Secret { secret: text, .. } => Some(secret(text)),
                    Proof::Certificate(certificate) => Some(secret(certificate.pem())),
                    Proof::Federation => None,
                });
                parts.extend(cloud(application.cloud));
                parts
            }
            Self::AccessKey(key) => {
                vec![bytes(&key.endpoint), bytes(&key.id), secret(&key.secret)]
            }
            Self::ManagedIdentity(identity) => {
                let mut parts = vec![bytes(identity.client.as_deref().unwrap_or_default())];
                parts.extend(cloud(identity.cloud));
                parts
            }
        })
    }
}

impl Proof {
    fn public(&self) -> Vec<(&'static str, Option<String>)> {
        match self {
            Self::Secret { expires, .. } => vec![(
                fields::SECRET_EXPIRES_AT,
                expires.map(|day| day.to_string()),
            )],
            Self::Certificate(certificate) => vec![
                (
                    "certificateThumbprint",
                    Some(certificate.thumbprint().to_owned()),
                ),
                ("certificateSubject", Some(certificate.subject().to_owned())),
            ],
            Self::Federation => Vec::new(),
        }
    }
}

impl StoreKey {
    /// The key as it signs requests, by the clock of the service.
    pub(super) fn access_key(&self, service: &Service) -> Result<AccessKey, Error> {
        AccessKey::new(&self.id, &self.secret, times::utc_clock(service))
            .map_err(|error| Error::Internal(format!("stored access key: {error}")))
    }
}
