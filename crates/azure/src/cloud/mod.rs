//! Which authority, audience and store host suffix belong together.
//!
//! They are one value because mixing them sends a token of one cloud to another.

mod name;

use url::Url;
use uuid::Uuid;

pub use name::{CloudName, CloudNameError};

use crate::endpoint::StoreEndpoint;
use crate::host::HostPort;

/// An Azure cloud: where tokens are issued, for whom, and which hosts are its stores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    name: CloudName,
    authority: Url,
    audience: String,
    delegated_audience: String,
    store_suffix: String,
    management: Option<Url>,
}

/// What an operator says about a cloud that is not built in.
#[derive(Debug, Clone, Copy)]
pub struct CustomCloud<'a> {
    /// Origin of the Entra authority: https anywhere, http only on loopback.
    pub authority: &'a str,
    /// Audience of App Configuration tokens, without `/.default`.
    pub audience: &'a str,
    /// Domain below which the stores live, such as `azconfig.localhost`.
    pub store_suffix: &'a str,
    /// Origin of the resource manager, if the cloud has one.
    pub management: Option<&'a str>,
}

/// Why a description of a custom cloud was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CloudError {
    /// The authority is not an origin.
    #[error(
        "the authority must be an https origin without path, such as https://login.example.com \
         (http is accepted on loopback only)"
    )]
    Authority,
    /// The audience is not an absolute URI.
    #[error("the audience must be an absolute URI without spaces, such as https://azconfig.io")]
    Audience,
    /// The suffix is not a domain name.
    #[error("the store suffix must be a domain name, such as azconfig.io")]
    StoreSuffix,
    /// The resource manager address is not an origin.
    #[error(
        "the management address must be an https origin without path (http is accepted on \
         loopback only)"
    )]
    Management,
}

impl Cloud {
    /// The worldwide Azure cloud.
    #[must_use]
    pub fn public() -> Self {
        BuiltIn {
            name: CloudName::Public,
            authority: "https://login.microsoftonline.com",
            audience: "https://appconfig.azure.com",
            store_suffix: "azconfig.io",
            management: "https://management.azure.com",
        }
        .into()
    }

    /// Azure US Government.
    #[must_use]
    pub fn us_government() -> Self {
        BuiltIn {
            name: CloudName::UsGovernment,
            authority: "https://login.microsoftonline.us",
            audience: "https://appconfig.azure.us",
            store_suffix: "azconfig.azure.us",
            management: "https://management.usgovcloudapi.net",
        }
        .into()
    }

    /// Azure China, operated by 21Vianet.
    #[must_use]
    pub fn china() -> Self {
        BuiltIn {
            name: CloudName::China,
            authority: "https://login.partner.microsoftonline.cn",
            audience: "https://appconfig.azure.cn",
            store_suffix: "azconfig.azure.cn",
            management: "https://management.chinacloudapi.cn",
        }
        .into()
    }

    /// The clouds that Microsoft and its partners operate.
    #[must_use]
    pub fn built_in() -> [Self; 3] {
        [Self::public(), Self::us_government(), Self::china()]
    }

    /// Which built-in cloud the store at `endpoint` is in, by its host. None when the text is not
    /// an endpoint as [`StoreEndpoint::parse`] wants it.
    #[must_use]
    pub fn of_store(endpoint: &str) -> Option<CloudName> {
        Self::built_in()
            .into_iter()
            .find(|cloud| StoreEndpoint::parse(endpoint, cloud, &[]).is_ok())
            .map(|cloud| cloud.name)
    }

    /// A cloud that is not built in, such as a local emulator.
    pub fn custom(described: CustomCloud<'_>) -> Result<Self, CloudError> {
        let authority = parse_origin(described.authority).ok_or(CloudError::Authority)?;
        let audience = parse_audience(described.audience).ok_or(CloudError::Audience)?;
        let store_suffix = parse_suffix(described.store_suffix).ok_or(CloudError::StoreSuffix)?;
        let management = match described.management {
            Some(text) => Some(parse_origin(text).ok_or(CloudError::Management)?),
            None => None,
        };
        Ok(Self {
            name: CloudName::Custom,
            authority,
            delegated_audience: audience.clone(),
            audience,
            store_suffix,
            management,
        })
    }

