//! The emulator's admin face: what arrived, what is in the store, and faults.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{emulator::EmulatorProcess, http::Http};

/// An item of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) key: String,
    pub(crate) label: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) tags: BTreeMap<String, Option<String>>,
    pub(crate) locked: bool,
    pub(crate) etag: Option<String>,
}

impl Item {
    /// An item without a label.
    pub(crate) fn new(key: &str, value: &str) -> Self {
        Self {
            key: key.to_owned(),
            label: None,
            value: Some(value.to_owned()),
            content_type: None,
            tags: BTreeMap::new(),
            locked: false,
            etag: None,
        }
    }

    pub(crate) fn label(mut self, label: &str) -> Self {
        self.label = Some(label.to_owned());
        self
    }

    pub(crate) fn content_type(mut self, content_type: &str) -> Self {
        self.content_type = Some(content_type.to_owned());
        self
    }

    pub(crate) fn tag(mut self, name: &str, value: &str) -> Self {
        self.tags.insert(name.to_owned(), Some(value.to_owned()));
        self
    }

    pub(crate) fn locked(mut self) -> Self {
        self.locked = true;
        self
    }
}

/// The admin face of a test's emulator.
pub(crate) struct Admin {
    endpoint: String,
}

impl Admin {
    pub(crate) fn of(emulator: &EmulatorProcess) -> Self {
        Self {
            endpoint: described(emulator, "admin_endpoint"),
        }
    }

    /// Everything in the store, by label and key.
    pub(crate) fn items(&self, http: &Http) -> BTreeMap<(Option<String>, String), Item> {
        let items: Vec<Item> =
            serde_json::from_value(self.get(http, "stores/demo/items")).expect("a list of items");
        items
            .into_iter()
            .map(|item| ((item.label.clone(), item.key.clone()), item))
            .collect()
    }

    /// The values without a label.
    pub(crate) fn values(&self, http: &Http) -> BTreeMap<String, String> {
        let items = self
            .items(http)
            .into_values()
            .filter(|item| item.label.is_none());
        items
            .map(|item| (item.key, item.value.unwrap_or_default()))
            .collect()
    }

    /// Writes an item as somebody else would.
    pub(crate) fn put(&self, http: &Http, item: &Item) {
        self.post(http, "stores/demo/items", &json!(item));
    }

    /// The writes carried out, as `put key` and `delete key`, in alphabetical order: several are
    /// under way at once.
    pub(crate) fn writes(&self, http: &Http) -> Vec<String> {
        let writes = self.get(http, "writes");
        let writes = writes.as_array().expect("a list of writes").iter();
        let mut writes: Vec<_> = writes
            .map(|write| format!("{} {}", text(write, "kind"), text(write, "key")))
            .collect();
        writes.sort();
        writes
    }

    /// How many requests of a kind were answered, with whatever status.
    pub(crate) fn count(&self, http: &Http, kind: &str) -> u64 {
        let counters = self.get(http, "counters");
        let of_kind = counters[kind].as_object();
        of_kind
            .into_iter()
            .flatten()
            .filter_map(|(_, count)| count.as_u64())
            .sum()
    }

    /// How many writes are under way.
    pub(crate) fn in_flight(&self, http: &Http) -> u64 {
        self.get(http, "in-flight")["writes"]
            .as_u64()
            .expect("a number")
    }

    /// Starts all counts again.
    pub(crate) fn forget(&self, http: &Http) {
        let url = self.url("records");
        http.send(|client| client.delete(url)).json();
    }

    /// Sets a fault.
    pub(crate) fn fault(&self, http: &Http, rule: &Value) {
        self.post(http, "faults", rule);
    }

    /// Takes all faults away.
    pub(crate) fn clear_faults(&self, http: &Http) {
        let url = self.url("faults");
        http.send(|client| client.delete(url)).json();
    }

    /// How many faults were inflicted.
    pub(crate) fn fired(&self, http: &Http) -> usize {
        self.get(http, "faults/fired")
            .as_array()
            .expect("a list of faults")
            .len()
    }

    /// Changes settings.
    pub(crate) fn set(&self, http: &Http, settings: &Value) {
        let url = self.url("settings");
        http.send(|client| client.patch(url).json(settings)).json();
    }

    /// Revokes every refresh token.
    pub(crate) fn revoke(&self, http: &Http) {
        self.post(http, "refresh-tokens/revoke", &json!({}));
    }

    /// Adds something to the directory.
    pub(crate) fn add(&self, http: &Http, what: &str, item: &Value) {
        self.post(http, what, item);
    }

    /// Gives a principal rights at the store.
    pub(crate) fn assign(&self, http: &Http, assignment: &Value) {
        let url = self.url("roles");
        http.send(|client| client.put(url).json(assignment)).json();
    }

    fn get(&self, http: &Http, path: &str) -> Value {
        let url = self.url(path);
        http.send(|client| client.get(url)).json()
    }

    fn post(&self, http: &Http, path: &str, body: &Value) {
        let url = self.url(path);
        http.send(|client| client.post(url).json(body)).json();
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.endpoint)
    }
}

/// A member of what the emulator printed.
pub(crate) fn described(emulator: &EmulatorProcess, member: &str) -> String {
    let description: Value = serde_json::from_str(&emulator.description).expect("a line of JSON");
    text(&description, member)
}

/// A member that is a text.
pub(crate) fn text(value: &Value, member: &str) -> String {
    value[member]
        .as_str()
        .unwrap_or_else(|| panic!("{member} is a text in {value}"))
        .to_owned()
}
