//! The people of the organization, for its admins: who is here, and the links that let others in.

mod invite;
mod list;
mod person;
mod revoke;

use axum::Router;
use axum::routing::{get, post};
use model::access::{OrgRole, ProjectRole};

use crate::State;

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/people", get(list::show))
        .route("/people/invite", get(invite::show).post(invite::submit))
        .route("/people/invites/{id}/revoke", post(revoke::submit))
        .route("/people/{id}", get(person::show))
        .route("/people/{id}/role", post(person::set_role))
        .route("/people/{id}/reset-link", post(person::make_reset_link))
        .route("/people/{id}/remove", post(person::remove))
}

/// A link just made. This page is the only one that ever shows it.
struct Made {
    url: String,
    email: String,
    until: String,
}

impl Made {
    fn of(link: &service::access::InviteLink) -> Self {
        Self {
            url: secrecy::ExposeSecret::expose_secret(&link.url).to_owned(),
            email: link.email.clone(),
            until: super::view::moment(link.expires_at),
        }
    }
}

/// The roles of the organization, with what they are for.
fn org_roles() -> impl Iterator<Item = (String, String)> {
    [
        (OrgRole::Member, "Member: what their project roles allow"),
        (OrgRole::Admin, "Admin: everything, in every project"),
        (
            OrgRole::NoAccess,
            "No access: what their project roles allow, nothing of the organization",
        ),
    ]
    .into_iter()
    .map(|(role, label)| (role.to_string(), label.to_owned()))
}

fn org_role_name(role: OrgRole) -> &'static str {
    match role {
        OrgRole::Admin => "Admin",
        OrgRole::Member => "Member",
        OrgRole::NoAccess => "No access",
    }
}

fn project_role_name(role: ProjectRole) -> &'static str {
    match role {
        ProjectRole::Admin => "admin",
        ProjectRole::Developer => "developer",
        ProjectRole::Viewer => "viewer",
        ProjectRole::NoAccess => "no access",
    }
}
