//! The items of a store and every state they were in.

use std::{collections::BTreeMap, ops::Bound};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use time::OffsetDateTime;

use crate::appconfig::item::{ItemSeed, KeyValue, Name, Payload};

/// A past state of an item, or its end.
struct Change {
    at: OffsetDateTime,
    item: KeyValue,
    deleted: bool,
}

/// Items by name, and what happened to them, oldest first.
pub(in crate::appconfig) struct Content {
    items: BTreeMap<Name, KeyValue>,
    history: Vec<Change>,
    salt: String,
    etags: u64,
}

impl Content {
    pub(super) fn new(salt: String) -> Self {
        Self {
            items: BTreeMap::new(),
            history: Vec::new(),
            salt,
            etags: 0,
        }
    }

    pub(in crate::appconfig) fn get(&self, name: &Name) -> Option<&KeyValue> {
        self.items.get(name)
    }

    pub(in crate::appconfig) fn items(&self) -> impl Iterator<Item = &KeyValue> {
        self.items.values()
    }

    /// The items that come after a name in listing order.
    pub(in crate::appconfig) fn after(
        &self,
        last: Option<Name>,
    ) -> impl Iterator<Item = &KeyValue> {
        let from = last.map_or(Bound::Unbounded, Bound::Excluded);
        self.items
            .range((from, Bound::Unbounded))
            .map(|(_, item)| item)
    }

    /// The items as they were at a moment.
    pub(in crate::appconfig) fn as_of(&self, moment: OffsetDateTime) -> BTreeMap<Name, KeyValue> {
        let mut then = BTreeMap::new();
        for change in self.history.iter().take_while(|change| change.at <= moment) {
            if change.deleted {
                then.remove(&change.item.name);
            } else {
                then.insert(change.item.name.clone(), change.item.clone());
            }
        }
        then
    }

    /// Every state an item was in, newest first, each with a number that does not change.
    pub(in crate::appconfig) fn revisions(&self) -> impl Iterator<Item = (usize, &KeyValue)> {
        let states = self.history.iter().enumerate().rev();
        states
            .filter(|(_, change)| !change.deleted)
            .map(|(number, change)| (number, &change.item))
    }

    /// Stores a payload under a name, unlocked as it was, with a new etag.
    pub(in crate::appconfig) fn put(
        &mut self,
        name: Name,
        payload: Payload,
        now: OffsetDateTime,
    ) -> KeyValue {
        self.store(name, payload, false, now)
    }

    /// Locks or unlocks an item, which gives it a new etag.
    pub(in crate::appconfig) fn set_locked(
        &mut self,
        name: &Name,
        locked: bool,
        now: OffsetDateTime,
    ) -> Option<KeyValue> {
        let item = self.items.get(name)?.clone();
        if item.locked == locked {
            return Some(item);
        }
        Some(self.store(item.name, item.payload, locked, now))
    }

    /// Takes an item away.
    pub(in crate::appconfig) fn delete(
        &mut self,
        name: &Name,
        now: OffsetDateTime,
    ) -> Option<KeyValue> {
        let item = self.items.remove(name)?;
        self.history.push(Change {
            at: now,
            item: item.clone(),
            deleted: true,
        });
        Some(item)
    }

    pub(super) fn replace(&mut self, items: Vec<ItemSeed>, now: OffsetDateTime) {
        self.items.clear();
        self.history.clear();
        for item in items {
            self.seed(item, now);
        }
    }

    pub(super) fn seed(&mut self, item: ItemSeed, now: OffsetDateTime) -> String {
        let ItemSeed {
            key,
            label,
            value,
            content_type,
            tags,
            locked,
            etag: _,
        } = item;
        let payload = Payload {
            value,
            content_type,
            tags,
            description: None,
        };
        let label = label.filter(|label| !label.is_empty());
        self.store(Name { key, label }, payload, locked, now).etag
    }

    fn store(
        &mut self,
        name: Name,
        payload: Payload,
        locked: bool,
        now: OffsetDateTime,
    ) -> KeyValue {
        self.etags += 1;
        let hash = digest(&SHA256, format!("{}/{}", self.salt, self.etags).as_bytes());
        let etag = URL_SAFE_NO_PAD.encode(hash);
        let item = KeyValue {
            name,
            payload,
            etag,
            locked,
            last_modified: now,
        };
        self.items.insert(item.name.clone(), item.clone());
        self.history.push(Change {
            at: now,
            item: item.clone(),
            deleted: false,
        });
        item
    }
}
