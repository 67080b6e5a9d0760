//! The organization that this instance belongs to.

use model::Slug;
use model::id::OrganizationId;
use store::ReadTx;
use store::organization::Organization;

use crate::{Error, Service};

/// The organization as its members see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationView {
    /// Its id.
    pub id: OrganizationId,
    /// Its name.
    pub name: String,
    /// Its name in URLs.
    pub slug: Slug,
}

/// The organization's id, which the API shows beside projects and connections.
///
/// # Errors
/// When the database fails, or nobody has set the instance up yet.
pub async fn organization(service: &Service) -> Result<OrganizationId, Error> {
    organization_in(&service.store().read().await?).await
}

/// The organization.
///
/// # Errors
/// When the database fails, or nobody has set the instance up yet.
pub async fn organization_view(service: &Service) -> Result<OrganizationView, Error> {
    let row = row(&service.store().read().await?).await?;
    Ok(OrganizationView {
        id: row.id,
        name: row.name,
        slug: row.slug,
    })
}

/// Whether a request that names an organization by its slug means the one there is.
///
/// # Errors
/// When the database fails, or nobody has set the instance up yet.
pub async fn is_own_organization(service: &Service, slug: &str) -> Result<bool, Error> {
    let tx = service.store().read().await?;
    Ok(row(&tx).await?.slug.as_str() == slug)
}

/// The organization's id.
pub(crate) async fn organization_in(tx: &ReadTx) -> Result<OrganizationId, Error> {
    Ok(row(tx).await?.id)
}

async fn row(tx: &ReadTx) -> Result<Organization, Error> {
    match store::organization::get(tx).await? {
        Some(organization) => Ok(organization),
        None => Err(Error::Internal(
            "nobody has set this instance up".to_owned(),
        )),
    }
}
