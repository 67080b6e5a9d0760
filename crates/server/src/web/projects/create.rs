//! Making a project.

use askama::Template;
use axum::extract;
use axum::response::Response;
use model::Slug;
use service::Error;
use service::projects::{self, NewProject, Project};

use crate::State;
use crate::web::flash::{self, Done};
use crate::web::form::{Field, Rejection, Sent};
use crate::web::page::{Page, Section, ok, render};
use crate::web::view::Notice;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "projects/new.html")]
struct NewPage {
    page: Page,
    notice: Option<Notice>,
    fields: Vec<Field>,
}

fn fields(sent: Option<&Sent>) -> Vec<Field> {
    vec![
        Field::text("name", "Name")
            .placeholder("Storefront")
            .focused()
            .kept(sent),
        Field::text("slug", "Name in URLs")
            .optional()
            .placeholder("storefront")
            .help("Lower-case letters, digits and dashes. Made from the name when empty.")
            .kept(sent),
        Field::text("description", "Description")
            .optional()
            .kept(sent),
    ]
}

/// `GET /projects/new`
pub(super) async fn show(visitor: Visitor) -> Response {
    ok(&NewPage {
        page: visitor.page("New project", Section::Projects),
        notice: None,
        fields: fields(None),
    })
}

/// `POST /projects/new`
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
    sent: Sent,
) -> Response {
    match create(&state, &visitor, &sent).await {
        Ok(project) => flash::redirect(
            &format!("/projects/{}/secrets", project.slug),
            Done::ProjectCreated,
            &project.name,
        ),
        Err(error) => {
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut fields = fields(Some(&sent));
            let notice = rejection.place(&mut fields);
            let page = visitor.page("New project", Section::Projects);
            render(
                status,
                &NewPage {
                    page,
                    notice,
                    fields,
                },
            )
        }
    }
}

async fn create(state: &State, visitor: &Visitor, sent: &Sent) -> Result<Project, Error> {
    let slug = sent
        .typed("slug")
        .map(|slug| Slug::parse(&slug).map_err(Error::bad_name("slug")))
        .transpose()?;
    let request = NewProject {
        name: sent.text("name").to_owned(),
        slug,
        description: sent.typed("description"),
        default_environments: true,
        delete_protection: false,
    };
    projects::create(&state.service, &visitor.caller, request).await
}
