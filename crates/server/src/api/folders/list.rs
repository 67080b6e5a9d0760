//! `GET /api/v1/folders` and `GET /api/v2/folders`: the folders inside another.

use axum::Json;
use model::SecretPath;
use serde::Serialize;
use serde_json::json;
use service::projects;
use utoipa::ToSchema;

use super::wire::{self, Folder};
use crate::api::description::{Operation, boolean, text};
use crate::api::request::{Answer, Call, Query};
use crate::api::secrets::place;

#[derive(Serialize, ToSchema)]
pub(super) struct Folders {
    folders: Vec<Listed>,
}

/// A folder of a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ListedFolder)]
struct Listed {
    #[serde(flatten)]
    folder: Folder,
    /// Its path from the folder that was asked about; in recursive lists only.
    #[serde(skip_serializing_if = "Option::is_none")]
    relative_path: Option<String>,
}

pub(super) fn operation() -> Operation {
    let fields = wire::around()
        .optional("recursive", boolean(), "Whether to list theirs too.")
        .optional(
            "lastSecretModified",
            text(),
            "Accepted for Infisical's clients; every folder is listed whatever it says.",
        );
    Operation::get(handle, "List folders")
        .query(&fields)
        .answers::<Folders>(json!({ "folders": [wire::example()] }))
}

async fn handle(call: Call, Query(query): Query) -> Answer<Folders> {
    let place = place::of(&call, &query).await?;
    let recursive = query.flag("recursive")?.unwrap_or(false);
    let folders = projects::folders(&call.service, &call.caller, &place, recursive).await?;
    let listed = folders.into_iter().map(|folder| Listed {
        relative_path: recursive.then(|| relative(&folder.path, &place.path)),
        folder: folder.into(),
    });
    Ok(Json(Folders {
        folders: listed.collect(),
    }))
}

/// A path as seen from one around it, with a slash in front.
fn relative(path: &SecretPath, around: &SecretPath) -> String {
    let rest = path.as_str().strip_prefix(around.as_str());
    let rest = rest.filter(|_| !around.is_root());
    rest.unwrap_or(path.as_str()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_begins_where_the_list_does() {
        for (path, around, expected) in [
            ("/a/b", "/", "/a/b"),
            ("/a/b", "/a", "/b"),
            ("/a/b/c", "/a", "/b/c"),
        ] {
            let (path, around) = (path.parse().unwrap(), around.parse().unwrap());
            assert_eq!(relative(&path, &around), expected);
        }
    }
}
