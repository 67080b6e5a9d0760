//! Which operation a method and a path mean.

use axum::http::Method;
use percent_encoding::percent_decode_str;

use super::problem::Refusal;
use crate::call::Call;

/// An operation of the data plane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    List,
    Get(String),
    Put(String),
    Delete(String),
    Keys,
    Labels,
    Revisions,
    Lock(String),
    Unlock(String),
}

impl Route {
    /// Whether a path belongs to the data plane at all.
    pub(crate) fn owns(path: &str) -> bool {
        let first = path
            .trim_start_matches('/')
            .split('/')
            .next()
            .unwrap_or_default();
        matches!(first, "kv" | "keys" | "labels" | "locks" | "revisions")
    }

    /// Reads the path as it came: a key may hold `/` raw or encoded, and `%25` is refused as
    /// the service's front refuses it.
    pub(crate) fn parse(method: &Method, path: &str) -> Result<Self, Refusal> {
        if path.contains("%25") {
            return Err(Refusal::BadPath);
        }
        let path = path.strip_prefix('/').unwrap_or(path);
        let (collection, key) = path.split_once('/').unwrap_or((path, ""));
        let key = percent_decode_str(key)
            .decode_utf8()
            .map_err(|_| Refusal::BadPath)?;
        let key = key.into_owned();
        if key == "." || key == ".." || key.chars().any(char::is_control) {
            return Err(Refusal::BadPath);
        }
        let read = method == Method::GET || method == Method::HEAD;
        let route = match (collection, key.is_empty()) {
            ("kv", true) if read => Self::List,
            ("keys", true) if read => Self::Keys,
            ("labels", true) if read => Self::Labels,
            ("revisions", true) if read => Self::Revisions,
            ("kv", false) if read => Self::Get(key),
            ("kv", false) if method == Method::PUT => Self::Put(key),
            ("kv", false) if method == Method::DELETE => Self::Delete(key),
            ("locks", false) if method == Method::PUT => Self::Lock(key),
            ("locks", false) if method == Method::DELETE => Self::Unlock(key),
            ("kv" | "keys" | "labels" | "revisions", true) | ("kv" | "locks", false) => {
                return Err(Refusal::MethodNotAllowed);
            }
            _ => return Err(Refusal::NotFound),
        };
        Ok(route)
    }

    /// The key that a request is about, if it is about one.
    pub(crate) fn key_of(call: &Call) -> Option<String> {
        match Self::parse(&call.method, call.uri.path()) {
            Ok(
                Self::Get(key)
                | Self::Put(key)
                | Self::Delete(key)
                | Self::Lock(key)
                | Self::Unlock(key),
            ) => Some(key),
            _ => None,
        }
    }

    /// Whether it changes the store.
    pub(crate) fn is_write(&self) -> bool {
        matches!(
            self,
            Self::Put(_) | Self::Delete(_) | Self::Lock(_) | Self::Unlock(_)
        )
    }
}