    /// Which cloud this is.
    #[must_use]
    pub fn name(&self) -> CloudName {
        self.name
    }

    /// Origin of the Entra authority; tenants are the first path segment below it.
    #[must_use]
    pub fn authority(&self) -> &Url {
        &self.authority
    }

    /// Who issues the access tokens of a tenant's managed identities. Microsoft's clouds issue them
    /// in the v1.0 form, whose issuer is not the authority; another cloud names its authority.
    #[must_use]
    pub fn token_issuer(&self, tenant: Uuid) -> String {
        match self.name {
            CloudName::Public | CloudName::UsGovernment => {
                format!("https://sts.windows.net/{tenant}/")
            }
            CloudName::China => format!("https://sts.chinacloudapi.cn/{tenant}/"),
            CloudName::Custom => format!("{}{tenant}/v2.0", self.authority),
        }
    }

    /// Audience of application tokens for App Configuration.
    #[must_use]
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// Domain below which this cloud's stores live, without a leading dot.
    #[must_use]
    pub fn store_suffix(&self) -> &str {
        &self.store_suffix
    }

    /// Origin of the Azure Resource Manager, if the cloud has one.
    #[must_use]
    pub fn management(&self) -> Option<&Url> {
        self.management.as_ref()
    }

    /// The scope an application asks for: all rights its roles give it on a store.
    #[must_use]
    pub fn application_scope(&self) -> String {
        format!("{}/.default", self.audience)
    }

    /// The scopes a signed-in user is asked to consent to.
    ///
    /// Microsoft defines the delegated permissions on the service's older audience
    /// (`https://azconfig.io` in the public cloud), so these differ from
    /// [`Cloud::application_scope`].
    #[must_use]
    pub fn user_scopes(&self) -> Vec<String> {
        let rights = ["KeyValue.Read", "KeyValue.Write", "KeyValue.Delete"];
        ["offline_access", "openid", "profile"]
            .into_iter()
            .map(str::to_owned)
            .chain(
                rights
                    .into_iter()
                    .map(|right| format!("{}/{right}", self.delegated_audience)),
            )
            .collect()
    }
}

struct BuiltIn {
    name: CloudName,
    authority: &'static str,
    audience: &'static str,
    store_suffix: &'static str,
    management: &'static str,
}

impl From<BuiltIn> for Cloud {
    #[expect(
        clippy::expect_used,
        reason = "literals; a test builds every built-in cloud"
    )]
    fn from(cloud: BuiltIn) -> Self {
        Self {
            name: cloud.name,
            authority: Url::parse(cloud.authority).expect("a literal URL"),
            audience: cloud.audience.to_owned(),
            delegated_audience: format!("https://{}", cloud.store_suffix),
            store_suffix: cloud.store_suffix.to_owned(),
            management: Some(Url::parse(cloud.management).expect("a literal URL")),
        }
    }
}

fn parse_origin(text: &str) -> Option<Url> {
    let (scheme, rest) = text.split_once("://")?;
    let host = HostPort::parse(rest.strip_suffix('/').unwrap_or(rest)).ok()?;
    let allowed = scheme == "https" || (scheme == "http" && host.is_loopback());
    let url = Url::parse(text).ok().filter(|_| allowed)?;
    (url.host_str() == Some(host.host.as_str())).then_some(url)
}

fn parse_audience(text: &str) -> Option<String> {
    let text = text.trim_end_matches('/');
    let spaced = text.contains(|c: char| c.is_whitespace() || c.is_control());
    (!spaced && Url::parse(text).is_ok()).then(|| text.to_owned())
}

