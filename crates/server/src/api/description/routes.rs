//! The routes of the API, for the router and for the OpenAPI document.

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use utoipa::openapi::path::{PathItem, Paths};
use utoipa::openapi::{RefOr, Schema};

use super::Operation;
use crate::State;

/// Routes that share a tag in the document.
pub(in crate::api) struct Routes {
    tag: &'static str,
    pub(super) router: Router<State>,
    pub(super) described: Described,
}

/// What the document says of routes.
#[derive(Default)]
pub(super) struct Described {
    pub(super) paths: Paths,
    pub(super) schemas: BTreeMap<String, RefOr<Schema>>,
    /// Names that two schemas share, of which the document can show one only.
    pub(super) clashes: BTreeSet<String>,
}

impl Described {
    pub(super) fn merge(&mut self, other: Self) {
        self.paths.merge(other.paths);
        self.add_schemas(other.schemas);
        self.clashes.extend(other.clashes);
    }

    fn add_schemas(&mut self, schemas: impl IntoIterator<Item = (String, RefOr<Schema>)>) {
        for (name, schema) in schemas {
            match self.schemas.get(&name) {
                Some(known) if *known != schema => {
                    self.clashes.insert(name);
                }
                Some(_) => {}
                None => {
                    self.schemas.insert(name, schema);
                }
            }
        }
    }
}

impl Routes {
    /// No routes yet.
    pub(in crate::api) fn tagged(tag: &'static str) -> Self {
        Self {
            tag,
            router: Router::new(),
            described: Described::default(),
        }
    }

    /// Adds an operation at a path, the way Infisical's clients call it: a slash at the end makes no
    /// difference. A last part `{*name}` takes the rest of the path, slashes included.
    pub(in crate::api) fn at(mut self, path: &str, operation: Operation) -> Self {
        let handler = operation.handler.clone();
        self.router = self.router.route(path, handler.clone());
        if !path.contains("{*") {
            self.router = self.router.route(&format!("{path}/"), handler);
        }
        let method = operation.method.clone();
        let shown = path.replace("{*", "{");
        let (described, schemas) = operation.describe(self.tag, &shown);
        self.described.add_schemas(schemas);
        let mut paths = Paths::new();
        paths.paths.insert(shown, PathItem::new(method, described));
        self.described.paths.merge(paths);
        self
    }
}
