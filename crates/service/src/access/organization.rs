//! The organization that this instance belongs to.

use model::id::OrganizationId;

use crate::{Error, Service};

/// The organization's id, which the API shows beside projects and connections.
///
/// # Errors
/// When the database fails, or nobody has set the instance up yet.
pub async fn organization(service: &Service) -> Result<OrganizationId, Error> {
    let tx = service.store().read().await?;
    match store::organization::get(&tx).await? {
        Some(organization) => Ok(organization.id),
        None => Err(Error::Internal(
            "nobody has set this instance up".to_owned(),
        )),
    }
}
