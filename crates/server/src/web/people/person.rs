//! One person: their role, a link for a new password, and removing them.

use askama::Template;
use axum::extract::{self, Path};
use axum::response::{IntoResponse, Response};
use model::access::OrgRole;
use model::id::UserId;
use service::access::{self, Person};
use service::{Error, What};

use super::{Made, org_roles};
use crate::State;
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::form::{Choice, Control, Rejection, Sent};
use crate::web::page::{Page, Section, ok, render};
use crate::web::view::{Notice, moment};
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "people/person.html")]
struct PersonPage {
    page: Page,
    id: String,
    name: String,
    email: String,
    joined: String,
    is_caller: bool,
    made: Option<Made>,
    notice: Option<Notice>,
    controls: Vec<Control>,
}

/// `GET /people/{id}`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let person = find(&state, &visitor, &id).await?;
    Ok(ok(&page(&visitor, person)))
}

/// `POST /people/{id}/role`
pub(super) async fn set_role(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let person = find(&state, &visitor, &id).await?;
    let role = sent.text("role").parse().map_err(Error::bad_name("role"));
    let changed = match role {
        Ok(role) => access::set_org_role(&state.service, &visitor.caller, person.id, role)
            .await
            .map(|()| role),
        Err(error) => Err(error),
    };
    match changed {
        // Whoever is no admin any more cannot see the people.
        Ok(role) if person.is_caller && role != OrgRole::Admin => {
            Ok(flash::redirect("/projects", Done::RoleGiven, &person.email))
        }
        Ok(_) => Ok(flash::redirect("/people", Done::RoleGiven, &person.email)),
        Err(error) => refused(&visitor, person, error),
    }
}

/// `POST /people/{id}/reset-link`: shows the link, this once.
pub(super) async fn make_reset_link(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let person = find(&state, &visitor, &id).await?;
    let link = access::make_reset_link(&state.service, &visitor.caller, person.id).await?;
    let mut page = page(&visitor, person);
    page.made = Some(Made::of(&link));
    Ok(ok(&page))
}

/// `POST /people/{id}/remove`
pub(super) async fn remove(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let person = find(&state, &visitor, &id).await?;
    match access::remove_person(&state.service, &visitor.caller, person.id).await {
        Ok(()) => Ok(flash::redirect(
            "/people",
            Done::PersonRemoved,
            &person.email,
        )),
        Err(error) => refused(&visitor, person, error),
    }
}

fn refused(visitor: &Visitor, person: Person, error: Error) -> Result<Response, Failure> {
    if !matches!(error, Error::Invalid(_)) {
        return Err(error.into());
    }
    let rejection = Rejection::from(error);
    let status = rejection.status;
    let mut page = page(visitor, person);
    page.notice = rejection.place_in(&mut page.controls);
    Ok(render(status, &page).into_response())
}

async fn find(state: &State, visitor: &Visitor, id: &str) -> Result<Person, Error> {
    let people = access::people(&state.service, &visitor.caller).await?;
    let found = id
        .parse::<UserId>()
        .ok()
        .and_then(|id| people.into_iter().find(|person| person.id == id));
    found.ok_or_else(|| Error::not_found(What::User, id))
}

fn page(visitor: &Visitor, person: Person) -> PersonPage {
    let role = Choice::new("role", "Role in the organization", org_roles());
    PersonPage {
        page: visitor.page(&person.name, Section::People),
        id: person.id.to_string(),
        joined: moment(person.created_at),
        is_caller: person.is_caller,
        made: None,
        notice: None,
        controls: vec![Control::Choice(role.chosen(person.org_role.as_str()))],
        name: person.name,
        email: person.email,
    }
}
