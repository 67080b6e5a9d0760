//! From entries to nested JSON.
//!
//! Every value is written as text, which .NET's configuration reads like any other and which keeps
//! its spelling. Members are sorted, so that two exports can be compared line by line.

use std::collections::BTreeMap;

use model::SecretKey;
use serde_json::Value;

use crate::files::entry::Exported;
use crate::files::error::{FileError, Problem};
use crate::files::options::Separator;

/// Nests the entries at the separator; members called exactly 0, 1, … become an array.
pub(in crate::files) fn write(
    entries: &[Exported<'_>],
    separator: &Separator,
) -> Result<String, FileError> {
    let mut root = BTreeMap::new();
    for entry in entries {
        insert(&mut root, entry, separator.as_str())?;
    }
    Ok(format!("{:#}\n", object(&root)))
}

type Members<'a> = BTreeMap<&'a str, Node<'a>>;

enum Node<'a> {
    Value(Exported<'a>),
    /// Made for a key below it, which conflicts are reported with.
    Parent {
        made_for: &'a SecretKey,
        members: Members<'a>,
    },
}

fn insert<'a>(
    root: &mut Members<'a>,
    entry: &Exported<'a>,
    separator: &str,
) -> Result<(), FileError> {
    let conflict = |value: &SecretKey, below: &SecretKey| {
        let (value, below) = (value.clone(), below.clone());
        Err(FileError::anywhere(Problem::Conflict { value, below }))
    };
    let (parents, name) = match entry.key.as_str().rsplit_once(separator) {
        Some((parents, name)) => (Some(parents), name),
        None => (None, entry.key.as_str()),
    };
    let mut members = root;
    for parent in parents.iter().flat_map(|parents| parents.split(separator)) {
        let node = members.entry(parent).or_insert_with(|| Node::Parent {
            made_for: entry.key,
            members: BTreeMap::new(),
        });
        match node {
            Node::Value(value) => return conflict(value.key, entry.key),
            Node::Parent { members: below, .. } => members = below,
        }
    }
    match members.insert(name, Node::Value(*entry)) {
        None => Ok(()),
        Some(Node::Value(_)) => Err(FileError::anywhere(Problem::Repeated {
            key: entry.key.clone(),
        })),
        Some(Node::Parent { made_for, .. }) => conflict(entry.key, made_for),
    }
}

/// An object; the outermost one stays one even if its members are called 0, 1, ….
fn object(members: &Members<'_>) -> Value {
    members
        .iter()
        .map(|(name, node)| (*name, json(node)))
        .collect()
}

fn json(node: &Node<'_>) -> Value {
    match node {
        Node::Value(entry) => Value::from(entry.value.reveal()),
        Node::Parent { members, .. } => match elements(members) {
            Some(elements) => elements.into_iter().map(json).collect(),
            None => object(members),
        },
    }
}

/// The members in number order, if they are called exactly 0, 1, ….
fn elements<'m, 'a>(members: &'m Members<'a>) -> Option<Vec<&'m Node<'a>>> {
    (0..members.len())
        .map(|index| members.get(index.to_string().as_str()))
        .collect()
}
