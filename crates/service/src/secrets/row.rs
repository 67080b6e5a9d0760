//! Between a stored row and a secret: sealing, opening, metadata.

use std::sync::Arc;

use model::SecretValue;
use model::id::{ProjectId, SecretId};
use seal::{Place as SealPlace, Sealed};
use serde::{Deserialize, Serialize};
use store::{ReadTx, WriteTx, secrets};

use super::{Place, Secret};
use crate::keyring::{OpenKeys, Owner, SealKeys};
use crate::tags::Tag;
use crate::{Error, Service};

/// What opens a project's secrets, with the rule by which a value is bound to its row.
#[derive(Clone)]
pub(super) struct Opener(Arc<OpenKeys>);

/// What seals a project's secrets, within one transaction, and opens them.
pub(super) struct Sealer(SealKeys);

impl Opener {
    pub(super) async fn of(service: &Service, tx: &ReadTx, place: &Place) -> Result<Self, Error> {
        Self::of_project(service, tx, place.project).await
    }

    pub(super) async fn of_project(
        service: &Service,
        tx: &ReadTx,
        project: ProjectId,
    ) -> Result<Self, Error> {
        let owner = Owner::Project(project);
        Ok(Self(service.keyring().to_open(tx, owner).await?))
    }

    pub(super) fn open(
        &self,
        id: SecretId,
        version: i64,
        sealed: Vec<u8>,
    ) -> Result<SecretValue, Error> {
        Ok(self
            .0
            .open_value(&place_of(id, version), &Sealed::from_bytes(sealed))?)
    }
}

impl Sealer {
    pub(super) async fn of(service: &Service, tx: &WriteTx, place: &Place) -> Result<Self, Error> {
        let owner = Owner::Project(place.project);
        Ok(Self(service.keyring().to_seal(tx, owner).await?))
    }

    pub(super) fn open(
        &self,
        id: SecretId,
        version: i64,
        sealed: Vec<u8>,
    ) -> Result<SecretValue, Error> {
        Opener(Arc::clone(&self.0)).open(id, version, sealed)
    }

    pub(super) fn seal(&self, id: SecretId, version: i64, value: &SecretValue) -> Vec<u8> {
        self.0
            .seal_value(&place_of(id, version), value)
            .into_bytes()
    }
}

/// The current value and its version row are sealed as one, so they share a place.
fn place_of(id: SecretId, version: i64) -> SealPlace {
    SealPlace {
        table: "secrets",
        row: id.as_uuid(),
        column: "value",
        version,
    }
}

/// A row as a caller sees it, without its value.
pub(super) fn without_value(
    row: &secrets::Secret,
    place: &Place,
    tags: &[Tag],
) -> Result<Secret, Error> {
    Ok(Secret {
        id: row.id,
        project: place.project,
        key: row.key.clone(),
        value: None,
        kind: row.kind,
        version: row.version,
        comment: row.comment.clone(),
        content_type: row.content_type.clone(),
        metadata: read_metadata(&row.metadata)?,
        tags: tags.to_vec(),
        reminder_note: row.reminder_note.clone(),
        reminder_days: row.reminder_days,
        skip_multiline: row.skip_multiline,
        environment: place.environment.clone(),
        path: place.path.clone(),
        created_at: row.created_at,
        updated_at: row.updated_at,
        unresolved: Vec::new(),
    })
}

/// One entry of a secret's metadata, as it is stored and sent.
#[derive(Serialize, Deserialize)]
struct MetadataEntry {
    key: String,
    value: String,
}

pub(super) fn read_metadata(text: &str) -> Result<Vec<(String, String)>, Error> {
    let entries: Vec<MetadataEntry> = serde_json::from_str(text)
        .map_err(|error| Error::Internal(format!("stored metadata: {error}")))?;
    Ok(entries
        .into_iter()
        .map(|entry| (entry.key, entry.value))
        .collect())
}

pub(super) fn write_metadata(metadata: &[(String, String)]) -> Result<String, Error> {
    let entries: Vec<MetadataEntry> = metadata
        .iter()
        .map(|(key, value)| MetadataEntry {
            key: key.clone(),
            value: value.clone(),
        })
        .collect();
    serde_json::to_string(&entries).map_err(|error| Error::Internal(error.to_string()))
}
