//! Whether connections may sign in as the host, and where the host keeps its identity. Azure sets
//! all of it but the permission.

use std::path::PathBuf;

use ::azure::identity::IdentityHost;
use service::HostIdentity;
use url::Url;

use super::{SettingError, secret};
use crate::environment::Environment;

const ALLOW: &str = "KEYFERRY_ALLOW_HOST_IDENTITY";
const TOKEN_FILE: &str = "AZURE_FEDERATED_TOKEN_FILE";
const APP_SERVICE: &str = "IDENTITY_ENDPOINT";
const APP_SERVICE_HEADER: &str = "IDENTITY_HEADER";
const METADATA: &str = "AZURE_POD_IDENTITY_AUTHORITY_HOST";

/// The identity of the host; none unless the operator allows its use.
pub(super) fn read(env: &Environment) -> Result<Option<HostIdentity>, SettingError> {
    match env.get(ALLOW).unwrap_or("false") {
        "true" => Ok(Some(HostIdentity {
            token_file: env.get(TOKEN_FILE).map(PathBuf::from),
            service: service(env)?,
        })),
        "false" => Ok(None),
        other => Err(SettingError::unusable(
            ALLOW,
            format!("`{other}` is neither: use true or false"),
        )),
    }
}

/// App Service names its own endpoint; elsewhere it is the virtual machine's.
fn service(env: &Environment) -> Result<IdentityHost, SettingError> {
    match (
        env.get(APP_SERVICE),
        secret::read(env, APP_SERVICE_HEADER)?,
        env.get(METADATA),
    ) {
        (Some(endpoint), Some(header), _) => Ok(IdentityHost::AppService {
            endpoint: address(APP_SERVICE, endpoint)?,
            header,
        }),
        (Some(_), None, _) => Err(SettingError::unusable(
            APP_SERVICE,
            format!("is set without {APP_SERVICE_HEADER}: set both, or neither"),
        )),
        (None, _, Some(base)) => Ok(IdentityHost::VirtualMachine {
            base: address(METADATA, base)?,
        }),
        (None, _, None) => Ok(IdentityHost::virtual_machine()),
    }
}

fn address(variable: &'static str, text: &str) -> Result<Url, SettingError> {
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| {
            let problem = "is no address: write it as http://HOST or https://HOST";
            SettingError::unusable(variable, problem)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<Option<HostIdentity>, SettingError> {
        read(&Environment::of(variables))
    }

    #[test]
    fn the_host_has_no_identity_to_give_unless_its_operator_says_so() {
        assert!(of(&[(TOKEN_FILE, "/token")]).unwrap().is_none());
        assert!(of(&[(ALLOW, "false")]).unwrap().is_none());
        let host = of(&[(ALLOW, "true"), (TOKEN_FILE, "/token")]).unwrap();
        assert_eq!(host.unwrap().token_file, Some(PathBuf::from("/token")));
        let text = of(&[(ALLOW, "yes")]).err().unwrap().to_string();
        assert!(text.starts_with(ALLOW) && text.contains("true"), "{text}");
    }

    #[test]
    fn app_service_names_its_endpoint_and_its_header_together() {
        let both = [
            (ALLOW, "true"),
            (APP_SERVICE, "http://127.0.0.1:41/msi/token"),
            (APP_SERVICE_HEADER, "h"),
        ];
        let host = of(&both).unwrap().unwrap();
        assert!(matches!(host.service, IdentityHost::AppService { .. }));
        let text = of(&both[..2]).err().unwrap().to_string();
        assert!(text.starts_with(APP_SERVICE), "{text}");
    }

    #[test]
    fn elsewhere_the_machine_is_asked_at_the_address_the_operator_gives() {
        let at = |base| of(&[(ALLOW, "true"), (METADATA, base)]);
        let host = at("http://127.0.0.1:50342").unwrap().unwrap();
        assert!(matches!(
            host.service,
            IdentityHost::VirtualMachine { base } if base.port() == Some(50_342)
        ));
        let text = at("metadata").err().unwrap().to_string();
        assert!(text.starts_with(METADATA), "{text}");
    }
}
