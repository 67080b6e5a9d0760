//! Machine identities as members of projects.

mod add;
mod change;
mod get;
mod list;
mod remove;
mod roles;
mod wire;

use super::description::Routes;

pub(super) fn routes() -> Routes {
    Routes::tagged("Project members")
        .at(
            "/api/v2/workspace/identity-memberships/{membershipId}",
            get::by_id(),
        )
        .at(
            "/api/v2/workspace/{projectId}/identity-memberships",
            list::operation(),
        )
        .at(ONE, add::operation())
        .at(ONE, get::operation())
        .at(ONE, change::operation())
        .at(ONE, remove::operation())
        .at(NEWER, get::operation())
        .at(NEWER, change::operation())
}

const ONE: &str = "/api/v2/workspace/{projectId}/identity-memberships/{identityId}";
const NEWER: &str = "/api/v1/projects/{projectId}/memberships/identities/{identityId}";
