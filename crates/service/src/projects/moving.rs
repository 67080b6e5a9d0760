//! What it takes to give folders another path or environment slug, and whom that reaches.
//!
//! Roles and references name folders by path and environment. So a move asks for the rights that
//! writing the secrets anew at the other place would ask for, and is refused while references have
//! the old name: they would lead nowhere, and the values made of them could not be synced any more.

use model::access::{Action, At};
use model::{SecretPath, Slug};
use store::WriteTx;
use store::folders::{self, Folder};

use crate::secrets::{self, Naming};
use crate::{Caller, Error, Service, What};

/// How many references a refusal names.
const NAMED: usize = 5;

/// A folder and where it goes.
pub(super) struct Move<'a> {
    pub(super) folder: &'a Folder,
    pub(super) environment: Slug,
    pub(super) path: SecretPath,
}

/// Checks that these folders of one project may move, and marks the syncs due that it reaches.
pub(super) async fn prepare(
    service: &Service,
    caller: &Caller,
    tx: &WriteTx,
    (what, name): (What, String),
    moves: Vec<Move<'_>>,
) -> Result<(), Error> {
    let Some(project) = moves.first().map(|one| one.folder.project_id) else {
        return Ok(());
    };
    let grants = caller.grants(tx, project).await?;
    let folders: Vec<_> = moves.iter().map(|one| one.folder).collect();
    let ids: Vec<_> = folders.iter().map(|folder| folder.id).collect();
    let full = folders::holding_secrets(tx, &ids).await?;
    for one in moves.iter().filter(|one| full.contains(&one.folder.id)) {
        let from = At::folder(one.folder.environment.as_str(), one.folder.path.as_str());
        let to = At::folder(one.environment.as_str(), one.path.as_str());
        for (action, at) in [
            (Action::ReadSecrets, &from),
            (Action::EditSecrets, &from),
            (Action::EditSecrets, &to),
        ] {
            if !grants.allows(action, at) {
                return Err(Error::Denied(action));
            }
        }
    }
    let naming = secrets::naming(service, tx, project, &folders).await?;
    if !naming.is_empty() {
        let (seen, unseen): (Vec<_>, Vec<_>) = naming.into_iter().partition(|one| {
            let at = At::folder(one.environment.as_str(), one.path.as_str());
            let tags = Vec::new();
            grants.allows(Action::DescribeSecrets, &at.secret(one.key.as_str(), &tags))
        });
        let users = in_words(&seen, unseen.len());
        return Err(Error::StillUsed { what, name, users });
    }
    secrets::settle(service, tx, &ids).await
}

/// The references in words. What the caller may not see is only counted.
fn in_words(seen: &[Naming], unseen: usize) -> String {
    let named = seen.iter().take(NAMED).map(|one| {
        let Naming {
            environment,
            path,
            key,
        } = one;
        format!("`{key}` in {environment}:{path}")
    });
    let named = named.collect::<Vec<_>>().join(", ");
    let more = seen.len().saturating_sub(NAMED) + unseen;
    match (named.is_empty(), more) {
        (false, 0) => format!("references of {named}"),
        (false, more) => format!("references of {named}, and {more} more"),
        (true, 1) => "a reference of a secret you cannot see".to_owned(),
        (true, more) => format!("references of {more} secrets you cannot see"),
    }
}
