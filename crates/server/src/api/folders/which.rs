//! The end of a folder route's path: a folder's id, or its name inside the folder that the fields
//! name.

use service::projects::Which;

use crate::api::error::ApiError;

const FIELD: &str = "folderIdOrName";

pub(super) fn parse(text: &str) -> Result<Which, ApiError> {
    if let Ok(id) = text.parse() {
        return Ok(Which::Id(id));
    }
    let name = text.parse().map_err(ApiError::name(FIELD))?;
    Ok(Which::Named(name))
}
