//! Projects with all that is in them, as one server tells them and another takes them: Infisical's
//! routes and shapes, so either may be an Infisical or a Keyferry.

mod read;
mod write;

pub(crate) use write::TagIds;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

use super::secrets::kept_secret;

/// A project.
#[derive(Debug, Deserialize)]
pub(crate) struct RemoteProject {
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its slug.
    pub(crate) slug: String,
    /// What it is for.
    #[serde(default, deserialize_with = "or_default")]
    pub(crate) description: String,
    /// What it is of; only `secret-manager` holds secrets. Older servers do not say.
    #[serde(default, rename = "type")]
    pub(crate) kind: Option<String>,
    /// Its environments, in their order.
    #[serde(default)]
    pub(crate) environments: Vec<RemoteEnvironment>,
}

/// An environment.
#[derive(Debug, Deserialize)]
pub(crate) struct RemoteEnvironment {
    /// Its name.
    pub(crate) name: String,
    /// Its slug.
    pub(crate) slug: String,
}

/// A folder below the root.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemoteFolder {
    /// Its whole path.
    pub(crate) path: String,
    /// What it is for.
    #[serde(default, deserialize_with = "or_default")]
    pub(crate) description: String,
    /// Whether the server made it for itself.
    #[serde(default)]
    is_reserved: bool,
}

/// A tag.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct RemoteTag {
    /// Its id.
    pub(crate) id: String,
    /// Its slug.
    pub(crate) slug: String,
    /// Its name; the slug where a server leaves it out.
    #[serde(default, deserialize_with = "or_default")]
    pub(crate) name: String,
    /// Its colour.
    #[serde(default, deserialize_with = "or_default")]
    pub(crate) color: String,
}

/// An import of another folder.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "ImportOnWire")]
pub(crate) struct RemoteImport {
    /// The environment's slug.
    pub(crate) environment: String,
    /// The folder.
    pub(crate) path: String,
    is_reserved: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ImportOnWire {
    import_env: RemoteEnvironment,
    import_path: String,
    #[serde(default)]
    is_reserved: bool,
}

impl From<ImportOnWire> for RemoteImport {
    fn from(wire: ImportOnWire) -> Self {
        Self {
            environment: wire.import_env.slug,
            path: wire.import_path,
            is_reserved: wire.is_reserved,
        }
    }
}

/// A secret, its value as typed.
#[derive(Deserialize)]
pub(crate) struct RemoteSecret {
    /// Its key.
    #[serde(rename = "secretKey")]
    pub(crate) key: String,
    /// Its value.
    #[serde(rename = "secretValue", deserialize_with = "kept_secret")]
    pub(crate) value: SecretString,
    /// Whether the value is withheld, and what stands there is not it.
    #[serde(rename = "secretValueHidden", default)]
    pub(crate) hidden: bool,
    /// What somebody wrote about it.
    #[serde(rename = "secretComment", default, deserialize_with = "or_default")]
    pub(crate) comment: String,
    /// Its metadata.
    #[serde(rename = "secretMetadata", default, deserialize_with = "or_default")]
    pub(crate) metadata: Vec<RemoteMetadata>,
    /// Its tags.
    #[serde(default)]
    pub(crate) tags: Vec<TagOfSecret>,
    /// What a Keyferry says besides.
    #[serde(default)]
    pub(crate) keyferry: Option<RemoteExtra>,
    /// `personal` is one person's own and stays with the server it is on.
    #[serde(default, rename = "type")]
    kind: Option<String>,
}

/// A pair of a secret's metadata.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(crate) struct RemoteMetadata {
    /// Its name.
    pub(crate) key: String,
    /// Its value.
    #[serde(default, deserialize_with = "or_default")]
    pub(crate) value: String,
}

/// A tag as a secret names it.
#[derive(Debug, Deserialize)]
pub(crate) struct TagOfSecret {
    /// The tag's slug.
    pub(crate) slug: String,
}

/// What a Keyferry says of a secret and an Infisical does not.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemoteExtra {
    /// `secret` or `config`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Its content type.
    #[serde(default)]
    pub(crate) content_type: Option<String>,
}

impl RemoteSecret {
    /// Whether another server's secret is the same in all that can be carried over.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        let tags = |secret: &Self| {
            let mut slugs: Vec<_> = secret.tags.iter().map(|tag| tag.slug.clone()).collect();
            slugs.sort();
            slugs
        };
        let metadata = |secret: &Self| {
            let mut pairs = secret.metadata.clone();
            pairs.sort();
            pairs
        };
        self.value.expose_secret() == other.value.expose_secret()
            && !other.hidden
            && self.comment == other.comment
            && metadata(self) == metadata(other)
            && tags(self) == tags(other)
            && (self.keyferry.is_none() || self.keyferry == other.keyferry)
    }
}

/// Servers write what is empty as null, or leave it out.
fn or_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read<T: serde::de::DeserializeOwned>(wire: Value) -> T {
        serde_json::from_value(wire).unwrap()
    }

    #[test]
    fn what_a_server_leaves_out_or_calls_null_is_empty() {
        let tag: RemoteTag = read(json!({ "id": "1", "slug": "red", "name": null }));
        assert_eq!((tag.name.as_str(), tag.color.as_str()), ("", ""));
        let secret: RemoteSecret = read(json!({
            "secretKey": "A", "secretValue": "1", "secretComment": null, "secretMetadata": null,
        }));
        assert!(secret.comment.is_empty() && secret.metadata.is_empty() && !secret.hidden);
        let project: RemoteProject = read(json!({
            "id": "1", "name": "Shop", "slug": "shop", "description": null,
        }));
        assert!(project.description.is_empty() && project.environments.is_empty());
    }

    #[test]
    fn an_import_names_the_folder_that_it_takes_from() {
        let import: RemoteImport = read(json!({
            "id": "1",
            "importPath": "/shared",
            "importEnv": { "id": "2", "name": "Production", "slug": "prod" },
            "isReserved": false,
        }));
        assert_eq!(
            (import.environment.as_str(), import.path.as_str()),
            ("prod", "/shared")
        );
    }
}
