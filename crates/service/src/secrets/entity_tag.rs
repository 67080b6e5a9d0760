//! Naming an answer, so that whoever has it already need not be sent it again.

use model::id::ProjectId;

use crate::caller::Principal;
use crate::keyring::Owner;
use crate::{Caller, Service};

/// A name for an answer about a project's secrets, for this caller only: a digest under the
/// project's key, which tells nothing of the values in it. None when nothing of the project was read
/// yet.
#[must_use]
pub fn entity_tag(
    service: &Service,
    caller: &Caller,
    project: ProjectId,
    answer: &[u8],
) -> Option<String> {
    let key = service.keyring().known_digests(Owner::Project(project))?;
    let who = match &caller.principal {
        Principal::User { id, .. } => format!("user {id}"),
        Principal::Identity { id, .. } => format!("identity {id}"),
        Principal::LinkHolder { id, .. } => format!("link {id}"),
        Principal::Platform => "platform".to_owned(),
    };
    let digest = key.digest("entity tag", &[who.as_bytes(), answer]);
    let (half, _) = digest.as_bytes().split_first_chunk::<16>()?;
    Some(format!("{:032x}", u128::from_be_bytes(*half)))
}
