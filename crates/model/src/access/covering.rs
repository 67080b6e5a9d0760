//! Whether somebody may give a role away: only when they may do all that it allows.
//!
//! The answer errs towards no. It compares rules, not the places they apply to, so it misses roles
//! that are covered by several rules together.

use super::condition::Conditions;
use super::{Action, Grants, Held, ProjectRole};

impl Grants {
    /// Whether everything in the project is allowed, everywhere and always.
    #[must_use]
    pub fn are_unlimited(&self) -> bool {
        match self {
            Self::Everything => true,
            Self::Of(held) => {
                let admin = |role: &Held| matches!(role, Held::BuiltIn(ProjectRole::Admin));
                let forbids =
                    |role: &Held| matches!(role, Held::Custom(rules) if rules.forbid_something());
                held.iter().any(admin) && !held.iter().any(forbids)
            }
        }
    }

    /// Whether everything that the role allows is allowed here too, for certain. Words in its rules
    /// that Keyferry does not know could come to mean something: only who may do everything covers
    /// them.
    #[must_use]
    pub fn cover(&self, role: &Held) -> bool {
        if self.are_unlimited() {
            return true;
        }
        match role {
            Held::BuiltIn(ProjectRole::Admin) => false,
            Held::BuiltIn(role) => Action::ALL
                .iter()
                .filter(|action| role.allows(**action))
                .all(|action| self.surely_allow(*action, &Conditions::default())),
            Held::Custom(rules) => rules.allowing().all(|rule| {
                rule.actions().is_some_and(|actions| {
                    actions
                        .into_iter()
                        .all(|action| self.surely_allow(action, rule.conditions()))
                })
            }),
        }
    }

    /// Whether the action is allowed at every place that meets the conditions.
    fn surely_allow(&self, action: Action, wherever: &Conditions) -> bool {
        let held = match self {
            Self::Everything => return true,
            Self::Of(held) => held,
        };
        let allows = |role: &Held| match role {
            Held::BuiltIn(role) => role.allows(action),
            Held::Custom(rules) => rules.surely_allow(action, wherever),
        };
        let forbids = |role: &Held| matches!(role, Held::Custom(rules) if rules.may_forbid(action));
        held.iter().any(allows) && !held.iter().any(forbids)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::*;
    use crate::access::Rules;

    fn custom(rules: &Value) -> Held {
        Held::Custom(Arc::new(Rules::parse(rules).unwrap()))
    }

    fn of(rules: &Value) -> Grants {
        Grants::Of(vec![custom(rules)])
    }

    fn reads(conditions: &Value) -> Value {
        json!([{ "subject": "secrets", "action": ["readValue"], "conditions": conditions }])
    }

    #[test]
    fn nobody_gives_a_built_in_role_that_allows_more_than_their_own() {
        use ProjectRole::{Admin, Developer, NoAccess, Viewer};
        for (own, given, may) in [
            (Admin, Admin, true),
            (Developer, Developer, true),
            (Developer, Viewer, true),
            (Developer, Admin, false),
            (Viewer, Developer, false),
            (NoAccess, NoAccess, true),
            (NoAccess, Viewer, false),
        ] {
            let own_grants = Grants::Of(vec![Held::BuiltIn(own)]);
            assert_eq!(
                own_grants.cover(&Held::BuiltIn(given)),
                may,
                "{own} {given}"
            );
            assert!(Grants::Everything.cover(&Held::BuiltIn(given)));
        }
    }

    #[test]
    fn a_custom_role_is_given_by_whoever_may_do_all_that_its_rules_allow() {
        let viewer = Grants::Of(vec![Held::BuiltIn(ProjectRole::Viewer)]);
        assert!(viewer.cover(&custom(&reads(&json!({ "environment": "prod" })))));
        let writes = json!([{ "subject": "secrets", "action": ["edit"] }]);
        assert!(!viewer.cover(&custom(&writes)));
        let forbids = json!([{ "subject": "secrets", "action": ["edit"], "inverted": true }]);
        assert!(viewer.cover(&custom(&forbids)));
    }

    #[test]
    fn narrower_conditions_are_covered_by_wider_ones() {
        let all = json!(null);
        let dev_or_qa = json!({ "environment": { "$in": ["dev", "qa"] } });
        let dev = json!({ "environment": "dev" });
        let dev_app = json!({ "environment": "dev", "secretPath": "/app/x" });
        let app = json!({ "secretPath": { "$glob": "/app/**" } });
        let not_prod = json!({ "environment": { "$ne": "prod" } });
        for (own, given, may) in [
            (&all, &dev, true),
            (&dev, &all, false),
            (&dev_or_qa, &dev, true),
            (&dev, &dev_or_qa, false),
            (&dev, &dev_app, true),
            (&app, &dev_app, true),
            (&dev_app, &app, false),
            (&app, &app, true),
            (&not_prod, &dev_or_qa, true),
            (&not_prod, &not_prod, true),
            (&dev_or_qa, &not_prod, false),
        ] {
            let own_grants = of(&reads(own));
            assert_eq!(
                own_grants.cover(&custom(&reads(given))),
                may,
                "{own} {given}"
            );
        }
    }

    #[test]
    fn a_tag_that_must_not_be_there_is_not_implied_by_one_that_is() {
        let not_secret = of(&reads(&json!({ "secretTags": { "$ne": "secret" } })));
        let public = custom(&reads(&json!({ "secretTags": { "$in": ["public"] } })));
        assert!(!not_secret.cover(&public));
        let public_or_open = of(&reads(
            &json!({ "secretTags": { "$in": ["public", "open"] } }),
        ));
        assert!(public_or_open.cover(&public));
    }

    #[test]
    fn what_is_forbidden_somewhere_is_not_given_on() {
        let admin_but = Grants::Of(vec![
            Held::BuiltIn(ProjectRole::Admin),
            custom(
                &json!([{ "subject": "secrets", "action": ["delete"], "inverted": true,
                             "conditions": { "environment": "prod" } }]),
            ),
        ]);
        assert!(!admin_but.are_unlimited());
        assert!(!admin_but.cover(&Held::BuiltIn(ProjectRole::Admin)));
        assert!(!admin_but.cover(&Held::BuiltIn(ProjectRole::Developer)));
        assert!(admin_but.cover(&Held::BuiltIn(ProjectRole::Viewer)));
    }

    #[test]
    fn words_that_are_not_known_are_given_by_admins_only() {
        let unknown = custom(&json!([{ "subject": "dynamic-secrets", "action": ["lease"] }]));
        assert!(!Grants::Of(vec![Held::BuiltIn(ProjectRole::Developer)]).cover(&unknown));
        assert!(Grants::Of(vec![Held::BuiltIn(ProjectRole::Admin)]).cover(&unknown));
    }
}
