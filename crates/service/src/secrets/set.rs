//! Writing secrets: authorise, seal, one transaction with version rows, audit record and the
//! dependent syncs marked due; then the reconciler is woken.

use model::access::Action;
use model::id::{FolderId, SecretId, TagId};
use model::secret::{SecretKind, Template};
use model::sync::RunTrigger;
use model::{SecretKey, SecretValue};
use serde_json::json;
use store::secrets::{self, NewSecret, SecretChanges};
use store::writers::{self, Writer as WrittenBy};
use store::{Constraint, ReadTx, WriteTx, syncs};

use super::layers::tags_of;
use super::permits::Permits;
use super::resolve::targets;
use super::row::{Sealer, without_value, write_metadata};
use super::see::may_read;
use super::uses::must_read_targets;
use super::{Expect, Place, Secret, SecretChange};
use crate::projects::find_folder;
use crate::tags::{Tag, all_of};
use crate::{Caller, Error, Service, What, audit};

/// Writes secrets, all or none.
///
/// # Errors
/// [`Error::NotFound`] when the place, or with [`Expect::Existing`] a secret, is not there;
/// [`Error::Taken`] when with [`Expect::New`] one is; [`Error::Denied`] without the right to write;
/// [`Error::DeniedThere`] for a value that refers to what the caller may not read.
pub async fn set(
    service: &Service,
    caller: &Caller,
    place: &Place,
    changes: Vec<SecretChange>,
    expect: Expect,
) -> Result<Vec<Secret>, Error> {
    let tx = service.store().write().await?;
    let permits = Permits::of(caller, &tx, place.project).await?;
    let door = match expect {
        Expect::New => Action::CreateSecrets,
        Expect::Existing | Expect::IfThere | Expect::Any => Action::EditSecrets,
    };
    permits
        .somewhere(door, place)
        .or_else(|denied| match expect {
            Expect::Any if permits.somewhere(Action::CreateSecrets, place).is_ok() => Ok(()),
            _ => Err(denied),
        })?;
    let folder = find_folder(&tx, place).await?;
    let writer = Writer::new(service, caller, permits, &tx, place, folder.id).await?;
    let mut written = Vec::new();
    for change in changes {
        written.extend(writer.write(change, expect).await?);
    }
    if written.is_empty() {
        return Ok(written);
    }
    let action = match (expect, written.as_slice()) {
        (Expect::New, [_]) => "create-secret",
        (Expect::New, _) => "create-secrets",
        (_, [_]) => "update-secret",
        (_, _) => "update-secrets",
    };
    let keys: Vec<_> = written
        .iter()
        .map(|secret| json!({ "secretKey": secret.key, "secretVersion": secret.version }))
        .collect();
    let detail =
        json!({ "environment": place.environment, "secretPath": place.path, "secrets": keys });
    audit::record(service, &tx, caller, action, Some(place.project), detail).await?;
    settle(service, &tx, &[folder.id]).await?;
    tx.commit().await?;
    service.wake();
    Ok(written)
}

/// Marks the syncs due that a change in these folders reaches, through references and imports too.
pub(crate) async fn settle(
    service: &Service,
    tx: &WriteTx,
    folders: &[FolderId],
) -> Result<(), Error> {
    let mut reached = folders.to_vec();
    let mut newest = reached.clone();
    while !newest.is_empty() {
        newest = secrets::dependents(tx, &newest)
            .await?
            .into_iter()
            .filter(|folder| !reached.contains(folder))
            .collect();
        reached.extend(&newest);
    }
    let at = service.now() + service.parts().timing.debounce;
    syncs::mark_sources_due(tx, &reached, at, RunTrigger::Change).await?;
    // Somebody may have saved what somebody without access had written.
    syncs::resume_by_access(tx, &reached, at).await?;
    Ok(())
}

