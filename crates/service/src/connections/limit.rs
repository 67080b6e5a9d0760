//! What a connection of the organization may be used for: read from what was entered, asked for
//! each sync, and held to at the destination.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use model::connection::{Limit, Limits, OutsideLimit};
use model::id::ProjectId;
use model::{Cause, Diagnosis};
use plan::DestinationKey;
use store::ReadTx;
use store::connections::{Connection, Scope};
use url::Url;

use super::destination::{Content, Destination, Entry, Fault, FaultClass, Look, Traffic, When};
use crate::Error;
use crate::projects::must_exist;

/// Limits as they are kept: hosts and prefixes checked, each project once.
///
/// # Errors
/// [`Error::Invalid`] naming the field that cannot be used; [`Error::NotFound`] for a project that
/// is not there.
pub(super) async fn checked(tx: &ReadTx, scope: Scope, limits: Limits) -> Result<Limits, Error> {
    if matches!(scope, Scope::Project(_)) && !limits.is_empty() {
        let problem = "only a connection of the organization has limits: this one is used by its \
                       own project alone";
        return Err(Error::invalid("limits", problem));
    }
    let mut seen = BTreeSet::new();
    let mut checked = Vec::new();
    for limit in limits.0 {
        must_exist(tx, limit.project_id).await?;
        if !seen.insert(limit.project_id) {
            let problem = format!("names project {} twice: use one entry", limit.project_id);
            return Err(Error::invalid("limits", problem));
        }
        checked.push(Limit {
            project_id: limit.project_id,
            stores: each(&limit.stores, store)?,
            labels: each(&limit.labels, label)?,
            key_prefixes: each(&limit.key_prefixes, prefix)?,
        });
    }
    Ok(Limits(checked))
}

fn each(texts: &[String], read: fn(&str) -> Result<String, Error>) -> Result<Vec<String>, Error> {
    texts.iter().map(|text| read(text)).collect()
}

/// The host of a store, however it was typed.
fn store(text: &str) -> Result<String, Error> {
    host(text).ok_or_else(|| {
        let problem = format!("`{text}` is not a store: write it as contoso.azconfig.io");
        Error::invalid("stores", problem)
    })
}

