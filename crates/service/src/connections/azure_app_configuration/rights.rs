//! What a sign-in may do on a store, found out without leaving anything there.

use azure::appconfig::{AppConfiguration, Error as StoreFault, Right};
use model::entropy::random_bytes;

use super::diagnosis::{Refused, of_refused, of_store, role_for};
use crate::connections::Rights;
use crate::connections::registry::RightsFound;
use crate::{Error, Service};

/// Tries the three rights as `principal`, which is who Azure says signed in.
///
/// # Errors
/// [`Error::Diagnosed`] when the store did not answer.
pub(super) async fn find(
    service: &Service,
    client: &AppConfiguration,
    principal: Option<&str>,
) -> Result<RightsFound, Error> {
    let host = client.endpoint().host();
    let meant = |error: &StoreFault| of_store(error, host, service.now());
    let random = hex::encode(random_bytes::<16>(service.entropy()));
    let found = client
        .probe_rights(&random)
        .await
        .map_err(|error| Error::diagnosed(meant(&error)))?;
    let rights = Rights {
        read: found.read == Right::Allowed,
        write: found.write == Right::Allowed,
        delete: found.delete == Right::Allowed,
    };
    let diagnosis = if let Some(refusal) = found.unrecognised {
        Some(meant(&StoreFault::Unauthorized(refusal)))
    } else if rights.read && rights.write && rights.delete {
        None
    } else {
        let network = if rights.read || rights.write || rights.delete {
            None
        } else {
            client.probe_network(&random).await.ok()
        };
        Some(of_refused(&Refused {
            host,
            principal,
            rights,
            role: role_for(rights),
            by_key: client.signs_with_key(),
            network,
        }))
    };
    Ok(RightsFound {
        store: client.endpoint().to_string(),
        rights,
        diagnosis,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use azure::appconfig::{AccessKey, Credential};
    use model::{Cause, Clock as _, Diagnosis};
    use secrecy::SecretString;
    use time::{Duration, OffsetDateTime};

    use super::*;
    use crate::connections::azure_app_configuration::parse_own_endpoint;
    use crate::fixture::{Azure, Shop};

    /// What is found with an access key whose holder's clock is off by this much.
    async fn with_key(
        (shop, azure): &(Shop, Azure),
        (id, secret): (&str, &str),
        off: Duration,
    ) -> (Rights, Option<Diagnosis>) {
        let clock = Arc::clone(&shop.clock);
        let now = move || {
            let seconds = clock.now().as_micros() / 1_000_000;
            OffsetDateTime::from_unix_timestamp(seconds).unwrap() + off
        };
        let key = AccessKey::new(id, &SecretString::from(secret), Arc::new(now)).unwrap();
        let endpoint = parse_own_endpoint(&shop.service, &azure.store()).unwrap();
        let lane = shop.service.azure().lanes.known(endpoint.host());
        let http = shop.service.parts().http.clone();
        let client = AppConfiguration::new(http, endpoint, Credential::Hmac(key), lane);
        let found = find(&shop.service, &client, Some(id)).await.unwrap();
        (found.rights, found.diagnosis)
    }

    #[tokio::test]
    async fn each_refusal_of_an_access_key_is_told_apart() {
        let scene = Shop::open_with_azure().await;
        let demo = &scene.1.demo;
        let key = (demo.access_key.id.as_str(), demo.access_key.secret.as_str());
        let reading = &demo.read_only_key;
        let reading = (reading.id.as_str(), reading.secret.as_str());
        let late = Duration::minutes(20);
        let (rights, diagnosis) = with_key(&scene, key, Duration::ZERO).await;
        assert!(rights.delete && diagnosis.is_none());
        for (key, off, cause) in [
            (key, late, Cause::ClockSkew),
            (("nobody", key.1), Duration::ZERO, Cause::UnknownAccessKey),
            ((key.0, reading.1), Duration::ZERO, Cause::UnknownAccessKey),
            (reading, Duration::ZERO, Cause::ReadOnlyKey),
        ] {
            let (_, diagnosis) = with_key(&scene, key, off).await;
            assert_eq!(diagnosis.unwrap().cause, cause, "{}", key.0);
        }
        let control = scene.1.emulator.control();
        let mut options = control.store_options(demo.store).unwrap();
        options.local_auth = false;
        control
            .set_store_options(demo.store, options.clone())
            .unwrap();
        let (_, diagnosis) = with_key(&scene, key, Duration::ZERO).await;
        assert_eq!(diagnosis.unwrap().cause, Cause::LocalAuthDisabled);
        options.public_network = false;
        control.set_store_options(demo.store, options).unwrap();
        let (_, diagnosis) = with_key(&scene, key, Duration::ZERO).await;
        assert_eq!(diagnosis.unwrap().cause, Cause::NetworkDenied);
    }
}
