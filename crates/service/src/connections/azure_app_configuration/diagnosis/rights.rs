//! Which right is missing on a store, and how it is granted.

use azure::appconfig::Network;
use azure::{Cloud, CloudName};
use model::{Cause, Diagnosis};

use crate::connections::Rights;

/// The role that syncs need.
pub(in super::super) const DATA_OWNER: &str = "App Configuration Data Owner";

/// A store that let somebody do less than everything (HTTP 403, which has no text).
pub(in super::super) struct Refused<'a> {
    /// The store's host.
    pub(in super::super) host: &'a str,
    /// Who asked, as Azure names them.
    pub(in super::super) principal: Option<&'a str>,
    /// What they may do there.
    pub(in super::super) rights: Rights,
    /// The role that would do.
    pub(in super::super) role: &'static str,
    /// Whether they asked with an access key.
    pub(in super::super) by_key: bool,
    /// How the store answers strangers, if it was asked.
    pub(in super::super) network: Option<Network>,
}

/// What a 403 means.
pub(in super::super) fn of_refused(refused: &Refused<'_>) -> Diagnosis {
    let about = |cause| Diagnosis::new(cause).with("store", refused.host);
    let Rights { read, write, .. } = refused.rights;
    match refused.network {
        Some(Network::Closed) => return about(Cause::NetworkDenied),
        Some(Network::Open) if refused.by_key && !read => return about(Cause::LocalAuthDisabled),
        _ => {}
    }
    if refused.by_key && !write {
        return about(Cause::ReadOnlyKey);
    }
    let role = refused.role;
    let diagnosis = about(Cause::MissingPermission)
        .with("missing", missing(refused.rights))
        .with("role", role)
        .mended_by(grant(refused.principal, role, refused.host));
    match refused.principal {
        Some(principal) => diagnosis.with("principal", principal),
        None => diagnosis,
    }
}

/// The least role that brings what is missing.
pub(in super::super) fn role_for(rights: Rights) -> &'static str {
    if rights.write && rights.delete {
        "App Configuration Data Reader"
    } else {
        DATA_OWNER
    }
}

fn missing(rights: Rights) -> String {
    let names = [
        ("Read", rights.read),
        ("Write", rights.write),
        ("Delete", rights.delete),
    ];
    let missing: Vec<_> = names
        .into_iter()
        .filter_map(|(name, there)| (!there).then_some(name))
        .collect();
    missing.join(", ")
}

/// The role is given on the store alone.
fn grant(principal: Option<&str>, role: &str, host: &str) -> String {
    let principal = principal
        .filter(|name| is_assignable(name))
        .unwrap_or("<object id of the signed-in principal>");
    let (cloud, scope) = match (
        Cloud::of_store(&format!("https://{host}")),
        host.split_once('.'),
    ) {
        (Some(cloud), Some((name, _))) => (
            select(cloud),
            format!("$(az appconfig show --name {name} --query id --output tsv)"),
        ),
        _ => ("", "<resource id of the store>".to_owned()),
    };
    format!(
        "{cloud}az role assignment create --assignee \"{principal}\" --role \"{role}\" \
         --scope \"{scope}\""
    )
}

/// What `az` has to be told before it knows the stores of a cloud.
fn select(cloud: CloudName) -> &'static str {
    match cloud {
        CloudName::UsGovernment => "az cloud set --name AzureUSGovernment && ",
        CloudName::China => "az cloud set --name AzureChinaCloud && ",
        CloudName::Public | CloudName::Custom => "",
    }
}

/// Whether `--assignee` can take a name: an object or client ID or a user name, and nothing that a
/// shell would read as more.
fn is_assignable(name: &str) -> bool {
    let looks_like_one = name.contains('@') || name.len() == 36;
    looks_like_one
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "@.-_+#".contains(c))
}