/// The host that a store is known by, of its host or address.
pub(crate) fn host(text: &str) -> Option<String> {
    let text = text.trim();
    let url = if text.contains("://") {
        Url::parse(text)
    } else {
        Url::parse(&format!("https://{text}"))
    };
    let url = url.ok().filter(|url| {
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        bare && url.username().is_empty() && url.password().is_none()
    })?;
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

fn label(text: &str) -> Result<String, Error> {
    if text.chars().any(char::is_control) {
        let problem = "a label contains a control character: use other characters";
        return Err(Error::invalid("labels", problem));
    }
    Ok(text.to_owned())
}

fn prefix(text: &str) -> Result<String, Error> {
    let problem = if text.is_empty() {
        "an empty prefix allows every key: leave it out".to_owned()
    } else if text.ends_with('*') {
        format!("`{text}` is taken literally: leave the * out")
    } else if text.contains('%') || text.chars().any(char::is_control) {
        format!("`{text}` begins no key: % and control characters are not in keys")
    } else {
        return Ok(text.to_owned());
    };
    Err(Error::invalid("keyPrefixes", problem))
}

/// Stored limits.
pub(super) fn stored(connection: &Connection) -> Result<Limits, Error> {
    serde_json::from_str(&connection.limits)
        .map_err(|error| Error::Internal(format!("stored limits: {error}")))
}

/// The form that is stored.
pub(super) fn to_text(limits: &Limits) -> Result<String, Error> {
    serde_json::to_string(limits).map_err(|error| Error::Internal(error.to_string()))
}

/// The part of a connection that one sync may use.
#[derive(Clone)]
pub(crate) struct Reach {
    prefixes: Vec<String>,
}

impl Reach {
    /// What a project may do through a connection at a store and label, the null label being empty.
    ///
    /// # Errors
    /// [`Error::Diagnosed`] with [`Cause::OutsideLimits`] when nothing.
    pub(crate) fn of(
        connection: &Connection,
        project: ProjectId,
        endpoint: &str,
        label: &str,
    ) -> Result<Self, Error> {
        let store = host(endpoint).unwrap_or_else(|| endpoint.to_owned());
        let limits = stored(connection)?;
        match limits.within(project, &store, label) {
            Ok(prefixes) => Ok(Self {
                prefixes: prefixes.to_vec(),
            }),
            Err(outside) => Err(Error::diagnosed(outside_limits(&match outside {
                OutsideLimit::Project => "in this project".to_owned(),
                OutsideLimit::Store => format!("on {store}"),
                OutsideLimit::Label if label.is_empty() => "without a label".to_owned(),
                OutsideLimit::Label => format!("with the label {label}"),
            }))),
        }
    }

    /// What keys must begin with, one of these; empty for any key.
    pub(crate) fn prefixes(&self) -> &[String] {
        &self.prefixes
    }

    /// A destination that refuses changes out of reach, whatever was planned.
    pub(super) fn guard(&self, destination: Arc<dyn Destination>) -> Arc<dyn Destination> {
        if self.prefixes.is_empty() {
            return destination;
        }
        let reach = self.clone();
        Arc::new(Guarded { destination, reach })
    }

    fn must_hold(&self, key: &str) -> Result<(), Fault> {
        if DestinationKey::new(key).is_within(&self.prefixes) {
            return Ok(());
        }
        Err(Fault {
            class: FaultClass::KeyFinal,
            diagnosis: key_outside_limits(key),
        })
    }
}

/// A key that the limits keep somebody from touching.
pub(crate) fn key_outside_limits(key: &str) -> Diagnosis {
    outside_limits(&format!("for the key {key}"))
}

fn outside_limits(limit: &str) -> Diagnosis {
    Diagnosis::new(Cause::OutsideLimits).with("limit", limit)
}

struct Guarded {
    destination: Arc<dyn Destination>,
    reach: Reach,
}

#[async_trait]
impl Destination for Guarded {
    async fn page(&self, after: Option<&str>, seen: Option<&str>) -> Result<Look, Fault> {
        self.destination.page(after, seen).await
    }

    async fn get(&self, key: &str) -> Result<Option<Entry>, Fault> {
        self.destination.get(key).await
    }

    async fn put(&self, key: &str, content: &Content, when: &When) -> Result<String, Fault> {
        self.reach.must_hold(key)?;
        self.destination.put(key, content, when).await
    }

    async fn delete(&self, key: &str, etag: &str) -> Result<(), Fault> {
        self.reach.must_hold(key)?;
        self.destination.delete(key, etag).await
    }

    async fn may_delete(&self) -> Result<(), Fault> {
        self.destination.may_delete().await
    }

    fn traffic(&self) -> Traffic {
        self.destination.traffic()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::atomic::{AtomicU32, Ordering};

    use model::SecretValue;

    use super::*;

    /// Counts the changes that reach it.
    #[derive(Default)]
    struct Counting(Arc<AtomicU32>);

    #[async_trait]
    impl Destination for Counting {
        async fn page(&self, _: Option<&str>, _: Option<&str>) -> Result<Look, Fault> {
            Ok(Look::Unchanged)
        }

        async fn get(&self, _: &str) -> Result<Option<Entry>, Fault> {
            Ok(None)
        }

        async fn put(&self, _: &str, _: &Content, _: &When) -> Result<String, Fault> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Ok("1".to_owned())
        }

        async fn delete(&self, _: &str, _: &str) -> Result<(), Fault> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Ok(())
        }

        async fn may_delete(&self) -> Result<(), Fault> {
            Ok(())
        }

        fn traffic(&self) -> Traffic {
            Traffic::default()
        }
    }

    #[tokio::test]
    async fn no_change_of_a_key_out_of_reach_gets_to_the_destination() {
        let changes = Arc::new(AtomicU32::new(0));
        let reach = Reach {
            prefixes: vec!["shop:".to_owned()],
        };
        let guarded = reach.guard(Arc::new(Counting(Arc::clone(&changes))));
        let content = Content {
            value: SecretValue::new("v".to_owned()).unwrap(),
            content_type: None,
            tags: BTreeMap::new(),
        };
        let put = guarded.put("other:A", &content, &When::Absent).await;
        let delete = guarded.delete("other:A", "1").await;
        for refused in [put.map(drop), delete] {
            assert_eq!(refused.unwrap_err().diagnosis.cause, Cause::OutsideLimits);
        }
        assert_eq!(changes.load(Ordering::Relaxed), 0);
        guarded
            .put("shop:A", &content, &When::Absent)
            .await
            .unwrap();
        guarded.delete("shop:A", "1").await.unwrap();
        assert_eq!(changes.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_store_is_named_by_its_host() {
        for text in ["Contoso.azconfig.io", " https://contoso.azconfig.io/ "] {
            assert_eq!(store(text).unwrap(), "contoso.azconfig.io");
        }
        assert_eq!(store("http://localhost:8484").unwrap(), "localhost:8484");
        for text in [
            "",
            "a b",
            "contoso.azconfig.io/kv",
            "me@contoso.azconfig.io",
        ] {
            assert!(store(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_prefix_is_text_that_begins_keys() {
        assert_eq!(prefix("shop:").unwrap(), "shop:");
        for text in ["", "shop:*", "50%", "a\n"] {
            assert!(prefix(text).is_err(), "{text}");
        }
    }
}
