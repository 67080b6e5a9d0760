//! Which stores the credentials of a connection may be used with: those of its own cloud, or the
//! one store of its access key. A token of one cloud is sent to no store of another.

use std::collections::BTreeMap;

use azure::{Cloud, CloudName, EndpointError, StoreEndpoint};
use store::connections::Connection;

use crate::{Error, Service};

/// A store that this connection may be used with.
///
/// # Errors
/// [`Error::Invalid`] on `configurationUrl`, saying what is wrong and how to write it.
pub(crate) fn parse_endpoint(
    service: &Service,
    connection: &Connection,
    text: &str,
) -> Result<StoreEndpoint, Error> {
    of_public(service, &public_of(connection)?, text)
}

/// The cloud that a connection belongs to.
pub(super) fn cloud_of(service: &Service, connection: &Connection) -> Result<Cloud, Error> {
    cloud_of_public(service, &public_of(connection)?)
}

fn public_of(connection: &Connection) -> Result<BTreeMap<String, String>, Error> {
    serde_json::from_str(&connection.credentials_public)
        .map_err(|error| Error::Internal(format!("stored connection: {error}")))
}

/// A store that credentials with this public part may be used with.
pub(super) fn of_public(
    service: &Service,
    public: &BTreeMap<String, String>,
    text: &str,
) -> Result<StoreEndpoint, Error> {
    let refused = |problem: String| Error::invalid("configurationUrl", problem);
    let Some(own) = public.get("endpoint") else {
        let cloud = cloud_of_public(service, public)?;
        return in_cloud(service, &cloud, text).map_err(|error| refused(error.to_string()));
    };
    let endpoint = of_any_cloud(service, text).map_err(|error| refused(error.to_string()))?;
    if endpoint.to_string() == *own {
        return Ok(endpoint);
    }
    Err(refused(format!(
        "this connection's access key opens {own} and no other store: use that, or another \
         connection"
    )))
}

/// A store of this instance's own cloud.
pub(crate) fn parse_own_endpoint(service: &Service, text: &str) -> Result<StoreEndpoint, Error> {
    of_public(service, &BTreeMap::new(), text)
}

/// A store of the instance's cloud, or of the built-in cloud that it names. Only for access keys,
/// which open no other store than their own.
pub(super) fn of_any_cloud(service: &Service, text: &str) -> Result<StoreEndpoint, EndpointError> {
    let own = in_cloud(service, &service.parts().cloud, text);
    match own {
        Err(EndpointError::OtherCloud { cloud, .. }) => {
            in_cloud(service, &of_name(service, Some(cloud)), text)
        }
        own => own,
    }
}

/// The cloud of a connection; the instance's own unless it names one.
pub(super) fn of_name(service: &Service, name: Option<CloudName>) -> Cloud {
    name.and_then(CloudName::built_in)
        .unwrap_or_else(|| service.parts().cloud.clone())
}

/// The cloud that credentials with this public part belong to.
pub(super) fn cloud_of_public(
    service: &Service,
    public: &BTreeMap<String, String>,
) -> Result<Cloud, Error> {
    let name = public.get("cloud").map(|name| name.parse()).transpose();
    let name = name.map_err(|error: azure::CloudNameError| {
        Error::Internal(format!("stored connection: {error}"))
    })?;
    Ok(of_name(service, name))
}

/// The hosts that the operator allows besides belong to the instance's own cloud.
fn in_cloud(service: &Service, cloud: &Cloud, text: &str) -> Result<StoreEndpoint, EndpointError> {
    let parts = service.parts();
    let allowed: &[_] = if *cloud == parts.cloud {
        &parts.allowed_hosts
    } else {
        &[]
    };
    StoreEndpoint::parse(text.trim(), cloud, allowed)
}
