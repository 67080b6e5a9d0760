//! Which folder a request means. Clients write the project and the folder in several ways.

use model::id::ProjectId;
use model::{SecretPath, Slug};
use service::projects;
use service::secrets::Place;

use crate::api::description::{self, text, uuid};
use crate::api::error::ApiError;
use crate::api::request::{Call, Fields};

const PROJECT_IDS: [&str; 2] = ["workspaceId", "projectId"];
const PROJECT_SLUGS: [&str; 2] = ["workspaceSlug", "projectSlug"];
const PATHS: [&str; 3] = ["secretPath", "path", "directory"];

/// The fields that name a folder. Others of the same meaning are known too.
pub(in crate::api) fn fields() -> description::Fields {
    description::Fields::new()
        .optional("projectId", uuid(), "The project; or `workspaceId`.")
        .optional("workspaceId", uuid(), "The project, in older spelling.")
        .optional(
            "projectSlug",
            text().max_length(Some(64)),
            "The project by its name in URLs; or `workspaceSlug`.",
        )
        .required(
            "environment",
            text().pattern(Some("^[a-z0-9-]+$")).max_length(Some(64)),
            "The environment by its short name.",
        )
        .optional(
            "secretPath",
            text(),
            "The folder; the root folder when left out.",
        )
}

/// The folder that a query or body means.
pub(in crate::api) async fn of(call: &Call, fields: &Fields) -> Result<Place, ApiError> {
    let environment: Slug = fields.required("environment")?;
    let path = path(fields)?;
    let project = project(call, fields).await?;
    Ok(Place {
        project,
        environment,
        path,
    })
}

/// The project that a query or body means.
async fn project(call: &Call, fields: &Fields) -> Result<ProjectId, ApiError> {
    if let Some(id) = fields.first_text(&PROJECT_IDS)? {
        id.parse().map_err(ApiError::name("projectId"))
    } else if let Some(slug) = fields.first_text(&PROJECT_SLUGS)? {
        let slug = slug.parse().map_err(ApiError::name("projectSlug"))?;
        let project = projects::by_slug(&call.service, &call.caller, &slug).await?;
        Ok(project.id)
    } else {
        Err(ApiError::BadRequest(
            "Missing project id or environment".to_owned(),
        ))
    }
}

/// A missing slash at the start is added, as Infisical does.
pub(in crate::api) fn path(fields: &Fields) -> Result<SecretPath, ApiError> {
    let Some(text) = fields.first_text(&PATHS)? else {
        return Ok(SecretPath::root());
    };
    let absolute = if text.starts_with('/') {
        text.to_owned()
    } else {
        format!("/{text}")
    };
    absolute.parse().map_err(ApiError::name("secretPath"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_may_be_written_in_every_way_that_clients_do() {
        for (query, wanted) in [
            ("", "/"),
            ("secretPath=", "/"),
            ("secretPath=%2F", "/"),
            ("secretPath=/a/", "/a"),
            ("secretPath=a/b", "/a/b"),
            ("path=/a", "/a"),
            ("directory=/a", "/a"),
        ] {
            assert_eq!(
                path(&Fields::from_query(query)).unwrap().as_str(),
                wanted,
                "{query}"
            );
        }
        assert!(path(&Fields::from_query("secretPath=/a//b")).is_err());
    }
}
