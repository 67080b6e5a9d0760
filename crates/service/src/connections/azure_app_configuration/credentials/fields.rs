//! Reads credentials from the fields of a form or of the API. Every fault names its field and the
//! fix, and repeats nothing that may be a secret.

use std::collections::BTreeMap;

use azure::CloudName;
use azure::appconfig::{AccessKey, ConnectionString};
use azure::entra::Tenant;
use model::connection::Method;
use secrecy::{ExposeSecret, SecretString};
use time::Date;
use time::macros::format_description;
use uuid::Uuid;

use super::super::{endpoint, times};
use super::{Application, Certificate, Credentials, HostPrincipal, Proof, StoreKey};
use crate::{Error, Service};

/// The day on which a client secret ends.
pub(super) const SECRET_EXPIRES_AT: &str = "clientSecretExpiresAt";

/// The fields of a form, by name.
type Fields = BTreeMap<String, SecretString>;

impl Credentials {
    /// Reads the fields of a method that needs no browser.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the field that is missing or malformed.
    pub(in super::super) fn from_fields(
        service: &Service,
        method: Method,
        fields: &Fields,
    ) -> Result<Self, Error> {
        match method {
            Method::OAuth => {
                let problem = "OAuth needs a browser: start it with `oauth/start`, a bare code \
                               cannot be redeemed here";
                Err(Error::invalid("code", problem))
            }
            Method::ClientSecret => application(service, fields, secret),
            Method::ClientCertificate => application(service, fields, certificate),
            Method::WorkloadIdentity => application(service, fields, |_, _| Ok(Proof::Federation)),
            Method::ConnectionString => Ok(Self::AccessKey(store_key(service, fields)?)),
            Method::ManagedIdentity => Ok(Self::ManagedIdentity(HostPrincipal {
                client: text(fields, "clientId").map(client_id).transpose()?,
                cloud: cloud(service, fields)?,
            })),
        }
    }
}

fn application(
    service: &Service,
    fields: &Fields,
    proof: fn(&Service, &Fields) -> Result<Proof, Error>,
) -> Result<Credentials, Error> {
    let tenant = required(fields, "tenantId")?.to_owned();
    Tenant::parse(&tenant).map_err(|error| Error::invalid("tenantId", error.to_string()))?;
    Ok(Credentials::Application(Application {
        tenant,
        client: client_id(required(fields, "clientId")?)?,
        cloud: cloud(service, fields)?,
        proof: proof(service, fields)?,
    }))
}

fn client_id(text: &str) -> Result<String, Error> {
    let id = Uuid::try_parse(text).map_err(|_| {
        let problem = "is not a UUID: copy the Application (client) ID of the app registration or \
                       the client ID of the managed identity";
        Error::invalid("clientId", problem)
    })?;
    Ok(id.to_string())
}

fn secret(service: &Service, fields: &Fields) -> Result<Proof, Error> {
    let secret = SecretString::from(required(fields, "clientSecret")?);
    let expires = text(fields, SECRET_EXPIRES_AT).map(day).transpose()?;
    if let Some(day) = expires
        && day < times::utc(service.now()).date()
    {
        let problem = format!("{day} has passed: make a new client secret, and enter its last day");
        return Err(Error::invalid(SECRET_EXPIRES_AT, problem));
    }
    Ok(Proof::Secret { secret, expires })
}

fn day(text: &str) -> Result<Date, Error> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).map_err(|_| {
        let problem = "is not a day: write it as year-month-day, such as 2027-03-31";
        Error::invalid(SECRET_EXPIRES_AT, problem)
    })
}

fn certificate(service: &Service, fields: &Fields) -> Result<Proof, Error> {
    const FIELD: &str = "certificate";
    let pem = SecretString::from(required(fields, FIELD)?);
    let certificate =
        Certificate::parse(pem).map_err(|error| Error::invalid(FIELD, error.to_string()))?;
    let now = service.now();
    let day = |at| times::utc(at).date();
    if certificate.not_after() <= now {
        let problem = format!(
            "this certificate expired on {}: make a new one, and upload it to the app registration",
            day(certificate.not_after())
        );
        return Err(Error::invalid(FIELD, problem));
    }
    if now < certificate.not_before() {
        let problem = format!(
            "this certificate is valid from {} only: use the current one until then",
            day(certificate.not_before())
        );
        return Err(Error::invalid(FIELD, problem));
    }
    Ok(Proof::Certificate(certificate))
}

/// A connection string whole, or its three parts.
fn store_key(service: &Service, fields: &Fields) -> Result<StoreKey, Error> {
    const WHOLE: &str = "connectionString";
    const PARTS: [&str; 3] = ["endpoint", "id", "secret"];
    let in_parts =
        text(fields, WHOLE).is_none() && PARTS.iter().any(|part| text(fields, part).is_some());
    if in_parts {
        let secret = SecretString::from(required(fields, "secret")?);
        let id = required(fields, "id")?.to_owned();
        let endpoint = endpoint::of_any_cloud(service, required(fields, "endpoint")?)
            .map_err(|error| Error::invalid("endpoint", error.to_string()))?;
        AccessKey::new(&id, &secret, times::utc_clock(service))
            .map_err(|error| Error::invalid("secret", error.to_string()))?;
        return Ok(StoreKey {
            endpoint: endpoint.to_string(),
            id,
            secret,
        });
    }
    let refused = |problem: String| Error::invalid(WHOLE, problem);
    let parsed = ConnectionString::parse(required(fields, WHOLE)?)
        .map_err(|error| refused(error.to_string()))?;
    let endpoint = endpoint::of_any_cloud(service, parsed.endpoint())
        .map_err(|error| refused(error.to_string()))?;
    parsed
        .access_key(times::utc_clock(service))
        .map_err(|error| refused(error.to_string()))?;
    Ok(StoreKey {
        endpoint: endpoint.to_string(),
        id: parsed.id().to_owned(),
        secret: parsed.secret().clone(),
    })
}

/// None for the cloud of this instance: only its operator can describe a custom one.
fn cloud(service: &Service, fields: &Fields) -> Result<Option<CloudName>, Error> {
    const FIELD: &str = "cloud";
    let Some(text) = text(fields, FIELD) else {
        return Ok(None);
    };
    let name: CloudName = text
        .parse()
        .map_err(|error: azure::CloudNameError| Error::invalid(FIELD, error.to_string()))?;
    match name {
        CloudName::Custom if service.parts().cloud.name() == CloudName::Custom => Ok(None),
        CloudName::Custom => {
            let problem = "this Keyferry has no custom cloud: use public, usgovernment or china";
            Err(Error::invalid(FIELD, problem))
        }
        built_in => Ok(Some(built_in)),
    }
}

fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    let text = fields.get(name)?.expose_secret().trim();
    (!text.is_empty()).then_some(text)
}

fn required<'a>(fields: &'a Fields, name: &'static str) -> Result<&'a str, Error> {
    text(fields, name).ok_or_else(|| Error::invalid(name, "is missing: fill it in"))
}
