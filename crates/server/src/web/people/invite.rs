//! Inviting somebody by a link.

use askama::Template;
use axum::extract;
use axum::response::Response;
use model::access::ProjectRole;
use service::access::{self, InviteLink, NewInvite};
use service::{Error, projects};

use super::{Made, org_roles};
use crate::State;
use crate::web::failure::Failure;
use crate::web::form::{Choice, Control, Field, Rejection, Sent};
use crate::web::page::{Page, Section, ok, render};
use crate::web::settings::project_roles;
use crate::web::view::Notice;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "people/invite.html")]
struct InvitePage {
    page: Page,
    made: Option<Made>,
    notice: Option<Notice>,
    controls: Vec<Control>,
}

/// `GET /people/invite`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    // Whoever may not invite is told so before filling in a form.
    access::open_invites(&state.service, &visitor.caller).await?;
    Ok(ok(&page(&state, &visitor, None).await?))
}

/// `POST /people/invite`: shows the link, this once.
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, Failure> {
    match invite(&state, &visitor, &sent).await {
        Ok(link) => {
            let mut page = page(&state, &visitor, None).await?;
            page.made = Some(Made::of(&link));
            Ok(ok(&page))
        }
        Err(error @ Error::AdminsOnly) => Err(error.into()),
        Err(error) => {
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut page = page(&state, &visitor, Some(&sent)).await?;
            page.notice = rejection.place_in(&mut page.controls);
            Ok(render(status, &page))
        }
    }
}

async fn invite(state: &State, visitor: &Visitor, sent: &Sent) -> Result<InviteLink, Error> {
    let place = match sent.typed("project") {
        None => None,
        Some(id) => Some((
            id.parse().map_err(Error::bad_name("project"))?,
            sent.text("projectRole")
                .parse()
                .map_err(Error::bad_name("projectRole"))?,
        )),
    };
    let request = NewInvite {
        email: sent.text("email").to_owned(),
        org_role: sent.text("role").parse().map_err(Error::bad_name("role"))?,
        place,
    };
    access::invite(&state.service, &visitor.caller, request).await
}

async fn page(state: &State, visitor: &Visitor, sent: Option<&Sent>) -> Result<InvitePage, Error> {
    let projects = projects::list(&state.service, &visitor.caller).await?;
    let none = (String::new(), "None yet".to_owned());
    let places = projects
        .into_iter()
        .map(|project| (project.id.to_string(), project.name));
    Ok(InvitePage {
        page: visitor.page("Invite", Section::People),
        made: None,
        notice: None,
        controls: vec![
            Control::Field(
                Field::text("email", "E-mail address")
                    .placeholder("grace@contoso.com")
                    .help("They sign in with it. Nothing is sent: you hand the link over.")
                    .focused()
                    .kept(sent),
            ),
            Control::Choice(
                Choice::new("role", "Role in the organization", org_roles()).kept(sent),
            ),
            Control::Choice(
                Choice::new("project", "Project", std::iter::once(none).chain(places)).kept(sent),
            ),
            Control::Choice(
                Choice::new("projectRole", "Role in that project", project_roles())
                    .chosen(ProjectRole::Developer.as_str())
                    .kept(sent),
            ),
        ],
    })
}
