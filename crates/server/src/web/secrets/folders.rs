//! Making a folder, in every environment of the project.

use axum::extract;
use axum::response::Response;
use model::secret::FolderName;
use service::secrets::Place;
use service::{Error, projects};

use super::place::{address, path};
use crate::State;
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::form::Sent;
use crate::web::visitor::ProjectVisitor;

/// `POST /projects/{project}/secrets/folders`
pub(super) async fn create(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let parent = path(sent.text("path"))?;
    let name = FolderName::parse(sent.text("name")).map_err(Error::bad_name("name"))?;
    let project = visitor.project.id;
    for environment in projects::environments(&state.service, &visitor.caller, project).await? {
        let place = Place {
            project,
            environment: environment.slug,
            path: parent.clone(),
        };
        let made = projects::create_folder(&state.service, &visitor.caller, &place, &name).await;
        match made {
            // An environment may have it already, or lack the folder around it.
            Ok(_) | Err(Error::Taken { .. } | Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let inside = parent.join(&name);
    let to = address(&visitor.address("secrets"), &[("path", inside.as_str())]);
    Ok(flash::redirect(&to, Done::FolderCreated, inside.as_str()))
}