/// The folder and all those it has something of: what it imports and what its secrets refer to, at
/// whatever depth.
pub(crate) async fn sources(tx: &ReadTx, folder: FolderId) -> Result<Vec<FolderId>, Error> {
    let mut reached = vec![folder];
    let mut newest = reached.clone();
    while !newest.is_empty() {
        newest = secrets::sources(tx, &newest)
            .await?
            .into_iter()
            .filter(|folder| !reached.contains(folder))
            .collect();
        reached.extend(&newest);
    }
    Ok(reached)
}

/// Writes secrets into one folder within a transaction, each that the caller may write.
pub(super) struct Writer<'a> {
    service: &'a Service,
    tx: &'a WriteTx,
    place: &'a Place,
    folder: FolderId,
    sealer: Sealer,
    permits: Permits,
    actor: String,
    /// Whose access references live by; none when Keyferry itself writes.
    written_by: Option<WrittenBy>,
}

impl<'a> Writer<'a> {
    pub(super) async fn new(
        service: &'a Service,
        caller: &Caller,
        permits: Permits,
        tx: &'a WriteTx,
        place: &'a Place,
        folder: FolderId,
    ) -> Result<Self, Error> {
        let sealer = Sealer::of(service, tx, place).await?;
        let actor = caller.display_name().to_owned();
        let written_by = caller.member().map(|principal| WrittenBy {
            principal,
            name: actor.clone(),
        });
        Ok(Self {
            service,
            tx,
            place,
            folder,
            sealer,
            permits,
            actor,
            written_by,
        })
    }

    /// Writes one secret; none when it is left out. A value that was sent comes back to who may
    /// read it; no other value does.
    pub(super) async fn write(
        &self,
        change: SecretChange,
        expect: Expect,
    ) -> Result<Option<Secret>, Error> {
        change.check()?;
        let sent = change.value.clone();
        let known = secrets::by_key(self.tx, self.folder, &change.key).await?;
        let id = match (known, expect) {
            (Some(_), Expect::New) => {
                self.may(Action::CreateSecrets, &change.key, &[])?;
                let name = change.key.to_string();
                return Err(Error::Taken {
                    what: What::Secret,
                    name,
                });
            }
            (None, Expect::Existing | Expect::IfThere) => {
                self.may(Action::EditSecrets, &change.key, &[])?;
                if expect == Expect::IfThere {
                    return Ok(None);
                }
                return Err(Error::not_found(What::Secret, change.key));
            }
            (None, _) => self.insert(change).await?,
            (Some(row), _) => self.update(row, change).await?,
        };
        let row = secrets::get(self.tx, id)
            .await?
            .ok_or_else(|| Error::Internal("a secret just written is gone".to_owned()))?;
        let tags = tags_of(self.tx, id).await?;
        let mut secret = without_value(&row, self.place, &tags)?;
        secret.value = sent.filter(|_| may_read(&self.permits, &secret));
        Ok(Some(secret))
    }

    fn may(&self, action: Action, key: &SecretKey, tags: &[Tag]) -> Result<(), Error> {
        self.permits.must(action, self.place, key, tags)
    }

    async fn tags(&self, ids: Option<&[TagId]>) -> Result<Option<Vec<Tag>>, Error> {
        match ids {
            Some(ids) => all_of(self.tx, self.place.project, ids).await.map(Some),
            None => Ok(None),
        }
    }

