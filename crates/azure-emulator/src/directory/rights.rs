//! The data actions of App Configuration.

use serde::{Deserialize, Serialize};

/// Which data actions of `Microsoft.AppConfiguration/configurationStores/keyValues` are allowed.
/// Any combination is a possible custom role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    /// `keyValues/read`.
    #[serde(default)]
    pub read: bool,
    /// `keyValues/write`, which covers locking too.
    #[serde(default)]
    pub write: bool,
    /// `keyValues/delete`.
    #[serde(default)]
    pub delete: bool,
}

impl Rights {
    /// No data role.
    pub const NONE: Self = Self {
        read: false,
        write: false,
        delete: false,
    };
    /// App Configuration Data Reader.
    pub const READER: Self = Self {
        read: true,
        write: false,
        delete: false,
    };
    /// App Configuration Data Owner.
    pub const OWNER: Self = Self {
        read: true,
        write: true,
        delete: true,
    };

    /// What both allow: a delegated token has the user's roles narrowed by its scopes.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            read: self.read && other.read,
            write: self.write && other.write,
            delete: self.delete && other.delete,
        }
    }

    /// What the scopes of a delegated token (`scp`) allow. Unknown names allow nothing.
    #[must_use]
    pub fn of_scopes(scopes: &str) -> Self {
        let has = |name: &str| scopes.split(' ').any(|scope| scope == name);
        Self {
            read: has("KeyValue.Read"),
            write: has("KeyValue.Write"),
            delete: has("KeyValue.Delete"),
        }
    }
}
