//! Which secrets name a folder in their references: what a new path or slug would cut off.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use model::id::ProjectId;
use model::secret::Template;
use model::{SecretKey, SecretPath, Slug};
use store::folders::Folder;
use store::{ReadTx, folders, secrets};

use super::row::Opener;
use crate::{Error, Service};

/// A secret that has a reference.
pub(crate) struct Naming {
    pub(crate) environment: Slug,
    pub(crate) path: SecretPath,
    pub(crate) key: SecretKey,
}

/// The secrets of a project whose references name one of these folders, by environment and path.
pub(crate) async fn naming(
    service: &Service,
    tx: &ReadTx,
    project: ProjectId,
    named: &[&Folder],
) -> Result<Vec<Naming>, Error> {
    let opener = Opener::of_project(service, tx, project).await?;
    let ids: Vec<_> = named.iter().map(|folder| folder.id).collect();
    let places: BTreeSet<_> = named
        .iter()
        .map(|folder| (&folder.environment, &folder.path))
        .collect();
    let mut homes = HashMap::new();
    let mut found = Vec::new();
    for row in secrets::referring(tx, &ids).await? {
        let value = opener.open(row.id, row.version, row.value)?;
        let template = Template::parse(&value);
        let is_named = template.references().any(|reference| {
            reference.targets().into_iter().any(|target| {
                let place = target.place.as_ref();
                place.is_some_and(|(environment, path)| places.contains(&(environment, path)))
            })
        });
        if !is_named {
            continue;
        }
        let home = match homes.entry(row.folder_id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(folders::get(tx, row.folder_id).await?),
        };
        if let Some(home) = home {
            found.push(Naming {
                environment: home.environment.clone(),
                path: home.path.clone(),
                key: row.key,
            });
        }
    }
    Ok(found)
}
