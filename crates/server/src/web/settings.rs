//! Machine identities: making one, and showing its client secret this once.

use askama::Template;
use axum::Router;
use axum::extract;
use axum::response::Response;
use axum::routing::{get, post};
use model::access::{OrgRole, ProjectRole};
use model::id::ProjectId;
use secrecy::ExposeSecret;
use service::access::{self, Member, NewIdentity};
use service::{Error, projects};

use super::failure::Failure;
use super::form::{Choice, Field, Rejection, Sent};
use super::page::{Page, Section, ok, render};
use super::view::Notice;
use super::visitor::Visitor;
use crate::State;

#[derive(Template)]
#[template(path = "settings/page.html")]
pub(super) struct SettingsPage {
    pub(super) page: Page,
    pub(super) made: Option<Made>,
    pub(super) notice: Option<Notice>,
    pub(super) fields: Vec<Field>,
    pub(super) selects: Vec<Choice>,
}

/// An identity just made. This page is the only one that ever shows its secret.
pub(super) struct Made {
    pub(super) name: String,
    pub(super) client_id: String,
    pub(super) client_secret: String,
}

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/settings", get(show))
        .route("/settings/identities", post(create))
}

async fn show(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    Ok(ok(&page(&state, &visitor, None).await?))
}

async fn create(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, Failure> {
    match make(&state, &visitor, &sent).await {
        Ok(made) => {
            let mut page = page(&state, &visitor, None).await?;
            page.made = Some(Made {
                name: sent.text("name").to_owned(),
                client_id: made.client_id.to_string(),
                client_secret: made.client_secret.expose_secret().to_owned(),
            });
            Ok(ok(&page))
        }
        Err(error) => {
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut page = page(&state, &visitor, Some(&sent)).await?;
            page.notice = rejection.place(&mut page.fields);
            Ok(render(status, &page))
        }
    }
}

async fn make(state: &State, visitor: &Visitor, sent: &Sent) -> Result<NewIdentity, Error> {
    let role: OrgRole = sent.text("role").parse().map_err(Error::bad_name("role"))?;
    let place = sent
        .typed("project")
        .map(|id| -> Result<(ProjectId, ProjectRole), Error> {
            let project = id.parse().map_err(Error::bad_name("project"))?;
            let role = sent.text("projectRole");
            Ok((
                project,
                role.parse().map_err(Error::bad_name("projectRole"))?,
            ))
        })
        .transpose()?;
    let name = sent.text("name");
    let made = access::create_identity(&state.service, &visitor.caller, name, role).await?;
    if let Some((project, role)) = place {
        let member = Member::Identity(made.id);
        access::set_member(&state.service, &visitor.caller, project, member, role).await?;
    }
    Ok(made)
}

async fn page(
    state: &State,
    visitor: &Visitor,
    sent: Option<&Sent>,
) -> Result<SettingsPage, Error> {
    let projects = projects::list(&state.service, &visitor.caller).await?;
    let none = (String::new(), "None yet".to_owned());
    let places = projects
        .into_iter()
        .map(|project| (project.id.to_string(), project.name));
    Ok(SettingsPage {
        page: visitor.page("Settings", Section::Settings),
        made: None,
        notice: None,
        fields: vec![
            Field::text("name", "Name")
                .placeholder("ci-storefront")
                .kept(sent),
        ],
        selects: vec![
            Choice::new("project", "Project", std::iter::once(none).chain(places)).kept(sent),
            Choice::new("projectRole", "Role in that project", project_roles())
                .chosen(ProjectRole::Developer.as_str())
                .kept(sent),
            Choice::new(
                "role",
                "Role in the organization",
                [
                    (OrgRole::Member, "Member: what its project roles allow"),
                    (OrgRole::Admin, "Admin: everything, in every project"),
                ]
                .map(|(role, label)| (role.to_string(), label.to_owned())),
            )
            .kept(sent),
        ],
    })
}

/// The built-in roles of a project, with what they are for.
pub(super) fn project_roles() -> impl Iterator<Item = (String, String)> {
    [
        (ProjectRole::Viewer, "Viewer: reads"),
        (
            ProjectRole::Developer,
            "Developer: reads, writes, runs syncs",
        ),
        (ProjectRole::Admin, "Admin: everything in the project"),
    ]
    .into_iter()
    .map(|(role, label)| (role.to_string(), label.to_owned()))
}
