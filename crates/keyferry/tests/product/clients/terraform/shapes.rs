//! What the provider insists on in a reply.

use serde_json::{Map, Value};

/// What a field of a reply has to be.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    TextOrNull,
    Whole,
    Flag,
    /// A point in time; never the empty text.
    Time,
    List,
    Object,
}

impl Kind {
    fn is_of(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::TextOrNull => value.is_string() || value.is_null(),
            Self::Whole => value.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
            Self::Flag => value.is_boolean(),
            Self::Time => value
                .as_str()
                .is_some_and(|text| text.ends_with('Z') && text.contains('T')),
            Self::List => value.is_array(),
            Self::Object => value.is_object(),
        }
    }
}

/// A reply's object, with these fields of these types.
#[track_caller]
pub(super) fn shaped(object: &Value, fields: &[(&str, Kind)]) -> Value {
    let known = object.as_object().unwrap_or_else(|| panic!("{object}"));
    for (name, kind) in fields {
        let value = known.get(*name);
        let value = value.unwrap_or_else(|| panic!("`{name}` is missing in {object}"));
        assert!(kind.is_of(value), "`{name}` is {value} in {object}");
    }
    object.clone()
}

/// A reply's object has what was sent, word for word.
#[track_caller]
pub(super) fn echoes(object: &Value, sent: &Value) {
    let sent: &Map<String, Value> = sent.as_object().expect("an object");
    for (name, value) in sent {
        assert_eq!(&object[name], value, "`{name}` of {object}");
    }
}
