//! The organization as other shapes name it, and as requests may name it.

use model::Slug;
use model::id::OrganizationId;
use serde::Serialize;
use service::access::{self, OrganizationView};
use service::{Error, Service};
use utoipa::ToSchema;

use crate::api::error::ApiError;
use crate::api::request::Fields;

/// The organization.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Organization {
    id: OrganizationId,
    name: String,
    slug: Slug,
}

impl From<OrganizationView> for Organization {
    fn from(organization: OrganizationView) -> Self {
        Self {
            id: organization.id,
            name: organization.name,
            slug: organization.slug,
        }
    }
}

/// The organization's id. A request that names another is told that there is none.
pub(in crate::api) async fn own(
    service: &Service,
    fields: &Fields,
    field: &str,
) -> Result<OrganizationId, ApiError> {
    let own = access::organization(service).await?;
    match fields.parsed::<OrganizationId>(field)? {
        Some(other) if other != own => Err(ApiError::NotFound(format!(
            "organization `{other}` was not found"
        ))),
        _ => Ok(own),
    }
}

/// Checks the `organizationSlug` of a sign-in: absent, or the one there is.
pub(in crate::api) async fn must_be_own(service: &Service, body: &Fields) -> Result<(), ApiError> {
    match body.text("organizationSlug")? {
        Some(slug) if !access::is_own_organization(service, slug).await? => {
            Err(Error::Unauthenticated("there is no organization of that slug here").into())
        }
        _ => Ok(()),
    }
}
