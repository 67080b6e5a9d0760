//! The filter grammar of `key`, `label`, `name` and `tags`.
//!
//! `*`, `\` and `,` are reserved and escaped by `\`. A trailing `*` is a prefix match, an
//! unescaped `,` makes a list of at most five exact values, NUL stands for "no label".

use super::{item::Tags, problem::Refusal};

const MAX_VALUES: usize = 5;

/// A parsed text filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TextFilter {
    Any,
    Prefix(String),
    /// One of these; `None` is "no label".
    OneOf(Vec<Option<String>>),
}

impl TextFilter {
    /// Parses the value of the parameter `name`; a missing one matches anything.
    pub(super) fn parse(name: &str, text: Option<&str>) -> Result<Self, Refusal> {
        let text = text.unwrap_or_default();
        if text.is_empty() || text.starts_with('*') {
            return Ok(Self::Any);
        }
        let mut values = Vec::new();
        let mut value = String::new();
        let mut prefix = false;
        let mut rest = text.chars().enumerate().peekable();
        while let Some((at, symbol)) = rest.next() {
            match symbol {
                '\\' => match rest.next() {
                    Some((_, escaped)) => value.push(escaped),
                    None => return Err(invalid_character(name, at)),
                },
                ',' => values.push(std::mem::take(&mut value)),
                '*' if rest.peek().is_none() && values.is_empty() => prefix = true,
                '*' => return Err(invalid_character(name, at)),
                plain => value.push(plain),
            }
        }
        if prefix {
            return Ok(Self::Prefix(value));
        }
        values.push(value);
        if values.len() > MAX_VALUES {
            let detail = format!("{name}: Too many values. Maximum supported is {MAX_VALUES}");
            return Err(Refusal::parameter(name, detail));
        }
        Ok(Self::OneOf(
            values
                .into_iter()
                .map(|value| (value != "\0").then_some(value))
                .collect(),
        ))
    }

    pub(super) fn matches(&self, text: Option<&str>) -> bool {
        match self {
            Self::Any => true,
            Self::Prefix(prefix) => text.is_some_and(|text| text.starts_with(prefix.as_str())),
            Self::OneOf(values) => values.iter().any(|value| value.as_deref() == text),
        }
    }
}

fn invalid_character(name: &str, at: usize) -> Refusal {
    Refusal::parameter(name, format!("{name}({at}): Invalid character"))
}

/// Tag conditions, all of which must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TagFilter(Vec<(String, Option<String>)>);

impl TagFilter {
    /// Parses the repeated parameter `tags`, each `name=value`; `name=%00` is a null value.
    pub(super) fn parse<'a>(texts: impl Iterator<Item = &'a str>) -> Result<Self, Refusal> {
        let conditions = texts.map(condition).collect::<Result<Vec<_>, _>>()?;
        if conditions.len() > MAX_VALUES {
            let detail = format!("tags: Too many values. Maximum supported is {MAX_VALUES}");
            return Err(Refusal::parameter("tags", detail));
        }
        Ok(Self(conditions))
    }

    pub(super) fn matches(&self, tags: &Tags) -> bool {
        self.0
            .iter()
            .all(|(name, value)| tags.get(name) == Some(value))
    }
}

fn condition(text: &str) -> Result<(String, Option<String>), Refusal> {
    let mut name = None;
    let mut part = String::new();
    let mut rest = text.chars().enumerate();
    while let Some((at, symbol)) = rest.next() {
        match symbol {
            '\\' => match rest.next() {
                Some((_, escaped)) => part.push(escaped),
                None => return Err(invalid_character("tags", at)),
            },
            '=' if name.is_none() => name = Some(std::mem::take(&mut part)),
            '=' | '*' | ',' => return Err(invalid_character("tags", at)),
            plain => part.push(plain),
        }
    }
    match name {
        Some(name) if !name.is_empty() => Ok((name, (part != "\0").then_some(part))),
        _ => Err(Refusal::parameter(
            "tags",
            "tags: A name and '=' are required".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matching<'a>(filter: &str, labels: &[Option<&'a str>]) -> Vec<Option<&'a str>> {
        let filter = TextFilter::parse("label", Some(filter)).unwrap();
        labels
            .iter()
            .copied()
            .filter(|label| filter.matches(*label))
            .collect()
    }

    #[test]
    fn each_form_matches_what_it_says() {
        let labels = [
            None,
            Some("prod"),
            Some("prod-eu"),
            Some("a*"),
            Some("a,b"),
            Some("a\\b"),
        ];
        let none: [Option<&str>; 0] = [];
        assert_eq!(matching("", &labels), labels);
        assert_eq!(matching("*", &labels), labels);
        assert_eq!(matching("prod*", &labels), [Some("prod"), Some("prod-eu")]);
        assert_eq!(matching("prod", &labels), [Some("prod")]);
        assert_eq!(matching("PROD", &labels), none);
        assert_eq!(matching("\0", &labels), [None]);
        assert_eq!(matching("\0,prod", &labels), [None, Some("prod")]);
        assert_eq!(matching("a\\*", &labels), [Some("a*")]);
        assert_eq!(matching("a\\,b", &labels), [Some("a,b")]);
        assert_eq!(matching("a\\\\b", &labels), [Some("a\\b")]);
        assert_eq!(matching("\\prod", &labels), [Some("prod")]);
    }

    #[test]
    fn a_reserved_character_in_the_middle_is_refused_with_its_place() {
        for (text, at) in [("ab*cd", 2), ("a,b*", 3), ("ab\\", 2)] {
            let refusal = TextFilter::parse("key", Some(text)).unwrap_err();
            let detail = format!("key({at}): Invalid character");
            assert_eq!(refusal, Refusal::parameter("key", detail), "{text}");
        }
    }

    #[test]
    fn a_sixth_value_is_too_many() {
        assert!(TextFilter::parse("key", Some("a,b,c,d,e")).is_ok());
        assert!(TextFilter::parse("key", Some("a,b,c,d,e,f")).is_err());
    }

    #[test]
    fn tag_conditions_are_exact_and_know_null() {
        let tags = Tags::from([
            ("k".to_owned(), Some("v=w".to_owned())),
            ("empty".to_owned(), Some(String::new())),
            ("null".to_owned(), None),
        ]);
        let matches = |text| TagFilter::parse([text].into_iter()).unwrap().matches(&tags);
        assert!(matches("k=v\\=w"));
        assert!(!matches("k=v"));
        assert!(matches("empty="));
        assert!(!matches("empty=\0"));
        assert!(matches("null=\0"));
        assert!(!matches("null="));
        for bad in ["", "k", "=v", "a=b=c"] {
            assert!(TagFilter::parse([bad].into_iter()).is_err(), "{bad}");
        }
    }
}
