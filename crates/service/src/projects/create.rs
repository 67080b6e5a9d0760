//! Making a project.

use model::access::{Grants, ProjectRole};
use model::entropy::random_bytes;
use model::id::ProjectId;
use model::{NameError, Slug};
use serde_json::json;
use store::{Constraint, projects};

use super::{NewEnvironment, Project, environments, text};
use crate::keyring::Owner;
use crate::{Caller, Error, Service, What, access, audit};

/// What a new project needs.
pub struct NewProject {
    /// Its name.
    pub name: String,
    /// Its name in URLs; made from the name when absent.
    pub slug: Option<Slug>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether to add Development, Staging and Production.
    pub default_environments: bool,
    /// Whether it refuses to be deleted.
    pub delete_protection: bool,
}

/// The environments a project starts with, as Infisical's do.
const DEFAULTS: [(&str, &str); 3] = [
    ("Development", "dev"),
    ("Staging", "staging"),
    ("Production", "prod"),
];

/// Makes a project with a data key of its own; the caller becomes its admin.
///
/// # Errors
/// [`Error::AdminsOnly`] for others; [`Error::Taken`] when the slug is in use.
pub async fn create(
    service: &Service,
    caller: &Caller,
    request: NewProject,
) -> Result<Project, Error> {
    caller.must_be_admin()?;
    let name = text::name("projectName", &request.name, 64)?;
    text::description("projectDescription", request.description.as_deref())?;
    let slug = match request.slug {
        Some(slug) => slug,
        None => slug_for(service, &name).map_err(Error::bad_name("slug"))?,
    };
    let now = service.now();
    let project = projects::Project {
        id: ProjectId::generate(service.clock(), service.entropy()),
        name,
        slug,
        description: request.description,
        delete_protection: request.delete_protection,
        created_at: now,
        updated_at: now,
    };

    let tx = service.store().write().await?;
    projects::insert(&tx, &project).await.map_err(Error::taken(
        What::Project,
        &project.slug,
        Constraint::ProjectSlug,
    ))?;
    let owner = Owner::Project(project.id);
    service
        .keyring()
        .create(&tx, owner, service.clock(), service.entropy())
        .await?;
    if let Some(member) = caller.member() {
        access::join(service, &tx, project.id, member, ProjectRole::Admin).await?;
    }
    if request.default_environments {
        for (name, slug) in DEFAULTS {
            let slug = Slug::parse(slug).map_err(Error::bad_name("slug"))?;
            let environment = NewEnvironment {
                name: name.to_owned(),
                slug,
                position: None,
            };
            environments::insert(service, &tx, project.id, environment).await?;
        }
    }
    let detail = json!({ "name": project.name, "slug": project.slug });
    audit::record(
        service,
        &tx,
        caller,
        "create-project",
        Some(project.id),
        detail,
    )
    .await?;
    let made = Project::see(&tx, &Grants::Everything, project).await?;
    tx.commit().await?;
    Ok(made)
}

/// A slug from the name, with four digits that keep it apart from others (as Infisical does).
fn slug_for(service: &Service, name: &str) -> Result<Slug, NameError> {
    let mut base = Slug::from_title(name).as_str().to_owned();
    base.truncate(59);
    let digits = hex::encode(random_bytes::<2>(service.entropy()));
    Slug::parse(&format!("{}-{digits}", base.trim_end_matches('-')))
}