    async fn insert(&self, change: SecretChange) -> Result<SecretId, Error> {
        let tags = self.tags(change.tags.as_deref()).await?;
        let key = change.new_key.as_ref().unwrap_or(&change.key);
        self.may(
            Action::CreateSecrets,
            key,
            tags.as_deref().unwrap_or_default(),
        )?;
        let id = SecretId::generate(self.service.clock(), self.service.entropy());
        let value = match change.value {
            Some(value) => value,
            None => SecretValue::new(String::new())
                .map_err(|error| Error::invalid("secretValue", error.to_string()))?,
        };
        let row = NewSecret {
            id,
            folder_id: self.folder,
            key: change.new_key.unwrap_or(change.key),
            kind: change.kind.unwrap_or(SecretKind::Secret),
            literal: change.literal,
            value: self.sealer.seal(id, 1, &value),
            comment: change.comment.unwrap_or_default(),
            content_type: change.content_type.flatten(),
            metadata: write_metadata(&change.metadata.unwrap_or_default())?,
            reminder_note: change.reminder_note.flatten(),
            reminder_days: change.reminder_days.flatten(),
            skip_multiline: change.skip_multiline.unwrap_or(false),
            actor: self.actor.clone(),
            at: self.service.now(),
        };
        secrets::insert(self.tx, &row).await.map_err(Error::taken(
            What::Secret,
            &row.key,
            Constraint::SecretKey,
        ))?;
        self.tag(id, tags).await?;
        self.refer(id, &value, change.literal).await?;
        self.answer_for(id, &value, change.literal).await?;
        Ok(id)
    }

    async fn update(&self, row: secrets::Secret, change: SecretChange) -> Result<SecretId, Error> {
        let before = tags_of(self.tx, row.id).await?;
        self.may(Action::EditSecrets, &row.key, &before)?;
        let tags = self.tags(change.tags.as_deref()).await?;
        let after = tags.as_deref().unwrap_or(&before);
        let key = change.new_key.as_ref().unwrap_or(&row.key);
        // A secret cannot be moved out of where the caller may write, nor into where they may not.
        self.may(Action::EditSecrets, key, after)?;
        let literal = if change.value.is_some() {
            change.literal
        } else {
            row.literal
        };
        let rewritten = change.value.is_some();
        let value = match change.value {
            Some(value) => value,
            None => self.sealer.open(row.id, row.version, row.value)?,
        };
        let new_key = change.new_key.filter(|key| *key != row.key);
        let taken = new_key.clone().unwrap_or(row.key);
        let changes = SecretChanges {
            value: self.sealer.seal(row.id, row.version + 1, &value),
            key: new_key,
            kind: change.kind,
            literal: Some(literal),
            comment: change.comment,
            content_type: change.content_type,
            metadata: change.metadata.as_deref().map(write_metadata).transpose()?,
            reminder_note: change.reminder_note,
            reminder_days: change.reminder_days,
            skip_multiline: change.skip_multiline,
            actor: self.actor.clone(),
            at: self.service.now(),
        };
        secrets::update(self.tx, row.id, row.version, &changes)
            .await
            .map_err(Error::taken(What::Secret, taken, Constraint::SecretKey))?;
        self.tag(row.id, tags).await?;
        self.refer(row.id, &value, literal).await?;
        if rewritten {
            self.answer_for(row.id, &value, literal).await?;
        }
        Ok(row.id)
    }

    async fn tag(&self, id: SecretId, tags: Option<Vec<Tag>>) -> Result<(), Error> {
        if let Some(tags) = tags {
            let ids: Vec<_> = tags.iter().map(|tag| tag.id).collect();
            store::tags::set_of_secret(self.tx, id, &ids).await?;
        }
        Ok(())
    }

    /// Lets what the value refers to be read by the access of whoever writes it, who must have it.
    async fn answer_for(
        &self,
        id: SecretId,
        value: &SecretValue,
        literal: bool,
    ) -> Result<(), Error> {
        let refers = !literal && Template::parse(value).references().next().is_some();
        if refers {
            must_read_targets(self.tx, self.permits.grants(), self.place, value).await?;
        }
        if !refers || self.written_by.is_some() {
            let writer = self.written_by.as_ref().filter(|_| refers);
            writers::set_of_references(self.tx, id, writer).await?;
        }
        Ok(())
    }

    async fn refer(&self, id: SecretId, value: &SecretValue, literal: bool) -> Result<(), Error> {
        let edges = if literal {
            Vec::new()
        } else {
            targets(self.tx, self.place, value).await?
        };
        secrets::set_refs(self.tx, id, &edges).await?;
        Ok(())
    }
}
