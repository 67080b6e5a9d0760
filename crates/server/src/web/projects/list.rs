//! The projects a person may see.

use askama::Template;
use axum::extract;
use axum::response::Response;
use model::Timestamp;
use service::projects::{self, Project};

use crate::State;
use crate::web::failure::Failure;
use crate::web::page::{Page, Section, ok};
use crate::web::view::ago;
use crate::web::visitor::Visitor;

#[derive(Template)]
#[template(path = "projects/list.html")]
pub(in crate::web) struct ListPage {
    pub(in crate::web) page: Page,
    pub(in crate::web) projects: Vec<Row>,
}

pub(in crate::web) struct Row {
    pub(in crate::web) name: String,
    pub(in crate::web) slug: String,
    pub(in crate::web) description: String,
    pub(in crate::web) made: String,
}

impl Row {
    fn new(project: Project, now: Timestamp) -> Self {
        Self {
            name: project.name,
            slug: project.slug.to_string(),
            description: project.description.unwrap_or_default(),
            made: ago(now, project.created_at),
        }
    }
}

/// `GET /projects`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let now = state.clock.now();
    let projects = projects::list(&state.service, &visitor.caller).await?;
    Ok(ok(&ListPage {
        page: visitor.page("Projects", Section::Projects),
        projects: projects
            .into_iter()
            .map(|project| Row::new(project, now))
            .collect(),
    }))
}
