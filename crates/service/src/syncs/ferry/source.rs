//! Desired: what the source folder wants at the destination, with references replaced and keys as
//! the key schema makes them.

use std::collections::BTreeMap;

use model::sync::KeySchema;
use plan::{Desired, DestinationKey, Digest32, Wanted, WantedValue};
use seal::DigestKey;
use store::ReadTx;
use store::folders::Folder;

use super::situation::digest_of;
use crate::secrets::{Place, Resolved, resolved};
use crate::{Error, Service};

/// What a source wants.
pub(in crate::syncs) struct Source {
    pub(in crate::syncs) desired: Desired,
    /// Names everything that is wanted, to notice that nothing changed since.
    pub(super) digest: Digest32,
}

pub(in crate::syncs) fn place(folder: &Folder) -> Place {
    Place {
        project: folder.project_id,
        environment: folder.environment.clone(),
        path: folder.path.clone(),
    }
}

pub(in crate::syncs) async fn read(
    service: &Service,
    tx: &ReadTx,
    folder: &Folder,
    schema: &KeySchema,
    key: &DigestKey,
) -> Result<Source, Error> {
    let secrets = resolved(service, tx, &place(folder)).await?;
    let name = |secret: &Resolved| schema.render(&secret.key, &folder.environment, &folder.path);
    let digest = digest(&secrets, name, key);
    let mut desired = Desired::default();
    for secret in secrets {
        let destination = DestinationKey::new(name(&secret));
        desired.add(destination, secret.key.to_string(), wanted(secret));
    }
    Ok(Source { desired, digest })
}

fn wanted(secret: Resolved) -> Wanted {
    match secret.value {
        Err(reference) => Wanted::Unresolved { reference },
        Ok(value) => {
            let tags: BTreeMap<_, _> = secret.metadata.into_iter().collect();
            Wanted::Value(WantedValue {
                value,
                content_type: secret.content_type,
                tags: (!tags.is_empty()).then_some(tags),
            })
        }
    }
}

/// One digest of each secret, then one of them all: the parts of a digest cannot run into each
/// other, those of two secrets could.
fn digest(secrets: &[Resolved], name: impl Fn(&Resolved) -> String, key: &DigestKey) -> Digest32 {
    let each: Vec<_> = secrets
        .iter()
        .map(|secret| {
            let name = name(secret);
            let (known, value) = match &secret.value {
                Ok(value) => ("value", value.reveal()),
                Err(reference) => ("unresolved", reference.as_str()),
            };
            let typed = if secret.content_type.is_some() {
                "typed"
            } else {
                "untyped"
            };
            let content_type = secret.content_type.as_deref().unwrap_or_default();
            let mut parts = vec![name.as_str(), known, value, typed, content_type];
            for (name, value) in &secret.metadata {
                parts.extend([name.as_str(), value.as_str()]);
            }
            let parts: Vec<_> = parts.into_iter().map(str::as_bytes).collect();
            digest_of(key, &parts)
        })
        .collect();
    let parts: Vec<&[u8]> = each
        .iter()
        .map(|digest| digest.as_bytes().as_slice())
        .collect();
    digest_of(key, &parts)
}
