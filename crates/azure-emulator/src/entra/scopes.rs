//! Scopes: which resource a token is for, and which rights over it.

use crate::world::World;

/// Resources that exist in every tenant besides App Configuration.
const OTHERS: [&str; 2] = [
    "https://management.azure.com",
    "https://graph.microsoft.com",
];

/// A parsed `scope` parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scopes {
    /// `openid`, `profile`, `email`, `offline_access`.
    pub(super) sign_in: Vec<String>,
    /// Rights, each with its resource; `.default` is all that were consented.
    pub(super) rights: Vec<Right>,
}

/// A right over a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Right {
    pub(super) resource: String,
    pub(super) name: String,
}

impl Right {
    pub(super) fn parse(scope: &str) -> Self {
        let (resource, name) = scope
            .rsplit_once('/')
            .unwrap_or(("https://graph.microsoft.com", scope));
        Self {
            resource: resource.trim_end_matches('/').to_owned(),
            name: name.to_owned(),
        }
    }

    pub(super) fn is_default(&self) -> bool {
        self.name == ".default"
    }

    /// The scope as the client writes it.
    pub(super) fn full(&self) -> String {
        format!("{}/{}", self.resource, self.name)
    }
}

impl Scopes {
    pub(super) fn parse(text: &str) -> Self {
        let reserved =
            |scope: &&str| matches!(*scope, "openid" | "profile" | "email" | "offline_access");
        let (sign_in, rights): (Vec<&str>, Vec<&str>) = text.split_whitespace().partition(reserved);
        Self {
            sign_in: sign_in.into_iter().map(str::to_owned).collect(),
            rights: rights.into_iter().map(Right::parse).collect(),
        }
    }

    pub(super) fn has(&self, sign_in: &str) -> bool {
        self.sign_in.iter().any(|scope| scope == sign_in)
    }

    /// The one resource a token can be for, or the AADSTS code that says why not.
    pub(super) fn resource(&self, world: &World) -> Result<&str, u32> {
        let first = self.rights.first().ok_or(70_011_u32)?;
        if self
            .rights
            .iter()
            .any(|right| right.resource != first.resource)
        {
            return Err(70_011);
        }
        if is_known(world, &first.resource) {
            Ok(&first.resource)
        } else {
            Err(500_011)
        }
    }

    /// Every scope as text, for consent.
    pub(super) fn all(&self) -> impl Iterator<Item = String> {
        self.sign_in
            .iter()
            .cloned()
            .chain(self.rights.iter().map(Right::full))
    }
}

/// Whether tokens can be had for a resource: the known ones, and any store by its host.
pub(crate) fn is_known(world: &World, resource: &str) -> bool {
    let resource = resource.to_ascii_lowercase();
    if OTHERS.contains(&resource.as_str()) || world.settings().has_audience(&resource) {
        return true;
    }
    let Some((_, host)) = resource.split_once("://") else {
        return false;
    };
    let name = host.split(':').next().unwrap_or_default();
    name == "localhost"
        || name == "127.0.0.1"
        || [
            ".azconfig.io",
            ".azconfig.azure.us",
            ".azconfig.azure.cn",
            ".azconfig.localhost",
        ]
        .iter()
        .any(|suffix| name.ends_with(suffix))
}
