//! Many secrets of one folder at once, all or none.

pub(super) mod create;
pub(super) mod delete;
pub(super) mod update;

use crate::api::error::ApiError;
use crate::api::request::Fields;

/// The items of a batch. They lie in the batch's folder: one that names another is refused, because
/// a batch has one place.
fn items(body: &Fields) -> Result<Vec<Fields>, ApiError> {
    let items = body
        .objects("secrets")?
        .ok_or_else(|| body.missing("secrets"))?;
    for item in &items {
        super::change::refuse_personal(item)?;
        let elsewhere = item.text("secretPath")?.is_some()
            && super::place::path(item)? != super::place::path(body)?;
        if elsewhere {
            return Err(item.fault(
                "secretPath",
                "is another folder than the batch's: send one batch for each folder",
            ));
        }
    }
    Ok(items)
}
