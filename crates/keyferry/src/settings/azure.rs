//! The Azure cloud: one of the built-in ones, or one that the operator describes.

use std::fs;
use std::path::PathBuf;

use azure::{AllowedHost, Cloud, CloudError, CustomCloud};

use super::SettingError;
use crate::environment::Environment;

const CLOUD: &str = "KEYFERRY_AZURE_CLOUD";
const AUTHORITY: &str = "KEYFERRY_AZURE_AUTHORITY";
const AUDIENCE: &str = "KEYFERRY_AZURE_AUDIENCE";
const STORE_SUFFIX: &str = "KEYFERRY_AZURE_STORE_SUFFIX";
const MANAGEMENT: &str = "KEYFERRY_AZURE_MANAGEMENT";
const CA_FILE: &str = "KEYFERRY_AZURE_CA_FILE";
const ALLOWED_HOSTS: &str = "KEYFERRY_ALLOWED_STORE_HOSTS";

/// The cloud of this instance.
pub(super) fn cloud(env: &Environment) -> Result<Cloud, SettingError> {
    let name = env.get(CLOUD).unwrap_or("public");
    if name == "custom" {
        return custom(env);
    }
    if let Some(stray) = [AUTHORITY, AUDIENCE, STORE_SUFFIX, MANAGEMENT]
        .iter()
        .find(|v| env.get(v).is_some())
    {
        return Err(SettingError::unusable(
            stray,
            format!("is only used with {CLOUD}=custom: set that, or remove it"),
        ));
    }
    match name {
        "public" => Ok(Cloud::public()),
        "usgovernment" => Ok(Cloud::us_government()),
        "china" => Ok(Cloud::china()),
        other => Err(SettingError::unusable(
            CLOUD,
            format!("`{other}` is not known: use public, usgovernment, china or custom"),
        )),
    }
}

fn custom(env: &Environment) -> Result<Cloud, SettingError> {
    let required = |variable| {
        env.get(variable).ok_or(SettingError::Missing {
            variable,
            fix: "a custom cloud is described by KEYFERRY_AZURE_AUTHORITY, \
                  KEYFERRY_AZURE_AUDIENCE and KEYFERRY_AZURE_STORE_SUFFIX together",
        })
    };
    let described = CustomCloud {
        authority: required(AUTHORITY)?,
        audience: required(AUDIENCE)?,
        store_suffix: required(STORE_SUFFIX)?,
        management: env.get(MANAGEMENT),
    };
    Cloud::custom(described).map_err(|error| {
        let variable = match error {
            CloudError::Authority => AUTHORITY,
            CloudError::Audience => AUDIENCE,
            CloudError::StoreSuffix => STORE_SUFFIX,
            CloudError::Management => MANAGEMENT,
        };
        SettingError::unusable(variable, error)
    })
}

/// Certificates to trust besides the system's, such as an emulator's.
pub(super) fn ca_pem(env: &Environment) -> Result<Option<Vec<u8>>, SettingError> {
    let Some(path) = env.get(CA_FILE).map(PathBuf::from) else {
        return Ok(None);
    };
    match fs::read(&path) {
        Ok(pem) => Ok(Some(pem)),
        Err(error) => Err(SettingError::File {
            variable: CA_FILE.to_owned(),
            path,
            error,
        }),
    }
}

/// Store hosts that a token may be sent to besides the cloud's own, separated by commas.
pub(super) fn allowed_hosts(env: &Environment) -> Result<Vec<AllowedHost>, SettingError> {
    let list = env.get(ALLOWED_HOSTS).unwrap_or_default();
    let hosts = list
        .split(',')
        .map(str::trim)
        .filter(|host| !host.is_empty());
    hosts
        .map(|host| {
            AllowedHost::parse(host).map_err(|error| {
                SettingError::unusable(ALLOWED_HOSTS, format!("`{host}`: {error}"))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use azure::CloudName;

    use super::*;

    #[test]
    fn a_custom_cloud_is_described_whole_or_not_at_all() {
        let whole = [
            (CLOUD, "custom"),
            (AUTHORITY, "http://127.0.0.1:8484"),
            (AUDIENCE, "https://azconfig.io"),
            (STORE_SUFFIX, "azconfig.localhost"),
        ];
        let cloud_of = |variables: &[(&str, &str)]| cloud(&Environment::of(variables));
        assert_eq!(cloud_of(&whole).unwrap().name(), CloudName::Custom);
        let text = cloud_of(&whole[..3]).unwrap_err().to_string();
        assert!(text.starts_with(STORE_SUFFIX), "{text}");
        assert_eq!(
            cloud_of(&[(CLOUD, "china")]).unwrap().name(),
            CloudName::China
        );
    }
}
