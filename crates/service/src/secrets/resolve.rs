//! Putting referenced values in place of references.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use model::access::Action;
use model::id::FolderId;
use model::secret::MAX_VALUE_BYTES;
use model::secret::{Reference, Segment, Target, Template};
use model::{SecretKey, SecretPath, SecretValue, Slug};
use store::{ReadTx, secrets};
use zeroize::Zeroizing;

use super::Place;
use super::layers::{TagsOf, layers};
use super::permits::Permits;
use super::row::{Opener, read_metadata};
use crate::imports::Graph;
use crate::projects::find_folder;
use crate::{Error, Service};

/// How many references deep a value may be built (Infisical's limit).
const DEEPEST: usize = 10;
/// How many references a value may be built from, those of its parts included. Without a limit ten
/// short secrets that repeat each other would take for ever.
const MOST: usize = 1_000;

/// A secret ready to be ferried.
pub(crate) struct Resolved {
    pub(crate) key: SecretKey,
    /// The value with references replaced, or the reference that could not be, as typed.
    pub(crate) value: Result<SecretValue, String>,
    pub(crate) content_type: Option<String>,
    pub(crate) metadata: Vec<(String, String)>,
}

/// The secrets of a folder, those it imports included, with their references replaced, as the
/// platform sees them: the right to read what is referred to or imported is checked when that is
/// saved. No two have the same key.
pub(crate) async fn resolved(
    service: &Service,
    tx: &ReadTx,
    place: &Place,
) -> Result<Vec<Resolved>, Error> {
    let mut resolver = Resolver::new(service, tx, place).await?;
    let folder = find_folder(tx, place).await?;
    let mut found = Vec::new();
    let graph = Graph::of(tx, place.project).await?;
    for layer in layers(tx, &graph, folder.id).await? {
        resolver.move_to(&layer.place);
        for row in layer.rows {
            let value = resolver.open(&row)?;
            let expanded = if row.literal {
                Expansion::whole(value)
            } else {
                resolver.expand(&value).await?
            };
            let value = match expanded.unresolved.into_iter().next() {
                Some(reference) => Err(reference),
                None => Ok(expanded.value),
            };
            found.push(Resolved {
                key: row.key,
                value,
                content_type: row.content_type,
                metadata: read_metadata(&row.metadata)?,
            });
        }
    }
    Ok(found)
}

/// A value with what could be replaced replaced.
pub(super) struct Expansion {
    pub(super) value: SecretValue,
    /// References that are cyclic, too deep, too many or lead nowhere; their text stays as typed.
    pub(super) unresolved: Vec<String>,
}

impl Expansion {
    fn whole(value: SecretValue) -> Self {
        Self {
            value,
            unresolved: Vec::new(),
        }
    }
}

/// Resolves references from one folder; opens each folder it meets once.
pub(super) struct Resolver<'a> {
    tx: &'a ReadTx,
    home: Place,
    opener: Opener,
    folders: HashMap<(Slug, SecretPath), Arc<Contents>>,
    /// Whose eyes it reads with; none for Keyferry's own.
    reader: Option<Permits>,
    /// How many references the value at hand may still follow.
    left: usize,
}

type Contents = BTreeMap<SecretKey, Content>;

/// A value that may be referred to.
struct Content {
    value: SecretValue,
    literal: bool,
    /// Whether the reader may read it.
    readable: bool,
}

/// A secret by where it lies, to notice cycles.
type Spot = (Slug, SecretPath, SecretKey);

impl<'a> Resolver<'a> {
    pub(super) async fn new(
        service: &Service,
        tx: &'a ReadTx,
        home: &Place,
    ) -> Result<Self, Error> {
        let opener = Opener::of(service, tx, home).await?;
        Ok(Self {
            tx,
            home: home.clone(),
            opener,
            folders: HashMap::new(),
            reader: None,
            left: MOST,
        })
    }

    /// Refuses to follow a reference to what this reader may not read.
    pub(super) fn seen_by(self, reader: Permits) -> Self {
        Self {
            reader: Some(reader),
            ..self
        }
    }

    /// Resolves from this folder of the project from now on.
    pub(super) fn move_to(&mut self, home: &Place) {
        self.home.clone_from(home);
    }

    pub(super) fn open(&self, row: &secrets::Secret) -> Result<SecretValue, Error> {
        self.opener.open(row.id, row.version, row.value.clone())
    }

    pub(super) fn open_version(&self, row: secrets::SecretVersion) -> Result<SecretValue, Error> {
        self.opener.open(row.secret_id, row.version, row.value)
    }

    pub(super) async fn expand(&mut self, value: &SecretValue) -> Result<Expansion, Error> {
        self.left = MOST;
        let here = (self.home.environment.clone(), self.home.path.clone());
        self.expand_at(value, &here, &mut Vec::new()).await
    }

