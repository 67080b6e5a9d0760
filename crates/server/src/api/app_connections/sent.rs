//! What requests about connections send, and how it is read.

use std::collections::BTreeMap;

use model::connection::{Limit, Limits};
use secrecy::SecretString;
use service::connections::Scope;

use crate::api::description::{self, list, text, uuid};
use crate::api::error::ApiError;
use crate::api::request::Fields;
use crate::api::wire::{described, slug};

/// The fields of a name and a purpose.
pub(super) fn named_fields() -> description::Fields {
    description::Fields::new()
        .required(
            "name",
            slug(),
            "Its name, of which there is one in its scope.",
        )
        .optional("description", described(), "What it is for.")
}

/// The field that says whose connection is meant.
pub(super) fn project_field() -> description::Fields {
    description::Fields::new().optional("projectId", uuid(), "The project whose own is meant.")
}

/// The fields of all methods.
pub(super) fn credential_fields() -> description::Fields {
    let fields = [
        ("tenantId", "The tenant, by id or domain."),
        ("clientId", "The application."),
        ("clientSecret", "A client secret's value."),
        ("clientSecretExpiresAt", "The day on which it expires."),
        ("certificate", "A certificate with its private key, in PEM."),
        ("connectionString", "A store's connection string."),
        ("cloud", "The cloud; the operator's when left out."),
    ];
    fields
        .into_iter()
        .fold(description::Fields::new(), |all, (name, meaning)| {
            all.optional(name, text(), meaning)
        })
}

/// The field that limits what projects use a connection for.
pub(super) fn limit_fields() -> description::Fields {
    let entry = description::Fields::new()
        .required("projectId", uuid(), "The project.")
        .optional(
            "stores",
            list(text()),
            "The stores it may write to; all when empty.",
        )
        .optional("labels", list(text()), "The labels; all when empty.")
        .optional(
            "keyPrefixes",
            list(text()),
            "What keys begin with; anything when empty.",
        );
    description::Fields::new().optional(
        "limits",
        list(entry),
        "What projects may use a connection of the organization for; anything when empty.",
    )
}

/// Refuses what would change nothing, though whoever sends it counts on it.
pub(super) fn refuse_what_is_not_offered(body: &Fields) -> Result<(), ApiError> {
    for gateway in ["gatewayId", "gatewayPoolId"] {
        if body.text(gateway)?.is_some() {
            return Err(body.fault(gateway, "there are no gateways: leave it out"));
        }
    }
    if body.flag("isPlatformManagedCredentials")? == Some(true) {
        let problem = "this app's credentials are managed by whoever entered them: leave it out";
        return Err(body.fault("isPlatformManagedCredentials", problem));
    }
    if body.flag("isAutoRotationEnabled")? == Some(true) {
        let problem = "there is no rotation: leave it out, and set what comes next with \
                       `PUT …/next-credentials`";
        return Err(body.fault("isAutoRotationEnabled", problem));
    }
    Ok(())
}

/// The fields of a method, by name. They may be secret, so they are taken out of the body at once.
pub(super) fn credentials(fields: &Fields) -> Result<BTreeMap<String, SecretString>, ApiError> {
    let mut credentials = BTreeMap::new();
    for name in fields.names() {
        if let Some(text) = fields.text(name)? {
            credentials.insert(name.to_owned(), text.into());
        }
    }
    Ok(credentials)
}

/// What the projects may use a connection for; none when it was not sent.
pub(super) fn limits(body: &Fields) -> Result<Option<Limits>, ApiError> {
    let Some(entries) = body.objects("limits")? else {
        return Ok(None);
    };
    let limit = |entry: &Fields| {
        Ok(Limit {
            project_id: entry.required("projectId")?,
            stores: entry.texts("stores")?,
            labels: entry.texts("labels")?,
            key_prefixes: entry.texts("keyPrefixes")?,
        })
    };
    let limits = entries.iter().map(limit).collect::<Result<_, ApiError>>()?;
    Ok(Some(Limits(limits)))
}

/// The scope that `projectId` means, and the one without it.
pub(super) fn scope(fields: &Fields, without: Scope) -> Result<Scope, ApiError> {
    Ok(fields.parsed("projectId")?.map_or(without, Scope::Project))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn empty_credentials_count_as_absent() {
        let body = Fields::from_json(br#"{"tenantId":"","clientSecret":" s "}"#).unwrap();
        let credentials = credentials(&body).unwrap();
        assert_eq!(credentials.len(), 1);
        assert_eq!(credentials["clientSecret"].expose_secret(), " s ");
    }

    #[test]
    fn without_a_project_the_route_decides_the_scope() {
        let nothing = Fields::from_query("projectId=");
        assert_eq!(scope(&nothing, Scope::All).unwrap(), Scope::All);
        assert!(scope(&Fields::from_query("projectId=abc"), Scope::All).is_err());
    }
}
