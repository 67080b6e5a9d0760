//! What somebody may do in a project: the one function that decides it.

use std::sync::Arc;

use super::rule::Verdict;
use super::{Action, At, ProjectRole, Rules};

/// A role that somebody holds.
#[derive(Debug, Clone)]
pub enum Held {
    /// One that is built in.
    BuiltIn(ProjectRole),
    /// A custom one.
    Custom(Arc<Rules>),
}

/// What somebody may do in a project.
#[derive(Debug, Clone)]
pub enum Grants {
    /// Everything: an admin of the organization, or Keyferry itself.
    Everything,
    /// What these roles allow and none of them forbids. No roles: nothing.
    Of(Vec<Held>),
}

impl Grants {
    /// Nothing at all.
    #[must_use]
    pub fn nothing() -> Self {
        Self::Of(Vec::new())
    }

    /// Whether the action is allowed at this place: some role allows it and none forbids it. Within a
    /// custom role the last rule that applies decides.
    #[must_use]
    pub fn allows(&self, action: Action, at: &At<'_>) -> bool {
        self.decide(action, |rules| rules.say(action, at))
    }

    /// Whether the action may be allowed somewhere in a place of which only a part is known, such as
    /// for some secret of a folder. Good for showing a door, never for opening it.
    #[must_use]
    pub fn allows_somewhere(&self, action: Action, at: &At<'_>) -> bool {
        self.decide(action, |rules| rules.say_somewhere(action, at))
    }

    /// Whether the project is visible at all.
    #[must_use]
    pub fn sees_project(&self) -> bool {
        Action::ALL
            .iter()
            .any(|action| self.allows_somewhere(*action, &At::project()))
    }

