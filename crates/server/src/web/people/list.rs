//! Everybody, and the links that nobody has used yet.

use askama::Template;
use axum::extract;
use axum::response::Response;
use model::Timestamp;
use model::access::OrgRole;
use service::access::{self, Invitation, OpenInvite, Person};

use super::{org_role_name, project_role_name};
use crate::State;
use crate::messages::Tone;
use crate::web::failure::Failure;
use crate::web::page::{Page, Section, ok};
use crate::web::view::{Badge, ago, counted, moment};
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "people/list.html")]
struct ListPage {
    page: Page,
    count: String,
    people: Vec<Row>,
    links: Vec<LinkRow>,
}

struct Row {
    id: String,
    name: String,
    email: String,
    is_caller: bool,
    role: Badge,
    joined: String,
    used: String,
}

struct LinkRow {
    id: String,
    email: String,
    purpose: String,
    made_by: String,
    until: String,
}

impl Row {
    fn new(person: Person, now: Timestamp) -> Self {
        let tone = match person.org_role {
            OrgRole::Admin => Tone::Ok,
            _ => Tone::Plain,
        };
        Self {
            id: person.id.to_string(),
            role: Badge::new((org_role_name(person.org_role), tone)),
            name: person.name,
            email: person.email,
            is_caller: person.is_caller,
            joined: ago(now, person.created_at),
            used: person
                .last_used_at
                .map_or_else(|| "not signed in".to_owned(), |used| ago(now, used)),
        }
    }
}

impl LinkRow {
    fn new(link: OpenInvite) -> Self {
        let role = org_role_name(link.org_role);
        let purpose = match (link.invitation, link.place) {
            (Invitation::ResetPassword, _) => "Choose a new password".to_owned(),
            (Invitation::Join, None) => format!("Join as {}", role.to_lowercase()),
            (Invitation::Join, Some((project, place))) => format!(
                "Join as {}, and {project} as {}",
                role.to_lowercase(),
                project_role_name(place)
            ),
        };
        Self {
            id: link.id.to_string(),
            email: link.email,
            purpose,
            made_by: link.made_by,
            until: moment(link.expires_at),
        }
    }
}

/// `GET /people`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let now = state.clock.now();
    let people = access::people(&state.service, &visitor.caller).await?;
    let links = access::open_invites(&state.service, &visitor.caller).await?;
    let count = match people.len() {
        1 => "Only you so far.".to_owned(),
        many => format!(
            "{} can sign in here.",
            counted(many, "person").replace("persons", "people")
        ),
    };
    Ok(ok(&ListPage {
        page: visitor.page("People", Section::People),
        count,
        people: people.into_iter().map(|one| Row::new(one, now)).collect(),
        links: links.into_iter().map(LinkRow::new).collect(),
    }))
}
