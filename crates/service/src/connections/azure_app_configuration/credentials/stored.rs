//! The form in which credentials are sealed.

use azure::CloudName;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use time::Date;
use time::macros::format_description;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Application, Certificate, Credentials, HostPrincipal, Person, Proof, StoreKey};
use crate::Error;

#[derive(Serialize, Deserialize)]
#[serde(
    tag = "method",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
enum Stored {
    #[serde(rename = "oauth")]
    OAuth {
        tenant_id: Uuid,
        object_id: Uuid,
        account: Option<String>,
        refresh_token: String,
    },
    ClientSecret {
        #[serde(flatten)]
        application: StoredApplication,
        client_secret: String,
        #[serde(default)]
        client_secret_expires_at: Option<String>,
    },
    ClientCertificate {
        #[serde(flatten)]
        application: StoredApplication,
        certificate: String,
    },
    WorkloadIdentity {
        #[serde(flatten)]
        application: StoredApplication,
    },
    ConnectionString {
        endpoint: String,
        id: String,
        secret: String,
    },
    ManagedIdentity {
        client_id: Option<String>,
        cloud: Option<String>,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredApplication {
    tenant_id: String,
    client_id: String,
    #[serde(default)]
    cloud: Option<String>,
}

impl Credentials {
    /// The form to seal.
    pub(in super::super) fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let bytes = serde_json::to_vec(&self.stored()).map(Zeroizing::new);
        bytes.map_err(|error| Error::Internal(error.to_string()))
    }

    /// From the sealed form.
    pub(in super::super) fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let stored: Stored = serde_json::from_slice(bytes).map_err(|error| damaged(&error))?;
        Ok(match stored {
            Stored::OAuth {
                tenant_id,
                object_id,
                account,
                refresh_token,
            } => Self::OAuth(Person {
                tenant: tenant_id,
                object: object_id,
                account,
                refresh_token: SecretString::from(refresh_token),
            }),
            Stored::ClientSecret {
                application,
                client_secret,
                client_secret_expires_at,
            } => application.with(Proof::Secret {
                secret: SecretString::from(client_secret),
                expires: client_secret_expires_at.as_deref().map(day).transpose()?,
            })?,
            Stored::ClientCertificate {
                application,
                certificate,
            } => {
                let certificate = Certificate::parse(SecretString::from(certificate))
                    .map_err(|error| damaged(&error))?;
                application.with(Proof::Certificate(certificate))?
            }
            Stored::WorkloadIdentity { application } => application.with(Proof::Federation)?,
            Stored::ConnectionString {
                endpoint,
                id,
                secret,
            } => Self::AccessKey(StoreKey {
                endpoint,
                id,
                secret: SecretString::from(secret),
            }),
            Stored::ManagedIdentity {
                client_id: client,
                cloud,
            } => Self::ManagedIdentity(HostPrincipal {
                client,
                cloud: cloud.as_deref().map(cloud_name).transpose()?,
            }),
        })
    }

    fn stored(&self) -> Stored {
        match self {
            Self::OAuth(person) => Stored::OAuth {
                tenant_id: person.tenant,
                object_id: person.object,
                account: person.account.clone(),
                refresh_token: person.refresh_token.expose_secret().to_owned(),
            },
            Self::Application(application) => application.stored(),
            Self::AccessKey(key) => Stored::ConnectionString {
                endpoint: key.endpoint.clone(),
                id: key.id.clone(),
                secret: key.secret.expose_secret().to_owned(),
            },
            Self::ManagedIdentity(identity) => Stored::ManagedIdentity {
                client_id: identity.client.clone(),
                cloud: identity.cloud.map(|cloud| cloud.to_string()),
            },
        }
    }
}

impl Application {
    fn stored(&self) -> Stored {
        let application = StoredApplication {
            tenant_id: self.tenant.clone(),
            client_id: self.client.clone(),
            cloud: self.cloud.map(|cloud| cloud.to_string()),
        };
        match &self.proof {
            Proof::Secret { secret, expires } => Stored::ClientSecret {
                application,
                client_secret: secret.expose_secret().to_owned(),
                client_secret_expires_at: expires.map(|day| day.to_string()),
            },
            Proof::Certificate(certificate) => Stored::ClientCertificate {
                application,
                certificate: certificate.pem().expose_secret().to_owned(),
            },
            Proof::Federation => Stored::WorkloadIdentity { application },
        }
    }
}

impl StoredApplication {
    fn with(self, proof: Proof) -> Result<Credentials, Error> {
        Ok(Credentials::Application(Application {
            tenant: self.tenant_id,
            client: self.client_id,
            cloud: self.cloud.as_deref().map(cloud_name).transpose()?,
            proof,
        }))
    }
}

fn day(text: &str) -> Result<Date, Error> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).map_err(|error| damaged(&error))
}

fn cloud_name(text: &str) -> Result<CloudName, Error> {
    text.parse()
        .map_err(|error: azure::CloudNameError| damaged(&error))
}

fn damaged(error: &impl std::fmt::Display) -> Error {
    Error::Internal(format!("stored credentials: {error}"))
}
