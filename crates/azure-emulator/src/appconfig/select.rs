//! `$select`: which members of an item are wanted.

use super::{problem::Refusal, query::Query};

/// The members asked for; `None` is all.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields(Option<Vec<String>>);

impl Fields {
    pub(super) fn parse(query: &Query, known: &[&str]) -> Result<Self, Refusal> {
        match query.get("$select") {
            None | Some("" | "*") => Ok(Self(None)),
            Some(list) => list
                .split(',')
                .map(|field| {
                    let field = field.trim();
                    if known.contains(&field) {
                        Ok(field.to_owned())
                    } else {
                        let detail = format!("$select: Unknown field '{field}'");
                        Err(Refusal::parameter("$select", detail))
                    }
                })
                .collect::<Result<_, _>>()
                .map(|fields| Self(Some(fields))),
        }
    }

    pub(super) fn has(&self, field: &str) -> bool {
        self.0
            .as_ref()
            .is_none_or(|fields| fields.iter().any(|known| known == field))
    }
}
