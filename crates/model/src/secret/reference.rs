//! References between secrets: `${KEY}`, `${env.folder.KEY}` and `${env:/path:KEY}`.

use crate::{SecretKey, SecretPath, SecretValue, Slug};

/// A value taken apart into plain text and references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    segments: Vec<Segment>,
}

/// A part of a [`Template`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Text to keep as it is.
    Text(SecretValue),
    /// Something between `${` and `}`.
    Reference(Reference),
}

/// What stands between `${` and `}`, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference(String);

/// A place a reference may point to. Without environment and path it is the folder of the value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// Another environment and folder, or none for the same folder.
    pub place: Option<(Slug, SecretPath)>,
    /// The key there.
    pub key: SecretKey,
}

impl Template {
    /// Takes a value apart. `${` without `}` is text; references do not nest in their own text.
    #[must_use]
    pub fn parse(value: &SecretValue) -> Self {
        let mut segments = Vec::new();
        let mut text = String::new();
        let mut rest = value.reveal();
        while let Some(start) = rest.find("${") {
            let Some(length) = rest[start + 2..].find('}') else {
                break;
            };
            let inner = &rest[start + 2..start + 2 + length];
            text.push_str(&rest[..start]);
            if inner.is_empty() {
                text.push_str("${}");
            } else {
                push_text(&mut segments, &mut text);
                segments.push(Segment::Reference(Reference(inner.to_owned())));
            }
            rest = &rest[start + 3 + length..];
        }
        text.push_str(rest);
        push_text(&mut segments, &mut text);
        Self { segments }
    }

    /// The parts in order.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The references in order, repeated ones too.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Reference(reference) => Some(reference),
            Segment::Text(_) => None,
        })
    }
}

fn push_text(segments: &mut Vec<Segment>, text: &mut String) {
    // A piece of a value is never longer than the value, which kept the limit.
    if !text.is_empty()
        && let Ok(value) = SecretValue::new(std::mem::take(text))
    {
        segments.push(Segment::Text(value));
    }
}

impl Reference {
    /// What stood between `${` and `}`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The places this may mean, first choice first: a key of the same folder, then a place
    /// spelled with dots, or the place spelled `env:/path:KEY`, which reaches any name.
    #[must_use]
    pub fn targets(&self) -> Vec<Target> {
        let here = SecretKey::parse(&self.0)
            .ok()
            .map(|key| Target { place: None, key });
        here.into_iter()
            .chain(self.explicit())
            .chain(self.dotted())
            .collect()
    }

    fn explicit(&self) -> Option<Target> {
        let (environment, rest) = self.0.split_once(':')?;
        let (path, key) = rest.split_once(':')?;
        Some(Target {
            place: Some((
                Slug::parse(environment).ok()?,
                SecretPath::parse(path).ok()?,
            )),
            key: SecretKey::parse(key).ok()?,
        })
    }

    fn dotted(&self) -> Option<Target> {
        let (place, key) = self.0.rsplit_once('.')?;
        let (environment, folders) = place.split_once('.').unwrap_or((place, ""));
        let path = SecretPath::parse(&format!("/{}", folders.replace('.', "/"))).ok()?;
        Some(Target {
            place: Some((Slug::parse(environment).ok()?, path)),
            key: SecretKey::parse(key).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> Template {
        Template::parse(&SecretValue::new(text.to_owned()).unwrap())
    }

    fn shape(text: &str) -> String {
        template(text)
            .segments()
            .iter()
            .map(|segment| match segment {
                Segment::Text(value) => value.reveal().to_owned(),
                Segment::Reference(reference) => format!("<{}>", reference.as_str()),
            })
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn a_value_is_taken_apart_into_text_and_references() {
        assert_eq!(
            shape("postgres://${USER}:${prod.db.PASSWORD}@host"),
            "postgres://|<USER>|:|<prod.db.PASSWORD>|@host"
        );
        assert_eq!(shape("plain"), "plain");
        assert_eq!(shape("open ${ end"), "open ${ end");
        assert_eq!(shape("${} stays"), "${} stays");
        assert_eq!(shape(""), "");
    }

    #[test]
    fn a_reference_means_a_key_here_before_a_place_elsewhere() {
        let targets = Reference("prod.db.replica.PASSWORD".to_owned()).targets();
        assert_eq!(targets[0].place, None);
        assert_eq!(targets[0].key.as_str(), "prod.db.replica.PASSWORD");
        let (environment, path) = targets[1].place.clone().unwrap();
        assert_eq!(
            (environment.as_str(), path.as_str()),
            ("prod", "/db/replica")
        );
        assert_eq!(targets[1].key.as_str(), "PASSWORD");
    }

    #[test]
    fn the_colon_form_reaches_any_name() {
        let targets = Reference("prod:/db:Pool:Max.Size".to_owned()).targets();
        let explicit = &targets[1];
        let (environment, path) = explicit.place.clone().unwrap();
        assert_eq!((environment.as_str(), path.as_str()), ("prod", "/db"));
        assert_eq!(explicit.key.as_str(), "Pool:Max.Size");
    }
}
