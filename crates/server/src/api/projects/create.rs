//! `POST /api/v2/workspace`: a new project.

use axum::Json;
use serde::Serialize;
use serde_json::json;
use service::projects::{self, NewProject};
use utoipa::ToSchema;

use super::wire;
use crate::api::description::{self, Operation, boolean, text};
use crate::api::error::ApiError;
use crate::api::request::{Answer, Body, Call, Fields};

#[derive(Serialize, ToSchema)]
pub(super) struct Created {
    project: wire::Project,
}

pub(super) fn operation() -> Operation {
    let fields = description::Fields::new()
        .required(
            "projectName",
            text().min_length(Some(1)).max_length(Some(64)),
            "Its name.",
        )
        .optional(
            "slug",
            text(),
            "Its name in URLs; made from the name when left out.",
        )
        .optional("projectDescription", text(), "What it is for.")
        .optional(
            "shouldCreateDefaultEnvs",
            boolean(),
            "Whether to add Development, Staging and Production, as is the default.",
        );
    Operation::post(handle, "Create a project")
        .about("Whoever creates it becomes its admin.")
        .body(fields, json!({ "projectName": "Shop", "slug": "shop" }))
        .answers::<Created>(json!({ "project": wire::example() }))
}

async fn handle(call: Call, Body(body): Body) -> Answer<Created> {
    let project = projects::create(&call.service, &call.caller, parse(&body)?).await?;
    Ok(Json(Created {
        project: wire::Project::of(&call, project).await?,
    }))
}

fn parse(body: &Fields) -> Result<NewProject, ApiError> {
    Ok(NewProject {
        name: body.required_text("projectName")?.to_owned(),
        slug: body.parsed("slug")?,
        description: body.text("projectDescription")?.map(str::to_owned),
        default_environments: body.flag("shouldCreateDefaultEnvs")?.unwrap_or(true),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_environments_are_made_unless_refused() {
        let body = Fields::from_json(br#"{"projectName":"Shop","slug":""}"#).unwrap();
        let request = parse(&body).unwrap();
        assert!(request.default_environments && request.slug.is_none());
        let body = Fields::from_json(br#"{"projectName":"Shop","shouldCreateDefaultEnvs":false}"#)
            .unwrap();
        assert!(!parse(&body).unwrap().default_environments);
    }
}
