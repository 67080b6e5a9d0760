//! `POST /api/v2/workspace` and `POST /api/v1/projects`: a new project.

use axum::Json;
use serde::Serialize;
use serde_json::json;
use service::projects::{self, NewProject};
use service::{Service, access};
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
        .optional(
            "projectDescription",
            text().max_length(Some(1024)),
            "What it is for.",
        )
        .optional(
            "type",
            text().enum_values(Some([wire::KIND])),
            "Keyferry has this type only.",
        )
        .optional(
            "organizationSlug",
            text(),
            "The organization, of which there is one.",
        )
        .optional(
            "shouldCreateDefaultEnvs",
            boolean(),
            "Whether to add Development, Staging and Production, as is the default.",
        )
        .optional(
            "hasDeleteProtection",
            boolean(),
            "Whether it refuses to be deleted.",
        );
    Operation::post(handle, "Create a project")
        .about("Whoever creates it becomes its admin.")
        .body(fields, json!({ "projectName": "Shop", "slug": "shop" }))
        .answers::<Created>(json!({ "project": wire::example() }))
}

async fn handle(call: Call, Body(body): Body) -> Answer<Created> {
    refuse_what_is_absent(&call.service, &body).await?;
    let project = projects::create(&call.service, &call.caller, parse(&body)?).await?;
    Ok(Json(Created {
        project: project.into(),
    }))
}

fn parse(body: &Fields) -> Result<NewProject, ApiError> {
    Ok(NewProject {
        name: body.required_text("projectName")?.to_owned(),
        slug: body.parsed("slug")?,
        description: body.exact_text("projectDescription")?.map(str::to_owned),
        default_environments: body.flag("shouldCreateDefaultEnvs")?.unwrap_or(true),
        delete_protection: body.flag("hasDeleteProtection")?.unwrap_or(false),
    })
}

/// Whoever asks for a project of another type, from a template, under a key of theirs or in another
/// organization would not get what they asked for.
async fn refuse_what_is_absent(service: &Service, body: &Fields) -> Result<(), ApiError> {
    let refused = |sentence: String| Err(ApiError::BadRequest(sentence));
    if let Some(kind) = body.text("type")?.filter(|kind| *kind != wire::KIND) {
        return refused(format!(
            "projects of type `{kind}` are not supported: use `{}`, or leave `type` out",
            wire::KIND
        ));
    }
    // Infisical's name for no template.
    if let Some(template) = body.text("template")?.filter(|name| *name != "default") {
        return refused(format!(
            "project templates are not supported: leave `template` out instead of asking for `{template}`"
        ));
    }
    if body.text("kmsKeyId")?.is_some() {
        return refused(
            "keys of an external KMS are not supported: leave `kmsKeyId` out".to_owned(),
        );
    }
    if let Some(slug) = body.text("organizationSlug")?
        && !access::is_own_organization(service, slug).await?
    {
        return refused(format!(
            "organization `{slug}` is not this instance's: leave `organizationSlug` out"
        ));
    }
    Ok(())
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
