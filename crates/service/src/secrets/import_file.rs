//! Importing a file.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::SecretKey;
use model::access::Action;
use model::secret::{SecretKind, Template};
use serde_json::json;
use store::secrets as rows;

use super::layers::TagsOf;
use super::permits::Permits;
use super::row::{Opener, read_metadata};
use super::set::settle;
use super::writer::Writer;
use super::{Expect, Place, SecretChange};
use crate::files::{self, Entry, Format, Note, ReadOptions};
use crate::projects::{ensure_folder, find_folder};
use crate::tags::Tag;
use crate::{Caller, Error, Service, audit};

/// A file to import.
pub struct ImportFile {
    /// Its name, which tells the format when that is not given.
    pub name: String,
    /// Its bytes.
    pub bytes: zeroize::Zeroizing<Vec<u8>>,
    /// Its format.
    pub format: Option<Format>,
    /// How hierarchy becomes keys.
    pub options: ReadOptions,
    /// What the values are.
    pub kind: SecretKind,
    /// Treat `${…}` as references; otherwise values are taken literally.
    pub expand: bool,
    /// Only say what would happen.
    pub dry_run: bool,
}

/// What an import did, or would do.
pub struct ImportReport {
    /// Keys that were new.
    pub created: Vec<SecretKey>,
    /// Keys whose value or attributes changed.
    pub updated: Vec<SecretKey>,
    /// Keys that were as in the file.
    pub unchanged: usize,
    /// Remarks on the file.
    pub notes: Vec<Note>,
    /// App Configuration labels the file gave its entries. Secrets have none: the label a key gets
    /// is said by the sync that ferries it.
    pub labels_left_out: BTreeSet<String>,
}

/// Imports a file; the folder is made when missing. A file either arrives whole or not at all.
///
/// # Errors
/// [`Error::Invalid`] on `file`, with its line, when it cannot be read or has one key under two
/// labels, which a folder cannot hold; [`Error::Denied`] without
/// the right to write.
pub async fn import_file(
    service: &Service,
    caller: &Caller,
    place: &Place,
    file: ImportFile,
) -> Result<ImportReport, Error> {
    let format = match file.format {
        Some(format) => format,
        None => files::detect(&file.name, &file.bytes)
            .map_err(|error| Error::invalid("format", error.to_string()))?,
    };
    let reading = files::read(&file.bytes, format, &file.options)
        .map_err(|error| Error::invalid("file", error.to_string()))?;
    let labels_left_out = one_label_each(&reading.entries)?;

    let tx = service.store().write().await?;
    let permits = Permits::of(caller, &tx, place.project).await?;
    permits
        .somewhere(Action::EditSecrets, place)
        .or_else(|_| permits.somewhere(Action::CreateSecrets, place))?;
    let known = known(service, &tx, &permits, place).await?;
    let mut report = ImportReport {
        created: Vec::new(),
        updated: Vec::new(),
        unchanged: 0,
        notes: reading.notes,
        labels_left_out,
    };
    let mut changes = Vec::new();
    for entry in reading.entries {
        let key = entry.key.clone();
        let change = change_for(entry, file.kind, !file.expand);
        if let Some(current) = known.get(&key) {
            permits.must(Action::EditSecrets, place, &key, &current.tags)?;
            if current.equals(&change) {
                report.unchanged += 1;
                continue;
            }
            report.updated.push(key);
        } else {
            permits.must(Action::CreateSecrets, place, &key, &[])?;
            report.created.push(key);
        }
        changes.push(change);
    }
    if file.dry_run || changes.is_empty() {
        return Ok(report);
    }
    may_make(caller, &tx, place).await?;
    let folder = ensure_folder(service, &tx, place).await?;
    let writer = Writer::new(service, caller, permits, &tx, place, folder.id).await?;
    for change in changes {
        writer.write(change, Expect::Any).await?;
    }
    let detail = json!({
        "environment": place.environment,
        "secretPath": place.path,
        "created": report.created.len(),
        "updated": report.updated.len(),
    });
    audit::record(
        service,
        &tx,
        caller,
        "import-secrets-file",
        Some(place.project),
        detail,
    )
    .await?;
    settle(service, &tx, &[folder.id]).await?;
    tx.commit().await?;
    service.wake();
    Ok(report)
}

