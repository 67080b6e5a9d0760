//! The way back, before the first push: what is at the destination becomes secrets, and is
//! committed before anything is planned.

use std::collections::{BTreeMap, BTreeSet};

use model::sync::{InitialSyncBehavior, KeySchema};
use model::{SecretKey, SecretValue};
use plan::{Content, DestinationKey, ImportAction, ImportInputs, Observed, Priority, import};
use serde_json::json;
use store::folders::Folder;

use super::{Run, Stop, reach, source};
use crate::connections::Reach;
use crate::secrets::{Expect, SecretChange, resolved, set};
use crate::{Caller, Error, Service, audit};

/// Whose value wins in the import that comes before a first push; none when nothing is imported.
pub(super) fn priority(initial: InitialSyncBehavior) -> Option<Priority> {
    match initial {
        InitialSyncBehavior::OverwriteDestination => None,
        InitialSyncBehavior::ImportPrioritizeSource => Some(Priority::Source),
        InitialSyncBehavior::ImportPrioritizeDestination => Some(Priority::Destination),
    }
}

/// Brings home what was observed. Returns whether that changed the source.
pub(super) async fn bring_home(
    run: &Run<'_>,
    folder: &Folder,
    observed: &BTreeMap<DestinationKey, Observed>,
    priority: Priority,
) -> Result<bool, Stop> {
    let service = run.service;
    let place = source::place(folder);
    let home = Home::read(service, folder).await?;
    let schema = &run.options.key_schema;
    let changes = home.changes(folder, schema, &reach(run)?, observed, priority);
    if changes.is_empty() {
        return Ok(false);
    }
    let detail = json!({ "syncId": run.sync.id, "count": changes.len() });
    set(service, &Caller::platform(), &place, changes, Expect::Any).await?;
    let tx = service.store().write().await?;
    let (caller, project) = (Caller::platform(), Some(run.sync.project_id));
    audit::record(
        service,
        &tx,
        &caller,
        "secret-sync-import-secrets",
        project,
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(true)
}

/// What the source has.
pub(in crate::syncs) struct Home {
    known: BTreeMap<SecretKey, SecretValue>,
    /// Secrets whose references lead nowhere: somebody meant them, so they are left alone.
    unresolved: BTreeSet<SecretKey>,
}

impl Home {
    pub(in crate::syncs) async fn read(service: &Service, folder: &Folder) -> Result<Self, Error> {
        let tx = service.store().read().await?;
        let mut home = Self {
            known: BTreeMap::new(),
            unresolved: BTreeSet::new(),
        };
        for secret in resolved(service, &tx, &source::place(folder)).await? {
            match secret.value {
                Ok(value) => {
                    home.known.insert(secret.key, value);
                }
                Err(_) => {
                    home.unresolved.insert(secret.key);
                }
            }
        }
        Ok(home)
    }

    /// What has to change at home for what was observed to be there too.
    pub(in crate::syncs) fn changes(
        &self,
        folder: &Folder,
        schema: &KeySchema,
        reach: &Reach,
        observed: &BTreeMap<DestinationKey, Observed>,
        priority: Priority,
    ) -> Vec<SecretChange> {
        let plan = import(&ImportInputs {
            observed,
            existing: &self.known,
            secret_key: &|key| schema.strip(key.as_str(), &folder.environment, &folder.path),
            priority,
            prefixes: reach.prefixes(),
        });
        plan.steps
            .into_iter()
            .filter_map(|step| match step.action {
                ImportAction::Create { key, content } | ImportAction::Update { key, content } => {
                    (!self.unresolved.contains(&key)).then(|| change(key, content))
                }
                _ => None,
            })
            .collect()
    }
}

/// What comes from outside is taken literally: `${…}` in it is text.
fn change(key: SecretKey, content: Content) -> SecretChange {
    SecretChange {
        literal: true,
        content_type: Some(content.content_type),
        metadata: Some(content.tags.into_iter().collect()),
        ..SecretChange::value(key, content.value)
    }
}
