//! Which key-values a listing is about, and where its next page is.

use super::key::Label;

/// Key-values of exactly one label, optionally only those whose key has a prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    label: Label,
    key_prefix: Option<String>,
}

/// Where a listing goes on. Opaque; only ever followed on the store that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLink(String);

impl Filter {
    /// All key-values of `label`.
    #[must_use]
    pub fn label(label: Label) -> Self {
        Self {
            label,
            key_prefix: None,
        }
    }

    /// Narrows the filter to keys that start with `prefix`, taken literally.
    #[must_use]
    pub fn key_prefix(self, prefix: &str) -> Self {
        let key_prefix = (!prefix.is_empty()).then(|| prefix.to_owned());
        Self { key_prefix, ..self }
    }

    pub(super) fn covers(&self, key: &str, label: &Label) -> bool {
        *label == self.label
            && self
                .key_prefix
                .as_deref()
                .is_none_or(|prefix| key.starts_with(prefix))
    }

    /// The `key` parameter; none means all keys.
    pub(super) fn key_pattern(&self) -> Option<String> {
        self.key_prefix
            .as_deref()
            .map(|prefix| format!("{}*", escape(prefix)))
    }

    /// The `label` parameter. A NUL stands for key-values without a label; leaving the parameter
    /// out would mean all labels.
    pub(super) fn label_pattern(&self) -> String {
        self.label.as_str().map_or_else(|| "\0".to_owned(), escape)
    }
}

impl PageLink {
    /// Takes a link that was stored with [`PageLink::as_str`].
    #[must_use]
    pub fn from_stored(link: &str) -> Self {
        Self(link.to_owned())
    }

    /// The link as the store gave it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Takes the meaning of `*`, `,` and `\` away, as Microsoft documents it for filters.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | ',' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(text: &str) -> Filter {
        Filter::label(Label::parse(text).unwrap())
    }

    #[test]
    fn reserved_characters_lose_their_meaning() {
        for (text, pattern) in [
            ("a*b", r"a\*b"),
            ("a,b", r"a\,b"),
            (r"a\b", r"a\\b"),
            ("*", r"\*"),
        ] {
            assert_eq!(labelled(text).label_pattern(), pattern);
        }
    }

    #[test]
    fn no_label_is_asked_for_by_a_nul() {
        assert_eq!(Filter::label(Label::none()).label_pattern(), "\0");
    }

    #[test]
    fn a_prefix_is_literal_but_for_its_end() {
        let filter = labelled("dev").key_prefix("svc*:");
        assert_eq!(filter.key_pattern().as_deref(), Some(r"svc\*:*"));
        assert_eq!(labelled("dev").key_prefix("").key_pattern(), None);
    }

    #[test]
    fn a_filter_covers_its_label_and_prefix_only() {
        let dev = Label::parse("dev").unwrap();
        let filter = Filter::label(dev.clone()).key_prefix("svc:");
        assert!(filter.covers("svc:a", &dev));
        assert!(!filter.covers("svc", &dev));
        assert!(!filter.covers("svc:a", &Label::none()));
    }
}