    fn decide(&self, action: Action, say: impl Fn(&Rules) -> Verdict) -> bool {
        let held = match self {
            Self::Everything => return true,
            Self::Of(held) => held,
        };
        let mut allowed = false;
        for role in held {
            match role {
                Held::BuiltIn(role) => allowed |= role.allows(action),
                Held::Custom(rules) => match say(rules) {
                    Verdict::Allowed => allowed = true,
                    Verdict::Forbidden => return false,
                    Verdict::Silent => {}
                },
            }
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn custom(rules: &Value) -> Held {
        Held::Custom(Arc::new(Rules::parse(rules).unwrap()))
    }

    fn of(rules: &Value) -> Grants {
        Grants::Of(vec![custom(rules)])
    }

    #[test]
    fn a_rule_allows_its_actions_on_its_subject_only() {
        let grants = of(&json!([{ "subject": "secrets", "action": ["readValue"] }]));
        assert!(grants.allows(Action::ReadSecrets, &At::project()));
        assert!(!grants.allows(Action::DescribeSecrets, &At::project()));
        assert!(!grants.allows(Action::ReadSyncs, &At::project()));
        let older = of(&json!([{ "subject": "secrets", "action": "read" }]));
        assert!(older.allows(Action::DescribeSecrets, &At::project()));
        assert!(!older.allows(Action::EditSecrets, &At::project()));
    }

    #[test]
    fn conditions_on_environment_folder_and_name_all_have_to_be_met() {
        let grants = of(&json!([{
            "subject": "secrets", "action": ["readValue"],
            "conditions": {
                "environment": { "$in": ["dev", "qa"] },
                "secretPath": { "$glob": "/app/**" },
                "secretName": { "$ne": "ROOT" },
            },
        }]));
        let reads = |environment, path, name| {
            grants.allows(
                Action::ReadSecrets,
                &At::folder(environment, path).secret(name, &[]),
            )
        };
        assert!(reads("dev", "/app", "A") && reads("qa", "/app/x/y", "A"));
        assert!(!reads("prod", "/app", "A"));
        assert!(!reads("dev", "/apple", "A"));
        assert!(!reads("dev", "/", "A"));
        assert!(!reads("dev", "/app", "ROOT"));
    }

    #[test]
    fn a_star_stays_within_a_folder() {
        let grants = of(&json!([{
            "subject": "secret-folders", "action": ["create"],
            "conditions": { "secretPath": { "$glob": "/app/*" } },
        }]));
        let creates = |path| grants.allows(Action::CreateFolders, &At::folder("dev", path));
        assert!(creates("/app/x"));
        assert!(!creates("/app/x/y") && !creates("/app"));
    }

    #[test]
    fn the_last_rule_that_applies_decides_within_a_role() {
        let grants = of(&json!([
            { "subject": "secrets", "action": ["edit"] },
            { "subject": "secrets", "action": ["edit"], "inverted": true,
              "conditions": { "environment": "prod" } },
        ]));
        assert!(grants.allows(Action::EditSecrets, &At::folder("dev", "/")));
        assert!(!grants.allows(Action::EditSecrets, &At::folder("prod", "/")));
    }

    #[test]
    fn what_one_role_forbids_no_other_allows() {
        let forbids = custom(&json!([
            { "subject": "secrets", "action": ["delete"], "inverted": true },
        ]));
        for held in [
            vec![forbids.clone(), Held::BuiltIn(ProjectRole::Admin)],
            vec![Held::BuiltIn(ProjectRole::Admin), forbids],
        ] {
            let grants = Grants::Of(held);
            assert!(!grants.allows(Action::DeleteSecrets, &At::project()));
            assert!(grants.allows(Action::EditSecrets, &At::project()));
        }
    }

    #[test]
    fn what_is_not_known_of_a_place_counts_against_the_caller() {
        let grants = of(&json!([
            { "subject": "secrets", "action": ["edit"], "conditions": { "secretName": "A" } },
        ]));
        assert!(!grants.allows(Action::EditSecrets, &At::folder("dev", "/")));
        assert!(grants.allows_somewhere(Action::EditSecrets, &At::folder("dev", "/")));
        let all_but = of(&json!([
            { "subject": "secrets", "action": ["edit"] },
            { "subject": "secrets", "action": ["edit"], "inverted": true,
              "conditions": { "secretName": "A" } },
        ]));
        assert!(!all_but.allows(Action::EditSecrets, &At::folder("dev", "/")));
        assert!(all_but.allows_somewhere(Action::EditSecrets, &At::folder("dev", "/")));
    }

    #[test]
    fn a_tag_condition_is_met_by_any_tag() {
        let grants = of(&json!([{
            "subject": "secrets", "action": ["readValue"],
            "conditions": { "secretTags": { "$in": ["public"] } },
        }]));
        let reads = |tags: &[String]| {
            grants.allows(
                Action::ReadSecrets,
                &At::folder("dev", "/").secret("A", tags),
            )
        };
        assert!(reads(&["x".to_owned(), "public".to_owned()]));
        assert!(!reads(&["x".to_owned()]) && !reads(&[]));
    }

    #[test]
    fn a_rule_that_cannot_be_understood_is_refused_by_its_field() {
        for (rule, path) in [
            (json!({ "subject": "secrets" }), "0.action"),
            (json!({ "action": ["read"] }), "0.subject"),
            (
                json!({ "subject": "secrets", "action": "read", "conditions": { "colour": "red" } }),
                "0.conditions.colour",
            ),
            (
                json!({ "subject": "secrets", "action": "read",
                        "conditions": { "environment": { "$regex": "d.*" } } }),
                "0.conditions.environment.$regex",
            ),
            (
                json!({ "subject": "secrets", "action": "read",
                        "conditions": { "secretPath": { "$glob": "/{a" } } }),
                "0.conditions.secretPath.$glob",
            ),
        ] {
            let error = Rules::parse(&json!([rule])).unwrap_err();
            assert_eq!(error.path, path, "{error}");
        }
        let unknown = of(&json!([{ "subject": "dynamic-secrets", "action": ["lease"] }]));
        assert!(!unknown.sees_project());
    }

    #[test]
    fn a_project_is_visible_to_whoever_may_do_anything_in_it() {
        assert!(Grants::Everything.sees_project());
        assert!(!Grants::nothing().sees_project());
        assert!(!Grants::Of(vec![Held::BuiltIn(ProjectRole::NoAccess)]).sees_project());
        let narrow = of(&json!([{
            "subject": "secrets", "action": ["readValue"],
            "conditions": { "environment": "dev", "secretName": "A" },
        }]));
        assert!(narrow.sees_project());
    }
}
