//! The versions of a secret.

use model::access::Action;
use model::id::SecretId;
use model::{SecretKey, SecretValue, Timestamp};
use serde_json::json;

use super::row::{Opener, without_value};
use super::see::may_read;
use super::{Secret, Which};
use crate::{Caller, Error, Service, audit};

/// Which versions to list, counted from the newest.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// How many to pass over.
    pub offset: u64,
    /// How many to list at most.
    pub limit: u64,
}

/// A secret and some of its versions.
#[derive(Debug, Clone)]
pub struct History {
    /// The secret as it is now, without its value.
    pub secret: Secret,
    /// The versions, newest first.
    pub versions: Vec<Version>,
    /// Whether there are older ones than these.
    pub has_older: bool,
    /// Whether the caller may see their values.
    pub may_read: bool,
    /// Whether the caller may restore one of them.
    pub may_restore: bool,
}

/// A past or present version of a secret.
#[derive(Debug, Clone)]
pub struct Version {
    /// The secret.
    pub secret: SecretId,
    /// Its number, from 1 up.
    pub version: i64,
    /// What the secret was called.
    pub key: SecretKey,
    /// The value as it was written, when it was asked for.
    pub value: Option<SecretValue>,
    /// The content type that the value had at a destination.
    pub content_type: Option<String>,
    /// The version whose value it took up again.
    pub restored_from: Option<i64>,
    /// Who made it.
    pub actor: String,
    /// When.
    pub created_at: Timestamp,
}

/// The versions of a secret, newest first. With `reveal` the values come along, unless the caller
/// may not read them; that is recorded before they are given out.
///
/// # Errors
/// [`Error::NotFound`] when there is no such secret; [`Error::Denied`] without the right to
/// know of it.
pub async fn versions(
    service: &Service,
    caller: &Caller,
    which: Which<'_>,
    page: Page,
    reveal: bool,
) -> Result<History, Error> {
    let tx = service.store().read().await?;
    let known = which.known(&tx, caller).await?;
    let secret = without_value(&known.row, &known.place, &known.tags)?;
    // One more than is listed, to know whether there are older ones.
    let limit = page.limit.saturating_add(1);
    let mut rows = store::secrets::versions(&tx, secret.id, page.offset, limit).await?;
    let shown = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let has_older = rows.len() > shown;
    rows.truncate(shown);
    let may_read = may_read(&known.permits, &secret);
    let reveal = reveal && may_read;
    let edit = Action::EditSecrets;
    let may_restore = known
        .permits
        .must(edit, &known.place, &secret.key, &known.tags);
    let opener = Opener::of(service, &tx, &known.place).await?;
    let mut versions = Vec::with_capacity(rows.len());
    for row in rows {
        let value = if reveal {
            Some(opener.open(row.secret_id, row.version, row.value)?)
        } else {
            None
        };
        versions.push(Version {
            secret: row.secret_id,
            version: row.version,
            key: row.key,
            value,
            content_type: row.content_type,
            restored_from: row.restored_from,
            actor: row.actor,
            created_at: row.created_at,
        });
    }
    drop(tx);
    let history = History {
        secret,
        versions,
        has_older,
        may_read,
        may_restore: may_restore.is_ok(),
    };
    if reveal && !history.versions.is_empty() {
        record(service, caller, &history).await?;
    }
    Ok(history)
}

async fn record(service: &Service, caller: &Caller, history: &History) -> Result<(), Error> {
    let secret = &history.secret;
    let numbers: Vec<_> = history.versions.iter().map(|one| one.version).collect();
    let detail = json!({
        "environment": secret.environment,
        "secretPath": secret.path,
        "secretId": secret.id,
        "secretKey": secret.key,
        "secretVersions": numbers,
    });
    let tx = service.store().write().await?;
    let project = Some(secret.project);
    audit::record(service, &tx, caller, "get-secret", project, detail).await?;
    tx.commit().await?;
    Ok(())
}
