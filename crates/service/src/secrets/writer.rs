//! Writing one secret within a transaction: who may, its sealed value, and what it refers to.

use model::access::Action;
use model::id::{FolderId, SecretId, TagId};
use model::secret::{SecretKind, Template};
use model::{SecretKey, SecretValue};
use store::secrets::{self, NewSecret, SecretChanges, SecretVersion};
use store::writers::{self, Writer as WrittenBy};
use store::{Constraint, WriteTx};

use super::layers::tags_of;
use super::permits::Permits;
use super::resolve::targets;
use super::row::{Sealer, without_value, write_metadata};
use super::see::may_read;
use super::uses::must_read_targets;
use super::{Expect, Place, Secret, SecretChange};
use crate::tags::{Tag, all_of};
use crate::{Caller, Error, Service, What};

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
            (Some(row), _) => self.update(row, change, None).await?,
        };
        let mut secret = self.written(id).await?;
        secret.value = sent.filter(|_| may_read(&self.permits, &secret));
        Ok(Some(secret))
    }

    /// Gives a secret the value of one of its versions. It does not come back.
    pub(super) async fn restore(
        &self,
        row: secrets::Secret,
        past: SecretVersion,
    ) -> Result<Secret, Error> {
        let value = self.sealer.open(row.id, past.version, past.value)?;
        let change = SecretChange {
            literal: past.literal,
            content_type: Some(past.content_type),
            ..SecretChange::value(row.key.clone(), value)
        };
        let id = self.update(row, change, Some(past.version)).await?;
        self.written(id).await
    }

    /// What a secret is after it was written, without its value.
    async fn written(&self, id: SecretId) -> Result<Secret, Error> {
        let row = secrets::get(self.tx, id)
            .await?
            .ok_or_else(|| Error::Internal("a secret just written is gone".to_owned()))?;
        let tags = tags_of(self.tx, id).await?;
        without_value(&row, self.place, &tags)
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

    async fn update(
        &self,
        row: secrets::Secret,
        change: SecretChange,
        restored_from: Option<i64>,
    ) -> Result<SecretId, Error> {
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
            restored_from,
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
