//! Which directory signs somebody in.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::host::HostPort;

/// A tenant by its id or one of its verified domains, or any work or school account.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tenant(Kind);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Kind {
    Id(Uuid),
    Domain(String),
    Organizations,
}

/// Why text names no tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TenantError {
    /// Nothing was given.
    #[error("the tenant is empty: give the directory (tenant) ID or a verified domain")]
    Empty,
    /// Neither a GUID nor a domain.
    #[error(
        "the tenant must be the directory (tenant) ID, as in 8f0e4f2a-3c55-4a6b-9d8e-1f2a3b4c5d6e, \
         or a verified domain, as in contoso.onmicrosoft.com"
    )]
    NotIdOrDomain,
}

impl Tenant {
    /// Reads a GUID (with hyphens) or a verified domain name.
    ///
    /// `organizations`, `common` and `consumers` are not tenants; for the first see
    /// [`Tenant::organizations`].
    pub fn parse(text: &str) -> Result<Self, TenantError> {
        if text.is_empty() {
            return Err(TenantError::Empty);
        }
        if let Some(id) = Uuid::from_str(text).ok().filter(|_| text.len() == 36) {
            return Ok(Self(Kind::Id(id)));
        }
        HostPort::parse(text)
            .ok()
            .filter(|host| host.port.is_none() && is_domain(&host.host))
            .map(|host| Self(Kind::Domain(host.host)))
            .ok_or(TenantError::NotIdOrDomain)
    }

    /// The tenant with this id.
    #[must_use]
    pub fn from_id(id: Uuid) -> Self {
        Self(Kind::Id(id))
    }

    /// Any work or school account. Only for signing users in: applications need their own tenant.
    #[must_use]
    pub fn organizations() -> Self {
        Self(Kind::Organizations)
    }

    /// The id, if the tenant is known by it.
    #[must_use]
    pub fn id(&self) -> Option<Uuid> {
        match self.0 {
            Kind::Id(id) => Some(id),
            Kind::Domain(_) | Kind::Organizations => None,
        }
    }
}

/// As it stands in the path of Entra's addresses.
impl fmt::Display for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Id(id) => id.fmt(f),
            Kind::Domain(domain) => f.write_str(domain),
            Kind::Organizations => f.write_str("organizations"),
        }
    }
}

fn is_domain(host: &str) -> bool {
    let top = host.rsplit('.').next().unwrap_or_default();
    host.contains('.') && top.bytes().any(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_is_read_from_an_id_or_a_domain() {
        let id = "8F0E4F2A-3C55-4A6B-9D8E-1F2A3B4C5D6E";
        assert_eq!(
            Tenant::parse(id).unwrap().to_string(),
            id.to_ascii_lowercase()
        );
        let domain = Tenant::parse("Contoso.onmicrosoft.com").unwrap();
        assert_eq!(domain.to_string(), "contoso.onmicrosoft.com");
        assert_eq!(domain.id(), None);
        assert_eq!(Tenant::organizations().to_string(), "organizations");
    }

    #[test]
    fn what_could_change_the_path_or_is_no_tenant_is_refused() {
        for text in [
            "common",
            "organizations",
            "consumers",
            "contoso",
            "contoso.com/oauth2",
            "../contoso.com",
            "contoso.com:443",
            "contoso.com?x",
            "contoso .com",
            "contoso.com.",
            "10.0.0.1",
            "[::1]",
            "8f0e4f2a3c554a6b9d8e1f2a3b4c5d6e",
            "{8f0e4f2a-3c55-4a6b-9d8e-1f2a3b4c5d6e}",
        ] {
            assert_eq!(
                Tenant::parse(text),
                Err(TenantError::NotIdOrDomain),
                "{text}"
            );
        }
        assert_eq!(Tenant::parse(""), Err(TenantError::Empty));
    }
}