fn parse_suffix(text: &str) -> Option<String> {
    let host = HostPort::parse(text.strip_prefix('.').unwrap_or(text)).ok()?;
    let is_name = host.host.bytes().any(|b| b.is_ascii_alphabetic()) && !host.host.starts_with('[');
    (is_name && host.port.is_none()).then_some(host.host)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMULATOR: CustomCloud<'_> = CustomCloud {
        authority: "http://127.0.0.1:8484",
        audience: "https://azconfig.io/",
        store_suffix: ".azconfig.localhost",
        management: None,
    };

    #[test]
    fn each_built_in_cloud_keeps_its_own_hosts_together() {
        for (cloud, authority, audience, suffix) in [
            (
                Cloud::public(),
                "microsoftonline.com",
                "appconfig.azure.com",
                "azconfig.io",
            ),
            (
                Cloud::us_government(),
                "microsoftonline.us",
                "appconfig.azure.us",
                "azconfig.azure.us",
            ),
            (
                Cloud::china(),
                "partner.microsoftonline.cn",
                "appconfig.azure.cn",
                "azconfig.azure.cn",
            ),
        ] {
            assert_eq!(
                cloud.authority().as_str(),
                format!("https://login.{authority}/")
            );
            assert_eq!(
                cloud.application_scope(),
                format!("https://{audience}/.default")
            );
            assert_eq!(cloud.store_suffix(), suffix);
            assert!(cloud.management().is_some());
            assert!(
                cloud
                    .user_scopes()
                    .contains(&format!("https://{suffix}/KeyValue.Write"))
            );
        }
    }

    #[test]
    fn users_are_asked_for_three_rights_and_a_refresh_token() {
        let expected = [
            "offline_access",
            "openid",
            "profile",
            "https://azconfig.io/KeyValue.Read",
            "https://azconfig.io/KeyValue.Write",
            "https://azconfig.io/KeyValue.Delete",
        ];
        assert_eq!(Cloud::public().user_scopes(), expected);
    }

    #[test]
    fn a_custom_cloud_is_cleaned_of_its_optional_slashes_and_dots() {
        let cloud = Cloud::custom(EMULATOR).unwrap();
        assert_eq!(cloud.name(), CloudName::Custom);
        assert_eq!(cloud.application_scope(), "https://azconfig.io/.default");
        assert_eq!(cloud.store_suffix(), "azconfig.localhost");
    }

    #[test]
    fn a_custom_authority_is_https_or_loopback_and_nothing_but_an_origin() {
        for accepted in [
            "https://login.example.com",
            "https://localhost:8443/",
            "http://[::1]:80",
        ] {
            let described = CustomCloud {
                authority: accepted,
                ..EMULATOR
            };
            assert!(Cloud::custom(described).is_ok(), "{accepted}");
        }
        for refused in [
            "http://login.example.com",
            "https://login.example.com/tenant",
            "https://user@login.example.com",
            "https://login.example.com?x",
            "login.example.com",
            "http://127.0.0.1.example.com",
            "http://2130706433",
            "",
        ] {
            let described = CustomCloud {
                authority: refused,
                ..EMULATOR
            };
            assert_eq!(
                Cloud::custom(described),
                Err(CloudError::Authority),
                "{refused}"
            );
        }
    }

    #[test]
    fn a_custom_suffix_is_a_domain_name() {
        for refused in [
            "",
            ".",
            "azconfig.io:443",
            "127.0.0.1",
            "[::1]",
            "a/b",
            "10",
        ] {
            let described = CustomCloud {
                store_suffix: refused,
                ..EMULATOR
            };
            assert_eq!(
                Cloud::custom(described),
                Err(CloudError::StoreSuffix),
                "{refused}"
            );
        }
    }

    #[test]
    fn a_custom_audience_is_an_absolute_uri() {
        for refused in ["", "appconfig", "https://a b"] {
            let described = CustomCloud {
                audience: refused,
                ..EMULATOR
            };
            assert_eq!(
                Cloud::custom(described),
                Err(CloudError::Audience),
                "{refused}"
            );
        }
    }
}
