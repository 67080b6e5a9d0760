//! What a reader of secrets asks to see. The two route versions differ in their defaults.

use service::secrets::View;

use crate::api::error::ApiError;
use crate::api::request::Fields;

/// The older routes return references as typed unless asked to expand them.
pub(super) fn v3(query: &Fields) -> Result<View, ApiError> {
    read(query, false)
}

/// The newer routes expand references unless asked not to.
pub(super) fn v4(query: &Fields) -> Result<View, ApiError> {
    read(query, true)
}

fn read(query: &Fields, expand: bool) -> Result<View, ApiError> {
    Ok(View {
        reveal: query.flag("viewSecretValue")?.unwrap_or(true),
        expand: query.flag("expandSecretReferences")?.unwrap_or(expand),
        recursive: query.flag("recursive")?.unwrap_or(false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newer_routes_expand_references_by_default() {
        let nothing = Fields::from_query("");
        assert!(!v3(&nothing).unwrap().expand);
        assert!(v4(&nothing).unwrap().expand);
        assert!(
            !v4(&Fields::from_query("expandSecretReferences=False"))
                .unwrap()
                .expand
        );
    }

    #[test]
    fn values_are_shown_unless_refused() {
        assert!(v3(&Fields::from_query("")).unwrap().reveal);
        assert!(
            !v3(&Fields::from_query("viewSecretValue=false"))
                .unwrap()
                .reveal
        );
    }
}
