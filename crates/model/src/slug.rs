//! Slugs: the short names in URLs of projects, environments, connections and syncs.

use crate::name::{NameError, text_form};

const RULE: &str = "use 1 to 64 lower-case letters, digits and dashes";

/// 1 to 64 lower-case ASCII letters, digits and dashes (Infisical's rule).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

text_form!(Slug);

impl Slug {
    /// Parses a slug; surrounding white space is dropped.
    ///
    /// # Errors
    /// When it is empty, too long or has another character.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NameError::new("name", "is empty", RULE));
        }
        if text.len() > 64 {
            return Err(NameError::new("name", "is longer than 64 characters", RULE));
        }
        match text
            .chars()
            .find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-'))
        {
            Some(other) => Err(NameError::new(
                "name",
                format!("`{text}` contains `{other}`"),
                RULE,
            )),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// A slug for a title: what is allowed is kept, runs of anything else become one dash.
    #[must_use]
    pub fn from_title(title: &str) -> Self {
        let mut slug = String::new();
        for c in title.chars().flat_map(char::to_lowercase) {
            if c.is_ascii_lowercase() || c.is_ascii_digit() {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
            if slug.len() == 60 {
                break;
            }
        }
        let slug = slug.trim_matches('-');
        Self(if slug.is_empty() {
            "project".to_owned()
        } else {
            slug.to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_takes_lower_case_letters_digits_and_dashes() {
        assert_eq!(
            Slug::parse(" contoso-prod-2 ").unwrap().as_str(),
            "contoso-prod-2"
        );
        for bad in ["", "Upper", "under_score", "sp ace", "ü", &"a".repeat(65)] {
            assert!(Slug::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_title_becomes_a_slug() {
        assert_eq!(
            Slug::from_title("Store Front (EU)!").as_str(),
            "store-front-eu"
        );
        assert_eq!(Slug::from_title("日本").as_str(), "project");
    }
}
