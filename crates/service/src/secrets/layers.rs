//! The secrets a folder has, those it imports included: its own, then what each imported folder adds.

use std::collections::{HashMap, HashSet};

use model::id::{FolderId, SecretId};
use store::{ReadTx, secrets, tags};

use super::Place;
use crate::Error;
use crate::imports::{Graph, place_of};
use crate::tags::Tag;

/// What one folder adds.
pub(super) struct Layer {
    pub(super) folder: FolderId,
    pub(super) place: Place,
    /// Its secrets, by key, without those whose key an earlier layer has.
    pub(super) rows: Vec<secrets::Secret>,
}

/// The layers of a folder, its own first: no two have the same key.
pub(super) async fn layers(
    tx: &ReadTx,
    graph: &Graph,
    folder: FolderId,
) -> Result<Vec<Layer>, Error> {
    let mut keys = HashSet::new();
    let mut layers = Vec::new();
    for folder in graph.precedence(folder) {
        let mut rows = secrets::list(tx, folder).await?;
        rows.retain(|row| keys.insert(row.key.clone()));
        layers.push(Layer {
            folder,
            place: place_of(tx, folder).await?,
            rows,
        });
    }
    Ok(layers)
}

/// The tags of secrets, of those that have some.
#[derive(Default)]
pub(super) struct TagsOf(HashMap<SecretId, Vec<Tag>>);

impl TagsOf {
    pub(super) async fn folders(tx: &ReadTx, folders: &[FolderId]) -> Result<Self, Error> {
        let found = tags::of_folders(tx, folders).await?.into_iter();
        Ok(Self(
            found
                .map(|(secret, tags)| (secret, tags.into_iter().map(Tag::from).collect()))
                .collect(),
        ))
    }

    pub(super) fn of(&self, secret: SecretId) -> &[Tag] {
        self.0.get(&secret).map_or(&[], Vec::as_slice)
    }
}

/// The tags of one secret.
pub(super) async fn tags_of(tx: &ReadTx, secret: SecretId) -> Result<Vec<Tag>, Error> {
    let found = tags::of_secret(tx, secret).await?;
    Ok(found.into_iter().map(Tag::from).collect())
}
