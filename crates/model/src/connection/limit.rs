//! What a project may use an organization's connection for.

use serde::{Deserialize, Serialize};

use crate::id::ProjectId;

/// What one project may use a connection for. A list that is empty sets no limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Limit {
    /// The project.
    pub project_id: ProjectId,
    /// Hosts of stores, such as `contoso.azconfig.io`.
    #[serde(default)]
    pub stores: Vec<String>,
    /// Labels; the empty text is the null label.
    #[serde(default)]
    pub labels: Vec<String>,
    /// What the keys at the destination begin with.
    #[serde(default)]
    pub key_prefixes: Vec<String>,
}

/// What the projects may use a connection for. Without any entry every project may use it for
/// everything; with one, only those that have an entry may use it, each within its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Limits(pub Vec<Limit>);

/// Which limit stands against a use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutsideLimit {
    /// The project has no entry.
    Project,
    /// The store is not in the project's list.
    Store,
    /// The label is not in the project's list.
    Label,
}

impl Limits {
    /// Whether nothing is limited.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The prefixes a project's keys must have at this store and label; empty for any key.
    ///
    /// # Errors
    /// [`OutsideLimit`] when the project may not use the connection there at all.
    pub fn within(
        &self,
        project: ProjectId,
        store: &str,
        label: &str,
    ) -> Result<&[String], OutsideLimit> {
        if self.is_empty() {
            return Ok(&[]);
        }
        let mine = self.0.iter().find(|limit| limit.project_id == project);
        let limit = mine.ok_or(OutsideLimit::Project)?;
        let listed = |list: &[String], it: &str| list.is_empty() || list.iter().any(|l| l == it);
        if !listed(&limit.stores, &store.to_ascii_lowercase()) {
            return Err(OutsideLimit::Store);
        }
        if !listed(&limit.labels, label) {
            return Err(OutsideLimit::Label);
        }
        Ok(&limit.key_prefixes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(number: u128) -> ProjectId {
        ProjectId::from_uuid(uuid::Uuid::from_u128(number))
    }

    fn limits() -> Limits {
        Limits(vec![Limit {
            project_id: project(1),
            stores: vec!["contoso.azconfig.io".to_owned()],
            labels: vec!["prod".to_owned(), String::new()],
            key_prefixes: vec!["shop:".to_owned()],
        }])
    }

    #[test]
    fn without_limits_every_project_may_use_everything() {
        let nothing: &[String] = &[];
        let limits = Limits::default();
        let found = limits.within(project(9), "any.azconfig.io", "x");
        assert_eq!(found, Ok(nothing));
    }

    #[test]
    fn a_project_stays_within_its_own_stores_labels_and_prefixes() {
        let limits = limits();
        let within = |project, store, label| limits.within(project, store, label);
        let allowed = within(project(1), "Contoso.azconfig.io", "").unwrap();
        assert_eq!(allowed, ["shop:"]);
        let store = within(project(1), "other.azconfig.io", "prod");
        assert_eq!(store, Err(OutsideLimit::Store));
        let label = within(project(1), "contoso.azconfig.io", "dev");
        assert_eq!(label, Err(OutsideLimit::Label));
    }

    #[test]
    fn a_project_without_an_entry_may_not_use_a_limited_connection() {
        let limits = limits();
        let found = limits.within(project(2), "contoso.azconfig.io", "prod");
        assert_eq!(found, Err(OutsideLimit::Project));
    }
}
