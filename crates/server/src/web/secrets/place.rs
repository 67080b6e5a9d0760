//! Which folder a page is about, and addresses within the secrets of a project.

use model::{SecretKey, SecretPath, Slug};
use serde::Deserialize;
use service::Error;
use service::secrets::Place;
use url::form_urlencoded::Serializer;

use crate::web::visitor::ProjectVisitor;

/// What an address of these pages may say.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub(super) path: String,
    #[serde(default)]
    pub(super) environment: String,
    #[serde(default)]
    pub(super) key: String,
}

/// The folder in the address; the root when there is none.
pub(super) fn path(text: &str) -> Result<SecretPath, Error> {
    if text.is_empty() {
        return Ok(SecretPath::root());
    }
    SecretPath::parse(text).map_err(Error::bad_name("path"))
}

/// A folder of an environment.
pub(super) fn place(
    visitor: &ProjectVisitor,
    environment: &str,
    folder: &str,
) -> Result<Place, Error> {
    Ok(Place {
        project: visitor.project.id,
        environment: Slug::parse(environment).map_err(Error::bad_name("environment"))?,
        path: path(folder)?,
    })
}

/// A key as it was typed.
pub(super) fn key(text: &str) -> Result<SecretKey, Error> {
    SecretKey::parse(text).map_err(Error::bad_name("key"))
}

/// An address with its query.
pub(super) fn address(base: &str, query: &[(&str, &str)]) -> String {
    let query = Serializer::new(String::new()).extend_pairs(query).finish();
    format!("{base}?{query}")
}

/// A folder on the way from the root to the one shown.
pub(in crate::web) struct Crumb {
    pub(in crate::web) name: String,
    pub(in crate::web) path: String,
    pub(in crate::web) current: bool,
}

/// The way from the root to a folder.
pub(super) fn crumbs(path: &SecretPath) -> Vec<Crumb> {
    let mut here = SecretPath::root();
    let mut crumbs = vec![Crumb {
        name: "/".to_owned(),
        path: here.to_string(),
        current: path.is_root(),
    }];
    for folder in path.folders() {
        here = here.join(&folder);
        crumbs.push(Crumb {
            name: folder.to_string(),
            path: here.to_string(),
            current: here == *path,
        });
    }
    crumbs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crumbs_lead_from_the_root_to_the_folder() {
        let path = SecretPath::parse("/checkout/payments").unwrap();
        let shown: Vec<_> = crumbs(&path)
            .into_iter()
            .map(|c| (c.path, c.current))
            .collect();
        assert_eq!(
            shown,
            [
                ("/".to_owned(), false),
                ("/checkout".to_owned(), false),
                ("/checkout/payments".to_owned(), true)
            ]
        );
    }

    #[test]
    fn an_address_carries_any_key() {
        assert_eq!(
            address("/x", &[("key", "A&B=C #1")]),
            "/x?key=A%26B%3DC+%231"
        );
    }
}
