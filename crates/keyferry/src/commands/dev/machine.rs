//! The machine identity that the command line uses: made once, signed in at each start.

use std::path::Path;

use model::access::OrgRole;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use service::{Caller, Error, Origin, Service, access};

use super::folder::Folder;
use crate::exit::Failure;
use crate::private_file;

#[derive(Serialize, Deserialize)]
struct OnDisk {
    client_id: String,
    client_secret: String,
}

/// An access token for the command line.
pub(super) async fn token(
    service: &Service,
    caller: &Caller,
    folder: &Folder,
) -> Result<SecretString, Failure> {
    let failed =
        |error: Error| Failure::caused("the command line's identity cannot sign in", &error);
    let path = folder.machine();
    let known = if let Some(known) = read(&path)? {
        known
    } else {
        let made = access::create_identity(service, caller, "demo command line", OrgRole::Admin)
            .await
            .map_err(failed)?;
        let identity = OnDisk {
            client_id: made.client_id.to_string(),
            client_secret: made.client_secret.expose_secret().to_owned(),
        };
        write(&path, &identity)?;
        identity
    };
    let secret = known.client_secret.into();
    let grant = access::universal_auth(service, &known.client_id, &secret, &Origin::default())
        .await
        .map_err(failed)?;
    Ok(grant.token)
}

fn read(path: &Path) -> Result<Option<OnDisk>, Failure> {
    let Some(text) = private_file::read(path)? else {
        return Ok(None);
    };
    toml::from_str(text.expose_secret())
        .map(Some)
        .map_err(|_| Failure::new(format!("{} is damaged", path.display())).hint("delete it"))
}

fn write(path: &Path, identity: &OnDisk) -> Result<(), Failure> {
    let text = toml::to_string(identity)
        .map_err(|error| Failure::caused(format!("{}", path.display()), &error))?;
    private_file::write(path, &text)
}
