//! Which secrets of a list somebody asks for.

use super::Secret;

/// Secrets that a list is narrowed down to; all when it is empty.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Short names of tags, of which a secret has to have any.
    pub tags: Vec<String>,
    /// Metadata, all of which a secret has to have.
    pub metadata: Vec<MetadataTest>,
}

/// An entry of metadata that a secret has to have. What is absent may be anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetadataTest {
    /// Its name.
    pub key: Option<String>,
    /// Its value.
    pub value: Option<String>,
}

impl Filter {
    pub(super) fn takes(&self, secret: &Secret) -> bool {
        let tagged = |wanted: &String| secret.tags.iter().any(|tag| tag.slug.as_str() == wanted);
        (self.tags.is_empty() || self.tags.iter().any(tagged))
            && self
                .metadata
                .iter()
                .all(|test| secret.metadata.iter().any(|entry| test.takes(entry)))
    }
}

impl MetadataTest {
    fn takes(&self, (key, value): &(String, String)) -> bool {
        self.key.as_ref().is_none_or(|wanted| wanted == key)
            && self.value.as_ref().is_none_or(|wanted| wanted == value)
    }
}
