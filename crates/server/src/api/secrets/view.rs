//! What a reader of secrets asks to see. The two route versions differ in their defaults.

use service::secrets::{Filter, MetadataTest, View};

use crate::api::description::{self, boolean, text};
use crate::api::error::ApiError;
use crate::api::request::Fields;

/// How the newer routes differ.
pub(super) const NEWER: &str =
    "References are expanded and imports included unless the request says otherwise.";

/// The most entries a `metadataFilter` may have (Infisical's limit).
const MOST_TESTS: usize = 10;

/// The older routes return references as typed, and no imports, unless asked to.
pub(super) fn v3(query: &Fields) -> Result<View, ApiError> {
    read(query, false)
}

/// The newer routes expand references and include imports unless asked not to.
pub(super) fn v4(query: &Fields) -> Result<View, ApiError> {
    read(query, true)
}

fn read(query: &Fields, all: bool) -> Result<View, ApiError> {
    let imports = match query.flag("include_imports")? {
        Some(flag) => Some(flag),
        None => query.flag("includeImports")?,
    };
    Ok(View {
        reveal: query.flag("viewSecretValue")?.unwrap_or(true),
        expand: query.flag("expandSecretReferences")?.unwrap_or(all),
        recursive: query.flag("recursive")?.unwrap_or(false),
        imports: imports.unwrap_or(all),
    })
}

/// What may be asked to see of a secret.
pub(super) fn fields() -> description::Fields {
    description::Fields::new()
        .optional(
            "viewSecretValue",
            boolean(),
            "Whether to show values, as is the default. A hidden one is `<hidden-by-infisical>`.",
        )
        .optional(
            "expandSecretReferences",
            boolean(),
            "Whether to put referenced values in place of references.",
        )
}

/// Whether imports are looked at.
pub(super) fn import_fields() -> description::Fields {
    description::Fields::new()
        .optional(
            "include_imports",
            boolean(),
            "Whether to look at what the folder imports, too.",
        )
        .optional("includeImports", boolean(), "The same.")
}

/// What a list may be narrowed down to.
pub(super) fn filter_fields() -> description::Fields {
    description::Fields::new()
        .optional(
            "recursive",
            boolean(),
            "Whether to list the folders below, too.",
        )
        .optional(
            "tagSlugs",
            text(),
            "Short names of tags, separated by commas, of which a secret has to have any.",
        )
        .optional(
            "metadataFilter",
            text(),
            "Metadata that a secret has to have: `key=a,value=b`, several separated by `|`.",
        )
        .optional(
            "includePersonalOverrides",
            boolean(),
            "Ignored: there are no personal secrets.",
        )
}

/// What a list is narrowed down to.
pub(super) fn filter(query: &Fields) -> Result<Filter, ApiError> {
    let tags = query.text("tagSlugs")?.unwrap_or_default();
    Ok(Filter {
        tags: tags
            .split(',')
            .map(str::trim)
            .filter(|slug| !slug.is_empty())
            .map(str::to_owned)
            .collect(),
        metadata: metadata(query)?,
    })
}

fn metadata(query: &Fields) -> Result<Vec<MetadataTest>, ApiError> {
    let Some(filter) = query.text("metadataFilter")? else {
        return Ok(Vec::new());
    };
    let fault = || {
        query.fault(
            "metadataFilter",
            "is none: use `key=a,value=b`, at most 10 of them separated by `|`",
        )
    };
    let mut tests = Vec::new();
    for part in filter.split('|') {
        let mut test = MetadataTest::default();
        for field in part.split(',') {
            let (name, wanted) = field.split_once('=').ok_or_else(fault)?;
            let spot = match name.trim() {
                "key" => &mut test.key,
                "value" => &mut test.value,
                _ => return Err(fault()),
            };
            *spot = Some(wanted.trim().to_owned());
        }
        tests.push(test);
    }
    if tests.len() > MOST_TESTS {
        return Err(fault());
    }
    Ok(tests)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newer_routes_expand_references_and_include_imports_by_default() {
        let nothing = Fields::from_query("");
        let (older, newer) = (v3(&nothing).unwrap(), v4(&nothing).unwrap());
        assert!(!older.expand && !older.imports);
        assert!(newer.expand && newer.imports);
        let refused = Fields::from_query("expandSecretReferences=False&includeImports=false");
        let refused = v4(&refused).unwrap();
        assert!(!refused.expand && !refused.imports);
    }

    #[test]
    fn imports_may_be_asked_for_in_both_spellings() {
        for query in ["include_imports=true", "includeImports=True"] {
            assert!(v3(&Fields::from_query(query)).unwrap().imports, "{query}");
        }
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

    #[test]
    fn a_filter_names_tags_and_metadata() {
        let query = "tagSlugs=a,%20b,&metadataFilter=key%3Downer,value%3Da%3Db%7Ckey%3Dteam";
        let filter = filter(&Fields::from_query(query)).unwrap();
        assert_eq!(filter.tags, ["a", "b"]);
        let test = |key: &str, value: Option<&str>| MetadataTest {
            key: Some(key.to_owned()),
            value: value.map(str::to_owned),
        };
        assert_eq!(
            filter.metadata,
            [test("owner", Some("a=b")), test("team", None)]
        );
    }

    #[test]
    fn a_metadata_filter_that_is_none_is_refused() {
        let many = ["key=a"; 11].join("|");
        for text in ["owner", "name=a", "key=a|", &many] {
            let query: String = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("metadataFilter", text)
                .finish();
            assert!(filter(&Fields::from_query(&query)).is_err(), "{text}");
        }
    }
}