/// Refuses whoever may not make the folders that are missing.
async fn may_make(caller: &Caller, tx: &store::ReadTx, place: &Place) -> Result<(), Error> {
    let mut missing = place.clone();
    loop {
        match find_folder(tx, &missing).await {
            Ok(_) => return Ok(()),
            Err(Error::NotFound {
                what: crate::What::Folder,
                ..
            }) => {}
            Err(other) => return Err(other),
        }
        let Some((parent, _)) = missing.path.split_last() else {
            return Ok(());
        };
        missing.path = parent;
        caller
            .must_at(tx, place.project, Action::CreateFolders, &missing.at())
            .await?;
    }
}

/// What a folder holds now, to tell what a file would change.
struct Known {
    /// None when the caller may not read it: then they are not told whether it is as in the file.
    value: Option<model::SecretValue>,
    tags: Vec<Tag>,
    kind: SecretKind,
    literal: bool,
    content_type: Option<String>,
    metadata: Vec<(String, String)>,
}

impl Known {
    /// Whether it matters if the value is taken literally.
    fn refers(&self) -> bool {
        self.value
            .as_ref()
            .is_some_and(|value| Template::parse(value).references().next().is_some())
    }

    fn equals(&self, change: &SecretChange) -> bool {
        self.value.is_some()
            && change.value == self.value
            && change.kind == Some(self.kind)
            && (change.literal == self.literal || !self.refers())
            && change
                .content_type
                .as_ref()
                .is_none_or(|wanted| *wanted == self.content_type)
            && change
                .metadata
                .as_ref()
                .is_none_or(|wanted| *wanted == self.metadata)
    }
}

/// The labels of a file's entries, of which each key may have one.
fn one_label_each(entries: &[Entry]) -> Result<BTreeSet<String>, Error> {
    let mut seen: HashMap<&SecretKey, &Entry> = HashMap::new();
    for entry in entries {
        if let Some(other) = seen.insert(&entry.key, entry) {
            let problem = format!(
                "line {}: `{}` has {}, and {} on line {}: a folder holds a key once, so export \
                 each label to a file of its own",
                entry.line,
                entry.key,
                label_of(entry),
                label_of(other),
                other.line
            );
            return Err(Error::invalid("file", problem));
        }
    }
    Ok(entries
        .iter()
        .filter_map(|entry| entry.label.clone())
        .collect())
}

fn label_of(entry: &Entry) -> String {
    match &entry.label {
        Some(label) => format!("the label `{label}`"),
        None => "no label".to_owned(),
    }
}

async fn known(
    service: &Service,
    tx: &store::ReadTx,
    permits: &Permits,
    place: &Place,
) -> Result<BTreeMap<SecretKey, Known>, Error> {
    let folder = match find_folder(tx, place).await {
        Ok(folder) => folder,
        Err(Error::NotFound {
            what: crate::What::Folder,
            ..
        }) => return Ok(BTreeMap::new()),
        Err(other) => return Err(other),
    };
    let opener = Opener::of(service, tx, place).await?;
    let tags_of = TagsOf::folders(tx, &[folder.id]).await?;
    let mut known = BTreeMap::new();
    for row in rows::list(tx, folder.id).await? {
        let tags = tags_of.of(row.id).to_vec();
        let value = match permits.must(Action::ReadSecrets, place, &row.key, &tags) {
            Ok(()) => Some(opener.open(row.id, row.version, row.value)?),
            Err(_) => None,
        };
        let current = Known {
            value,
            tags,
            kind: row.kind,
            literal: row.literal,
            content_type: row.content_type,
            metadata: read_metadata(&row.metadata)?,
        };
        known.insert(row.key, current);
    }
    Ok(known)
}

/// A file that says nothing of content type or tags leaves those of an existing secret alone.
fn change_for(entry: Entry, kind: SecretKind, literal: bool) -> SecretChange {
    let metadata: Vec<_> = entry.tags.into_iter().collect();
    SecretChange {
        kind: Some(kind),
        literal,
        content_type: entry.content_type.map(Some),
        metadata: (!metadata.is_empty()).then_some(metadata),
        ..SecretChange::value(entry.key, entry.value)
    }
}
