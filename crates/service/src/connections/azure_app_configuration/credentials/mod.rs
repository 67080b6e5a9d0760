//! What a connection to Azure App Configuration keeps, and how it is read from what was entered.

use std::collections::BTreeMap;

use azure::entra::Tenant;
use model::connection::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::Error;

/// The credentials of a connection.
pub(super) enum Credentials {
    /// A person who signed in.
    OAuth(Person),
    /// An application with a client secret.
    ClientSecret(Application),
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
    pub(super) secret: SecretString,
}

/// The form that is sealed.
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
        tenant_id: String,
        client_id: String,
        client_secret: String,
    },
}

impl Credentials {
    /// Reads the fields of a method that needs no browser.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the field that is missing or malformed.
    pub(super) fn from_fields(
        method: Method,
        fields: &BTreeMap<String, SecretString>,
    ) -> Result<Self, Error> {
        match method {
            Method::OAuth => {
                let problem = "OAuth needs a browser: start it with `oauth/start`, a bare code \
                               cannot be redeemed here";
                Err(Error::invalid("code", problem))
            }
            Method::ClientSecret => {
                let tenant = required(fields, "tenantId")?.to_owned();
                Tenant::parse(&tenant)
                    .map_err(|error| Error::invalid("tenantId", error.to_string()))?;
                let client = required(fields, "clientId")?;
                let client = Uuid::try_parse(client)
                    .map_err(|_| {
                        let problem = "is not a UUID: copy the Application (client) ID of the \
                                       app registration";
                        Error::invalid("clientId", problem)
                    })?
                    .to_string();
                let secret = SecretString::from(required(fields, "clientSecret")?);
                Ok(Self::ClientSecret(Application {
                    tenant,
                    client,
                    secret,
                }))
            }
        }
    }

    /// What of them is no secret.
    pub(super) fn public(&self) -> BTreeMap<String, String> {
        let entries = match self {
            Self::OAuth(person) => vec![
                ("tenantId", Some(person.tenant.to_string())),
                ("account", person.account.clone()),
            ],
            Self::ClientSecret(application) => vec![
                ("tenantId", Some(application.tenant.clone())),
                ("clientId", Some(application.client.clone())),
            ],
        };
        entries
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect()
    }

    /// What tells whether the same was entered again. Tokens are not part of it.
    pub(super) fn entered(&self) -> Zeroizing<Vec<Vec<u8>>> {
        Zeroizing::new(match self {
            Self::OAuth(person) => {
                vec![
                    person.tenant.as_bytes().to_vec(),
                    person.object.as_bytes().to_vec(),
                ]
            }
            Self::ClientSecret(application) => vec![
                application.tenant.as_bytes().to_vec(),
                application.client.as_bytes().to_vec(),
                application.secret.expose_secret().as_bytes().to_vec(),
            ],
        })
    }

    /// The form to seal.
    pub(super) fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let stored = match self {
            Self::OAuth(person) => Stored::OAuth {
                tenant_id: person.tenant,
                object_id: person.object,
                account: person.account.clone(),
                refresh_token: person.refresh_token.expose_secret().to_owned(),
            },
            Self::ClientSecret(application) => Stored::ClientSecret {
                tenant_id: application.tenant.clone(),
                client_id: application.client.clone(),
                client_secret: application.secret.expose_secret().to_owned(),
            },
        };
        let bytes = serde_json::to_vec(&stored).map(Zeroizing::new);
        bytes.map_err(|error| Error::Internal(error.to_string()))
    }

    /// From the sealed form.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let stored: Stored = serde_json::from_slice(bytes)
            .map_err(|error| Error::Internal(format!("stored credentials: {error}")))?;
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
                tenant_id,
                client_id,
                client_secret,
            } => Self::ClientSecret(Application {
                tenant: tenant_id,
                client: client_id,
                secret: SecretString::from(client_secret),
            }),
        })
    }
}

fn required<'a>(
    fields: &'a BTreeMap<String, SecretString>,
    name: &'static str,
) -> Result<&'a str, Error> {
    let text = fields
        .get(name)
        .map_or("", |value| value.expose_secret().trim());
    if text.is_empty() {
        Err(Error::invalid(name, "is missing: fill it in"))
    } else {
        Ok(text)
    }
}
