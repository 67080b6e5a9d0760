//! Exporting a folder as a file.

use std::collections::BTreeMap;

use model::access::Action;
use model::{SecretKey, SecretValue};
use secrecy::SecretString;
use serde_json::json;

use super::Place;
use super::layers::TagsOf;
use super::permits::Permits;
use super::row::{Opener, read_metadata};
use crate::files::{self, Exported, Format, WriteOptions};
use crate::projects::find_folder;
use crate::{Caller, Error, Service, audit};

/// Exports a folder as a file, values as they are kept: references stay references.
///
/// # Errors
/// [`Error::Invalid`] on `format` when the keys do not fit it, such as `a` beside `a:b` in nested
/// JSON; [`Error::Denied`] without the right to read a value that the caller knows of: a file cannot say
/// that it lacks one. Secrets that the caller may not know of are left out.
pub async fn export_file(
    service: &Service,
    caller: &Caller,
    place: &Place,
    format: Format,
    options: &WriteOptions,
) -> Result<SecretString, Error> {
    let kept = read(service, caller, place).await?;
    let entries: Vec<_> = kept
        .iter()
        .map(|(key, value, content_type, tags)| Exported {
            key,
            value,
            content_type: content_type.as_deref(),
            tags,
            label: None,
        })
        .collect();
    let text = files::write(&entries, format, options)
        .map_err(|error| Error::invalid("format", error.to_string()))?;
    let tx = service.store().write().await?;
    let detail = json!({
        "environment": place.environment,
        "secretPath": place.path,
        "numberOfSecrets": entries.len(),
    });
    audit::record(
        service,
        &tx,
        caller,
        "export-secrets-file",
        Some(place.project),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(text)
}

type Kept = (
    SecretKey,
    SecretValue,
    Option<String>,
    BTreeMap<String, String>,
);

async fn read(service: &Service, caller: &Caller, place: &Place) -> Result<Vec<Kept>, Error> {
    let tx = service.store().read().await?;
    let permits = Permits::of(caller, &tx, place.project).await?;
    permits.somewhere(Action::ReadSecrets, place)?;
    let folder = find_folder(&tx, place).await?;
    let opener = Opener::of(service, &tx, place).await?;
    let mut kept = Vec::new();
    let tags_of = TagsOf::folders(&tx, &[folder.id]).await?;
    for row in store::secrets::list(&tx, folder.id).await? {
        let tags = tags_of.of(row.id);
        if permits
            .must(Action::DescribeSecrets, place, &row.key, tags)
            .is_err()
        {
            continue;
        }
        permits.must(Action::ReadSecrets, place, &row.key, tags)?;
        let value = opener.open(row.id, row.version, row.value)?;
        let tags = read_metadata(&row.metadata)?.into_iter().collect();
        kept.push((row.key, value, row.content_type, tags));
    }
    Ok(kept)
}
