//! What a folder takes from others, by references and imports, and whether somebody may read that.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use model::access::{Action, At, Grants};
use model::id::SecretId;
use model::secret::{Reference, Target, Template};
use model::{SecretKey, SecretPath, SecretValue, Slug};
use store::writers::{self, Writer};
use store::{ReadTx, environments, secrets};

use super::Place;
use super::layers::layers;
use super::row::Opener;
use crate::imports::Graph;
use crate::projects::find_folder;
use crate::{Error, Service};

/// A secret that refers to another or is imported, both of which are there.
pub(crate) struct Use {
    /// The one that refers.
    pub(crate) key: SecretKey,
    /// Who wrote it; none when that was not kept yet.
    pub(crate) writer: Option<Writer>,
    /// Where the other lies.
    pub(crate) place: Place,
    /// The other.
    pub(crate) target: SecretKey,
}

impl Use {
    /// Whether somebody may read what is referred to. Which tags it has is not looked at, so a rule
    /// about tags does not allow it.
    pub(crate) fn is_allowed(&self, grants: &Grants) -> bool {
        may_read(grants, &self.place, &self.target)
    }

    /// Refuses who may not read what is referred to.
    pub(crate) fn must_be_allowed(&self, grants: &Grants) -> Result<(), Error> {
        must_read(grants, &self.place, &self.target)
    }
}

/// Refuses a value that refers to what the writer may not read: a secret of the same folder, or a
/// place in an environment that exists, whether or not the secret is there yet.
pub(super) async fn must_read_targets(
    tx: &ReadTx,
    grants: &Grants,
    home: &Place,
    value: &SecretValue,
) -> Result<(), Error> {
    if matches!(grants, Grants::Everything) {
        return Ok(());
    }
    let template = Template::parse(value);
    let references: HashSet<_> = template.references().collect();
    for target in references.into_iter().flat_map(Reference::targets) {
        let elsewhere = target.place.is_some();
        let (place, key) = placed(home, target);
        let counts = if elsewhere {
            let environment = environments::by_slug(tx, place.project, &place.environment);
            environment.await?.is_some()
        } else {
            exists(tx, &place, &key).await?
        };
        if counts {
            must_read(grants, &place, &key)?;
        }
    }
    Ok(())
}

/// What a sync of a folder takes from others.
#[derive(Default)]
pub(crate) struct Taken {
    /// The secrets that come by imports: whoever wrote the sync needs to read them.
    pub(crate) imported: Vec<Use>,
    /// Every reference that is followed, those of secrets referred to included: whoever wrote it
    /// needs to read its target.
    pub(crate) referred: Vec<Use>,
}

/// What a sync of a folder takes from others.
pub(crate) async fn taken(service: &Service, tx: &ReadTx, home: &Place) -> Result<Taken, Error> {
    let folder = find_folder(tx, home).await?;
    let mut taken = Taken::default();
    let mut pending = Vec::new();
    let graph = Graph::of(tx, home.project).await?;
    for layer in layers(tx, &graph, folder.id).await? {
        if layer.folder != folder.id {
            taken.imported.extend(layer.rows.iter().map(|row| Use {
                key: row.key.clone(),
                writer: None,
                place: layer.place.clone(),
                target: row.key.clone(),
            }));
        }
        let referring = secrets::with_references(tx, layer.folder).await?;
        pending.extend(referring.into_iter().map(|row| (layer.place.clone(), row)));
    }
    if !pending.is_empty() {
        taken.referred = referred(service, tx, home, pending).await?;
    }
    Ok(taken)
}

async fn referred(
    service: &Service,
    tx: &ReadTx,
    home: &Place,
    mut pending: Vec<(Place, secrets::Secret)>,
) -> Result<Vec<Use>, Error> {
    let mut walk = Walk {
        tx,
        opener: Opener::of(service, tx, home).await?,
        folders: HashMap::new(),
    };
    let mut found = Vec::new();
    let mut seen: HashSet<SecretId> = pending.iter().map(|(_, row)| row.id).collect();
    while let Some((place, row)) = pending.pop() {
        for (at, target) in walk.follow(&place, &row).await? {
            let writer = walk.folder(&place).await?.writers.get(&row.id).cloned();
            found.push(Use {
                key: row.key.clone(),
                writer,
                place: at.clone(),
                target: target.key.clone(),
            });
            if seen.insert(target.id) {
                pending.push((at, target));
            }
        }
    }
    Ok(found)
}

/// Follows references from folder to folder; opens each folder it meets once.
struct Walk<'a> {
    tx: &'a ReadTx,
    opener: Opener,
    folders: HashMap<(Slug, SecretPath), Arc<Folder>>,
}

#[derive(Default)]
struct Folder {
    secrets: BTreeMap<SecretKey, secrets::Secret>,
    writers: BTreeMap<SecretId, Writer>,
}

impl Walk<'_> {
    /// The secrets that a secret refers to.
    async fn follow(
        &mut self,
        place: &Place,
        row: &secrets::Secret,
    ) -> Result<Vec<(Place, secrets::Secret)>, Error> {
        if row.literal {
            return Ok(Vec::new());
        }
        let value = self.opener.open(row.id, row.version, row.value.clone())?;
        let mut found = Vec::new();
        for reference in Template::parse(&value).references() {
            for target in reference.targets() {
                let (at, key) = placed(place, target);
                if let Some(secret) = self.folder(&at).await?.secrets.get(&key) {
                    found.push((at, secret.clone()));
                    break;
                }
            }
        }
        Ok(found)
    }

    /// What a folder holds; a missing one is empty.
    async fn folder(&mut self, place: &Place) -> Result<Arc<Folder>, Error> {
        let spot = (place.environment.clone(), place.path.clone());
        if let Some(known) = self.folders.get(&spot) {
            return Ok(Arc::clone(known));
        }
        let folder = match find_folder(self.tx, place).await {
            Ok(folder) => Folder {
                secrets: secrets::list(self.tx, folder.id)
                    .await?
                    .into_iter()
                    .map(|row| (row.key.clone(), row))
                    .collect(),
                writers: writers::of_references(self.tx, folder.id).await?,
            },
            Err(Error::NotFound { .. }) => Folder::default(),
            Err(other) => return Err(other),
        };
        let folder = Arc::new(folder);
        self.folders.insert(spot, Arc::clone(&folder));
        Ok(folder)
    }
}

fn placed(home: &Place, target: Target) -> (Place, SecretKey) {
    let place = match target.place {
        Some((environment, path)) => Place {
            project: home.project,
            environment,
            path,
        },
        None => home.clone(),
    };
    (place, target.key)
}

async fn exists(tx: &ReadTx, place: &Place, key: &SecretKey) -> Result<bool, Error> {
    let folder = find_folder(tx, place).await?;
    Ok(secrets::by_key(tx, folder.id, key).await?.is_some())
}

fn may_read(grants: &Grants, place: &Place, key: &SecretKey) -> bool {
    let at = At {
        name: Some(key.as_str()),
        ..place.at()
    };
    grants.allows(Action::ReadSecrets, &at)
}

fn must_read(grants: &Grants, place: &Place, key: &SecretKey) -> Result<(), Error> {
    if may_read(grants, place, key) {
        return Ok(());
    }
    Err(Error::DeniedThere {
        action: Action::ReadSecrets,
        place: format!("{} {}: {key}", place.environment, place.path),
    })
}
