//! Signing in by a token of Microsoft Entra ID.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Error;

/// What tokens are made out for unless set otherwise: what virtual machines ask for.
const RESOURCE: &str = "https://management.azure.com/";
/// So many principals can be listed.
const MOST_PRINCIPALS: usize = 100;

/// Whose tokens of Microsoft Entra ID are taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AzureAuth {
    /// The tenant that issues them.
    pub tenant: Uuid,
    /// What they are made out for: their audience.
    pub resource: String,
    /// The object ids of the service principals that may sign in; when empty, all of the tenant.
    pub principals: Vec<Uuid>,
}

/// What to change; what is none stays. All as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AzureAuthChange {
    /// The tenant's id.
    pub tenant: Option<String>,
    /// What tokens are made out for.
    pub resource: Option<String>,
    /// Object ids, separated by commas; empty for all of the tenant.
    pub principals: Option<String>,
}

impl AzureAuthChange {
    pub(super) fn apply(self, before: Option<AzureAuth>) -> Result<AzureAuth, Error> {
        let tenant = match (self.tenant, &before) {
            (Some(text), _) => Uuid::try_parse(text.trim())
                .map_err(|_| Error::invalid("tenantId", "is the id of a tenant, a GUID"))?,
            (None, Some(before)) => before.tenant,
            (None, None) => return Err(Error::invalid("tenantId", "Required")),
        };
        let (resource, principals) = match before {
            Some(before) => (before.resource, before.principals),
            None => (RESOURCE.to_owned(), Vec::new()),
        };
        let resource = match self.resource {
            Some(text) => checked_resource(text.trim())?,
            None => resource,
        };
        let principals = match self.principals {
            Some(text) => parse_principals(&text)?,
            None => principals,
        };
        Ok(AzureAuth {
            tenant,
            resource,
            principals,
        })
    }
}

fn checked_resource(text: &str) -> Result<String, Error> {
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    if text.is_empty() || text.len() > 2_048 || !plain {
        let problem = "is the audience of the tokens, such as https://management.azure.com/";
        return Err(Error::invalid("resource", problem));
    }
    Ok(text.to_owned())
}

fn parse_principals(text: &str) -> Result<Vec<Uuid>, Error> {
    const FIELD: &str = "allowedServicePrincipalIds";
    let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty());
    let ids = ids.map(|id| {
        Uuid::try_parse(id).map_err(|_| {
            let problem = "lists object ids of service principals, GUIDs separated by commas";
            Error::invalid(FIELD, problem)
        })
    });
    let ids: Vec<_> = ids.collect::<Result<_, _>>()?;
    if ids.len() > MOST_PRINCIPALS {
        return Err(Error::invalid(FIELD, "list at most 100"));
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "8f0e4f2a-3c55-4a6b-9d8e-1f2a3b4c5d6e";

    fn change(principals: &str) -> AzureAuthChange {
        AzureAuthChange {
            tenant: Some(TENANT.to_owned()),
            resource: None,
            principals: Some(principals.to_owned()),
        }
    }

    #[test]
    fn principals_are_split_by_commas_and_trimmed() {
        let auth = change(&format!(" {TENANT} , {TENANT},"))
            .apply(None)
            .unwrap();
        assert_eq!(auth.principals.len(), 2);
        assert_eq!(auth.resource, RESOURCE);
        assert!(change("").apply(Some(auth)).unwrap().principals.is_empty());
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let field = |change: AzureAuthChange| match change.apply(None) {
            Err(Error::Invalid(invalid)) => invalid.field,
            other => panic!("{other:?}"),
        };
        assert_eq!(field(change("robot")), "allowedServicePrincipalIds");
        assert_eq!(field(AzureAuthChange::default()), "tenantId");
        let domain = AzureAuthChange {
            tenant: Some("contoso.com".to_owned()),
            ..change("")
        };
        assert_eq!(field(domain), "tenantId");
    }
}
