//! The grid: each key beside its value in every environment. A value of kind `secret` is not in
//! the page.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{self, Query};
use axum::response::Response;
use model::SecretPath;
use model::secret::SecretKind;
use service::projects::{self, Environment};
use service::secrets::{self, Place, Secret, View};
use service::{Error, What};

use super::place::{Asked, Crumb, address, crumbs, path};
use crate::State;
use crate::web::failure::Failure;
use crate::web::page::{Page, Section, ok};
use crate::web::view::Notice;
use crate::web::visitor::ProjectVisitor;

#[derive(Template)]
#[template(path = "secrets/grid.html")]
pub(in crate::web) struct GridPage {
    pub(in crate::web) page: Page,
    pub(in crate::web) place: Location,
    pub(in crate::web) notice: Option<Notice>,
    pub(in crate::web) environments: Vec<Column>,
    pub(in crate::web) folders: Vec<FolderRow>,
    pub(in crate::web) rows: Vec<Row>,
}

pub(in crate::web) struct Location {
    pub(in crate::web) base: String,
    pub(in crate::web) path: String,
    pub(in crate::web) crumbs: Vec<Crumb>,
}

pub(in crate::web) struct Column {
    pub(in crate::web) name: String,
    pub(in crate::web) slug: String,
}

/// A folder with how many secrets it has in each environment.
pub(in crate::web) struct FolderRow {
    pub(in crate::web) name: String,
    pub(in crate::web) path: String,
    pub(in crate::web) counts: Vec<usize>,
}

pub(in crate::web) struct Row {
    pub(in crate::web) key: String,
    pub(in crate::web) config: bool,
    pub(in crate::web) cells: Vec<Cell>,
}

pub(in crate::web) struct Cell {
    pub(in crate::web) base: String,
    pub(in crate::web) environment: String,
    pub(in crate::web) path: String,
    pub(in crate::web) key: String,
    pub(in crate::web) version: i64,
    pub(in crate::web) add: String,
    pub(in crate::web) edit: String,
    pub(in crate::web) history: String,
    pub(in crate::web) content: Content,
}

pub(in crate::web) enum Content {
    Missing,
    Masked,
    Shown(String),
}

/// `GET /projects/{project}/secrets`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let path = path(&asked.path)?;
    let environments =
        projects::environments(&state.service, &visitor.caller, visitor.project.id).await?;
    let contents = read(&state, &visitor, &environments, &path).await?;
    let base = visitor.address("secrets");
    let page = visitor.page(&state, "Secrets", Section::Secrets).await;
    Ok(ok(&GridPage {
        page,
        place: Location {
            path: path.to_string(),
            crumbs: crumbs(&path),
            base: base.clone(),
        },
        notice: None,
        folders: folder_rows(&contents, &path),
        rows: rows(&contents, &environments, &path, &base),
        environments: environments
            .into_iter()
            .map(|environment| Column {
                name: environment.name,
                slug: environment.slug.to_string(),
            })
            .collect(),
    }))
}

/// What one environment has in a folder and below it.
struct Contents {
    secrets: Vec<Secret>,
    folders: Vec<SecretPath>,
}

/// Reads a folder in every environment. One that lacks the folder has nothing in it; when all do,
/// there is no such folder.
async fn read(
    state: &State,
    visitor: &ProjectVisitor,
    environments: &[Environment],
    path: &SecretPath,
) -> Result<Vec<Contents>, Error> {
    let view = View {
        recursive: true,
        ..View::default()
    };
    let mut all = Vec::new();
    let mut found = path.is_root();
    for environment in environments {
        let place = Place {
            project: visitor.project.id,
            environment: environment.slug.clone(),
            path: path.clone(),
        };
        let secrets = secrets::list(&state.service, &visitor.caller, &place, view).await;
        let contents = match secrets {
            Ok(secrets) => {
                found = true;
                let folders =
                    projects::folders(&state.service, &visitor.caller, &place, false).await?;
                Contents {
                    secrets,
                    folders: folders.into_iter().map(|folder| folder.path).collect(),
                }
            }
            Err(Error::NotFound {
                what: What::Folder, ..
            }) => Contents {
                secrets: Vec::new(),
                folders: Vec::new(),
            },
            Err(error) => return Err(error),
        };
        all.push(contents);
    }
    if found {
        Ok(all)
    } else {
        Err(Error::not_found(What::Folder, path))
    }
}

fn folder_rows(contents: &[Contents], path: &SecretPath) -> Vec<FolderRow> {
    let folders: BTreeSet<&SecretPath> = contents.iter().flat_map(|c| &c.folders).collect();
    let inside = |secret: &Secret, folder: &SecretPath| {
        let rest = secret.path.as_str().strip_prefix(folder.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    folders
        .into_iter()
        .filter(|folder| *folder != path)
        .map(|folder| FolderRow {
            name: folder
                .split_last()
                .map(|(_, name)| name.to_string())
                .unwrap_or_default(),
            path: folder.to_string(),
            counts: contents
                .iter()
                .map(|c| {
                    c.secrets
                        .iter()
                        .filter(|secret| inside(secret, folder))
                        .count()
                })
                .collect(),
        })
        .collect()
}

fn rows(
    contents: &[Contents],
    environments: &[Environment],
    path: &SecretPath,
    base: &str,
) -> Vec<Row> {
    let mut keys: BTreeMap<&str, Vec<Option<&Secret>>> = BTreeMap::new();
    for (place, contents) in contents.iter().enumerate() {
        for secret in contents
            .secrets
            .iter()
            .filter(|secret| secret.path == *path)
        {
            let row = keys
                .entry(secret.key.as_str())
                .or_insert_with(|| vec![None; environments.len()]);
            row[place] = Some(secret);
        }
    }
    keys.into_iter()
        .map(|(key, secrets)| Row {
            key: key.to_owned(),
            config: secrets
                .iter()
                .flatten()
                .any(|secret| secret.kind == SecretKind::Config),
            cells: secrets
                .into_iter()
                .zip(environments)
                .map(|(secret, environment)| cell(key, secret, environment, path, base))
                .collect(),
        })
        .collect()
}

fn cell(
    key: &str,
    secret: Option<&Secret>,
    environment: &Environment,
    path: &SecretPath,
    base: &str,
) -> Cell {
    let environment = environment.slug.as_str();
    let query = [
        ("environment", environment),
        ("path", path.as_str()),
        ("key", key),
    ];
    let content = match secret {
        None => Content::Missing,
        Some(Secret {
            kind: SecretKind::Config,
            value: Some(value),
            ..
        }) => Content::Shown(value.reveal().to_owned()),
        Some(_) => Content::Masked,
    };
    Cell {
        base: base.to_owned(),
        environment: environment.to_owned(),
        path: path.to_string(),
        key: key.to_owned(),
        version: secret.map_or(0, |secret| secret.version),
        add: address(&format!("{base}/new"), &query),
        history: address(&format!("{base}/history"), &query),
        edit: secret.map_or_else(String::new, |_| address(&format!("{base}/edit"), &query)),
        content,
    }
}
