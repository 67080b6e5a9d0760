//! Keys and values that people keep with an identity.

use model::entropy::random_bytes;
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::{Error, Service};

/// So many may be kept with an identity.
const MOST: usize = 100;
/// Characters that a key may have at most.
const LONGEST_KEY: usize = 255;
/// Characters that a value may have at most.
const LONGEST_VALUE: usize = 1_020;

/// A key and a value. Both are shown to all members of the organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadatum {
    /// Its id, new whenever the metadata is set.
    pub id: Uuid,
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
}

/// Metadata of these keys and values, as it is stored.
pub(super) fn write(service: &Service, pairs: Vec<(String, String)>) -> Result<String, Error> {
    if pairs.len() > MOST {
        return Err(Error::invalid("metadata", "keep at most 100 of them"));
    }
    let mut metadata = Vec::with_capacity(pairs.len());
    for (key, value) in pairs {
        let key = key.trim().to_owned();
        if key.is_empty() || key.chars().count() > LONGEST_KEY {
            return Err(Error::invalid("metadata", "a key has 1 to 255 characters"));
        }
        if value.chars().count() > LONGEST_VALUE {
            let problem = "a value has at most 1,020 characters";
            return Err(Error::invalid("metadata", problem));
        }
        let id = Builder::from_random_bytes(random_bytes(service.entropy())).into_uuid();
        metadata.push(Metadatum { id, key, value });
    }
    serde_json::to_string(&metadata).map_err(|error| Error::Internal(error.to_string()))
}

pub(super) fn read(text: &str) -> Result<Vec<Metadatum>, Error> {
    serde_json::from_str(text)
        .map_err(|error| Error::Internal(format!("metadata of an identity: {error}")))
}
