//! Writing secrets: authorise, seal, one transaction with version rows, audit record and the
//! dependent syncs marked due; then the reconciler is woken.

use model::SecretValue;
use model::access::Action;
use model::id::{FolderId, SecretId};
use model::secret::SecretKind;
use model::sync::RunTrigger;
use serde_json::json;
use store::secrets::{self, NewSecret, SecretChanges};
use store::{Constraint, WriteTx, syncs};

use super::resolve::targets;
use super::row::{Sealer, without_value, write_metadata};
use super::{Expect, Place, Secret, SecretChange};
use crate::projects::find_folder;
use crate::{Caller, Error, Service, What, audit};

/// Writes secrets, all or none.
///
/// # Errors
/// [`Error::NotFound`] when the place, or with [`Expect::Existing`] a secret, is not there;
/// [`Error::Taken`] when with [`Expect::New`] one is; [`Error::Denied`] without the right to write.
pub async fn set(
    service: &Service,
    caller: &Caller,
    place: &Place,
    changes: Vec<SecretChange>,
    expect: Expect,
) -> Result<Vec<Secret>, Error> {
    let tx = service.store().write().await?;
    caller
        .must_at(&tx, place.project, Action::EditSecrets, &place.at())
        .await?;
    let folder = find_folder(&tx, place).await?;
    let writer = Writer::new(service, caller, &tx, place, folder.id).await?;
    let mut written = Vec::new();
    for change in changes {
        written.push(writer.write(change, expect).await?);
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

/// Marks the syncs due that a change in these folders reaches, through references too.
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
    Ok(())
}

/// Writes secrets into one folder within a transaction.
pub(super) struct Writer<'a> {
    service: &'a Service,
    tx: &'a WriteTx,
    place: &'a Place,
    folder: FolderId,
    sealer: Sealer,
    actor: String,
}

impl<'a> Writer<'a> {
    pub(super) async fn new(
        service: &'a Service,
        caller: &Caller,
        tx: &'a WriteTx,
        place: &'a Place,
        folder: FolderId,
    ) -> Result<Self, Error> {
        let sealer = Sealer::of(service, tx, place).await?;
        let actor = caller.display_name().to_owned();
        Ok(Self {
            service,
            tx,
            place,
            folder,
            sealer,
            actor,
        })
    }

    pub(super) async fn write(
        &self,
        change: SecretChange,
        expect: Expect,
    ) -> Result<Secret, Error> {
        let known = secrets::by_key(self.tx, self.folder, &change.key).await?;
        let id = match (known, expect) {
            (Some(_), Expect::New) => {
                let name = change.key.to_string();
                return Err(Error::Taken {
                    what: What::Secret,
                    name,
                });
            }
            (None, Expect::Existing) => return Err(Error::not_found(What::Secret, change.key)),
            (None, _) => self.insert(change).await?,
            (Some(row), _) => self.update(row, change).await?,
        };
        let row = secrets::get(self.tx, id)
            .await?
            .ok_or_else(|| Error::Internal("a secret just written is gone".to_owned()))?;
        without_value(&row, &self.place.environment, &self.place.path)
    }

    async fn insert(&self, change: SecretChange) -> Result<SecretId, Error> {
        let id = SecretId::generate(self.service.clock(), self.service.entropy());
        let value = match change.value {
            Some(value) => value,
            None => SecretValue::new(String::new())
                .map_err(|error| Error::invalid("secretValue", error.to_string()))?,
        };
        let row = NewSecret {
            id,
            folder_id: self.folder,
            key: change.key,
            kind: change.kind.unwrap_or(SecretKind::Secret),
            literal: change.literal,
            value: self.sealer.seal(id, 1, &value),
            comment: change.comment.unwrap_or_default(),
            content_type: change.content_type.flatten(),
            metadata: write_metadata(&change.metadata.unwrap_or_default())?,
            actor: self.actor.clone(),
            at: self.service.now(),
        };
        secrets::insert(self.tx, &row).await.map_err(Error::taken(
            What::Secret,
            &row.key,
            Constraint::SecretKey,
        ))?;
        self.refer(id, &value, change.literal).await?;
        Ok(id)
    }

    async fn update(&self, row: secrets::Secret, change: SecretChange) -> Result<SecretId, Error> {
        let literal = if change.value.is_some() {
            change.literal
        } else {
            row.literal
        };
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
            actor: self.actor.clone(),
            at: self.service.now(),
        };
        secrets::update(self.tx, row.id, row.version, &changes)
            .await
            .map_err(Error::taken(What::Secret, taken, Constraint::SecretKey))?;
        self.refer(row.id, &value, literal).await?;
        Ok(row.id)
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