    async fn expand_at(
        &mut self,
        value: &SecretValue,
        here: &(Slug, SecretPath),
        trail: &mut Vec<Spot>,
    ) -> Result<Expansion, Error> {
        let template = Template::parse(value);
        if template.references().next().is_none() {
            return Ok(Expansion::whole(value.clone()));
        }
        let mut text = Zeroizing::new(String::new());
        let mut unresolved = Vec::new();
        for segment in template.segments() {
            match segment {
                Segment::Text(part) => text.push_str(part.reveal()),
                Segment::Reference(reference) => {
                    let found = Box::pin(self.follow(reference, here, trail)).await?;
                    if let Some(expansion) = found {
                        text.push_str(expansion.value.reveal());
                        unresolved.extend(expansion.unresolved);
                    } else {
                        let typed = as_typed(reference);
                        text.push_str(&typed);
                        unresolved.push(typed);
                    }
                }
            }
            if text.len() > MAX_VALUE_BYTES {
                break;
            }
        }
        Ok(match SecretValue::new(std::mem::take(&mut *text)) {
            Ok(value) => Expansion { value, unresolved },
            // Too long to be a value: left as typed, which is named like any other gap.
            Err(_) => Expansion {
                value: value.clone(),
                unresolved: template.references().map(as_typed).collect(),
            },
        })
    }

    async fn follow(
        &mut self,
        reference: &Reference,
        here: &(Slug, SecretPath),
        trail: &mut Vec<Spot>,
    ) -> Result<Option<Expansion>, Error> {
        for Target { place, key } in reference.targets() {
            let (environment, path) = place.unwrap_or_else(|| here.clone());
            let contents = self.contents(&environment, &path).await?;
            let Some(found) = contents.get(&key) else {
                continue;
            };
            if !found.readable {
                return Err(Error::Denied(Action::ReadSecrets));
            }
            let value = &found.value;
            if found.literal {
                return Ok(Some(Expansion::whole(value.clone())));
            }
            let spot = (environment, path, key);
            if self.left == 0 || trail.len() >= DEEPEST || trail.contains(&spot) {
                return Ok(None);
            }
            let there = (spot.0.clone(), spot.1.clone());
            self.left -= 1;
            trail.push(spot);
            let expansion = self.expand_at(value, &there, trail).await;
            trail.pop();
            return expansion.map(Some);
        }
        Ok(None)
    }

    /// The values of a folder; a missing folder is empty.
    async fn contents(
        &mut self,
        environment: &Slug,
        path: &SecretPath,
    ) -> Result<Arc<Contents>, Error> {
        let spot = (environment.clone(), path.clone());
        if let Some(contents) = self.folders.get(&spot) {
            return Ok(Arc::clone(contents));
        }
        let place = Place {
            project: self.home.project,
            environment: environment.clone(),
            path: path.clone(),
        };
        let mut contents = Contents::new();
        match find_folder(self.tx, &place).await {
            Ok(folder) => {
                let tags = match &self.reader {
                    Some(_) => TagsOf::folders(self.tx, &[folder.id]).await?,
                    None => TagsOf::default(),
                };
                for row in secrets::list(self.tx, folder.id).await? {
                    let readable = self.reader.as_ref().is_none_or(|reader| {
                        let tags = tags.of(row.id);
                        reader.allow(Action::ReadSecrets, environment, path, &row.key, tags)
                    });
                    let content = Content {
                        value: self.open(&row)?,
                        literal: row.literal,
                        readable,
                    };
                    contents.insert(row.key, content);
                }
            }
            Err(Error::NotFound { .. }) => {}
            Err(other) => return Err(other),
        }
        let contents = Arc::new(contents);
        self.folders.insert(spot, Arc::clone(&contents));
        Ok(contents)
    }
}

fn as_typed(reference: &Reference) -> String {
    format!("${{{}}}", reference.as_str())
}

/// The folders a value refers into, of those that exist: they decide which syncs a change reaches.
pub(super) async fn targets(
    tx: &ReadTx,
    home: &Place,
    value: &SecretValue,
) -> Result<Vec<FolderId>, Error> {
    let mut found = Vec::new();
    for reference in Template::parse(value).references() {
        for Target { place, .. } in reference.targets() {
            let place = match place {
                Some((environment, path)) => Place {
                    project: home.project,
                    environment,
                    path,
                },
                None => home.clone(),
            };
            match find_folder(tx, &place).await {
                Ok(folder) if !found.contains(&folder.id) => found.push(folder.id),
                Ok(_) | Err(Error::NotFound { .. }) => {}
                Err(other) => return Err(other),
            }
        }
    }
    Ok(found)
}
