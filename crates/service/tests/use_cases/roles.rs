//! Custom roles and memberships.

use model::access::{Action, ProjectRole, TemporaryRange};
use model::{SecretKey, Timestamp};
use serde_json::{Value, json};
use service::access::{
    self, Member, Membership, NewRole, NewRoleOfMember, NewTemporary, RoleChange, RoleName,
};
use service::secrets::{self, Expect, View};
use service::{Caller, Error, Principal, What};

use crate::support::{Shop, change, key, slug};

fn named(name: &str, permissions: Value) -> NewRole {
    NewRole {
        slug: slug(name),
        name: name.to_owned(),
        description: String::new(),
        permissions,
    }
}

fn lasting(role: &str) -> NewRoleOfMember {
    NewRoleOfMember {
        role: role.to_owned(),
        temporary: None,
    }
}

fn temporary(role: &str, starts_at: Timestamp, range: &str) -> NewRoleOfMember {
    NewRoleOfMember {
        temporary: Some(NewTemporary {
            starts_at,
            range: TemporaryRange::parse(range).unwrap(),
        }),
        ..lasting(role)
    }
}

fn member(caller: &Caller) -> Member {
    match caller.principal {
        Principal::Identity { id, .. } => Member::Identity(id),
        _ => panic!("not a machine"),
    }
}

impl Shop {
    async fn role(&self, name: &str, permissions: Value) -> access::Role {
        access::create_role(
            &self.service,
            &self.ada,
            self.project,
            named(name, permissions),
        )
        .await
        .unwrap()
    }

    async fn give_as(
        &self,
        giver: &Caller,
        to: &Caller,
        roles: &[NewRoleOfMember],
    ) -> Result<Membership, Error> {
        access::change_member(&self.service, giver, self.project, member(to), roles).await
    }

    /// A machine with exactly these roles.
    async fn robot(&self, roles: &[NewRoleOfMember]) -> Caller {
        let robot = self.somebody(Some(ProjectRole::NoAccess)).await;
        self.give_as(&self.ada, &robot, roles).await.unwrap();
        robot
    }

    /// A machine that may do what these rules say and nothing else.
    pub(crate) async fn robot_that_may(&self, permissions: Value) -> Caller {
        let role = self.role("limited", permissions).await;
        self.robot(&[lasting(role.slug.as_str())]).await
    }

    async fn reads(&self, caller: &Caller, environment: &str, name: &SecretKey) -> bool {
        let view = View {
            reveal: true,
            ..View::default()
        };
        let place = self.root(environment);
        match secrets::get(&self.service, caller, &place, name, None, view).await {
            Ok(secret) => secret.value.is_some(),
            Err(Error::Denied(Action::DescribeSecrets)) => false,
            Err(other) => panic!("{other}"),
        }
    }
}

fn reads(conditions: &Value) -> Value {
    json!([{ "subject": "secrets", "action": ["describeSecret", "readValue"],
             "conditions": conditions }])
}

fn beyond<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::BeyondOwn(role)) => role,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_custom_role_reads_where_its_conditions_are_met() {
    let shop = Shop::open().await;
    for environment in ["dev", "prod"] {
        shop.write(&shop.root(environment), &[("KEY", "1")]).await;
    }
    shop.role(
        "reader",
        reads(&json!({ "environment": "dev", "secretPath": "/" })),
    )
    .await;
    let robot = shop.robot(&[lasting("reader")]).await;
    assert!(shop.reads(&robot, "dev", &key("KEY")).await);
    assert!(!shop.reads(&robot, "prod", &key("KEY")).await);
    let place = shop.root("dev");
    let listed = secrets::list(&shop.service, &robot, &place, View::default()).await;
    assert_eq!(listed.unwrap().len(), 1);
    let changes = vec![change("KEY", "2")];
    let written = secrets::set(&shop.service, &robot, &place, changes, Expect::Any).await;
    assert!(matches!(written, Err(Error::Denied(Action::EditSecrets))));
}

#[tokio::test]
async fn what_one_of_several_roles_forbids_is_forbidden() {
    let shop = Shop::open().await;
    for environment in ["dev", "prod"] {
        shop.write(&shop.root(environment), &[("KEY", "1")]).await;
    }
    let forbids = json!([{ "subject": "secrets", "action": ["readValue"], "inverted": true,
                           "conditions": { "environment": "prod" } }]);
    shop.role("not-prod", forbids).await;
    let robot = shop.robot(&[lasting("not-prod"), lasting("admin")]).await;
    assert!(shop.reads(&robot, "dev", &key("KEY")).await);
    assert!(!shop.reads(&robot, "prod", &key("KEY")).await);
}

#[tokio::test]
async fn a_temporary_role_counts_from_its_start_to_before_its_end() {
    let shop = Shop::open().await;
    shop.write(&shop.root("dev"), &[("KEY", "1")]).await;
    let now = model::Clock::now(&*shop.clock);
    let start = now + std::time::Duration::from_secs(10);
    let robot = shop.robot(&[temporary("viewer", start, "1h")]).await;
    for (later, counts) in [(0, false), (10, true), (3_599, true), (1, false)] {
        shop.later(later);
        assert_eq!(
            shop.reads(&robot, "dev", &key("KEY")).await,
            counts,
            "{later}"
        );
    }
    let seen = access::member(&shop.service, &shop.ada, shop.project, member(&robot)).await;
    let (range, starts_at, ends_at) = seen.unwrap().roles[0].temporary.clone().unwrap();
    assert_eq!((range.as_str(), starts_at), ("1h", start));
    assert_eq!(ends_at.since(starts_at).as_secs(), 3_600);
}

#[tokio::test]
async fn a_changed_role_counts_at_once_for_whoever_holds_it() {
    let shop = Shop::open().await;
    shop.write(&shop.root("prod"), &[("KEY", "1")]).await;
    let role = shop
        .role("reader", reads(&json!({ "environment": "dev" })))
        .await;
    let robot = shop.robot(&[lasting("reader")]).await;
    assert!(!shop.reads(&robot, "prod", &key("KEY")).await);
    let wider = RoleChange {
        permissions: Some(reads(&json!({ "environment": "prod" }))),
        ..RoleChange::default()
    };
    let (service, project) = (&shop.service, shop.project);
    let changed = access::update_role(service, &shop.ada, project, role.id, wider)
        .await
        .unwrap();
    assert_eq!((changed.version, changed.slug.as_str()), (2, "reader"));
    assert!(shop.reads(&robot, "prod", &key("KEY")).await);
}

#[tokio::test]
async fn the_names_of_built_in_roles_are_taken() {
    let shop = Shop::open().await;
    let (service, ada, project) = (&shop.service, &shop.ada, shop.project);
    shop.role("reader", json!([])).await;
    for name in ["admin", "member", "viewer", "no-access", "custom", "reader"] {
        let made = access::create_role(service, ada, project, named(name, json!([]))).await;
        match made {
            Err(Error::Taken { what, name: taken }) => {
                assert_eq!((what, taken.as_str()), (What::Role, name));
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn rules_that_cannot_be_understood_are_refused_by_their_field() {
    let shop = Shop::open().await;
    let rules = json!([{ "subject": "secrets", "action": ["readValue"],
                         "conditions": { "environment": { "$regex": "d" } } }]);
    let made = access::create_role(
        &shop.service,
        &shop.ada,
        shop.project,
        named("reader", rules),
    );
    match made.await {
        Err(Error::Invalid(invalid)) => {
            assert_eq!(invalid.field, "permissions");
            assert!(
                invalid
                    .problem
                    .starts_with("0.conditions.environment.$regex"),
                "{invalid}"
            );
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_role_that_somebody_holds_is_not_deleted_and_the_refusal_names_them() {
    let shop = Shop::open().await;
    let (service, ada, project) = (&shop.service, &shop.ada, shop.project);
    let role = shop.role("reader", json!([])).await;
    let robot = shop.robot(&[lasting("reader")]).await;
    match access::delete_role(service, ada, project, role.id).await {
        Err(Error::StillUsed { users, .. }) => assert_eq!(users, "robot"),
        other => panic!("{other:?}"),
    }
    access::remove_member(service, ada, project, member(&robot))
        .await
        .unwrap();
    access::delete_role(service, ada, project, role.id)
        .await
        .unwrap();
    let gone = access::role(service, ada, role.id).await;
    assert!(matches!(
        gone,
        Err(Error::NotFound {
            what: What::Role,
            ..
        })
    ));
}

#[tokio::test]
async fn somebody_is_added_once_and_keeps_their_membership_through_changes() {
    let shop = Shop::open().await;
    let (service, ada, project) = (&shop.service, &shop.ada, shop.project);
    let robot = shop.somebody(None).await;
    let role = shop.role("reader", json!([])).await;
    let roles = [lasting("reader"), lasting("viewer")];
    let first = access::add_member(service, ada, project, member(&robot), &roles)
        .await
        .unwrap();
    let names: Vec<_> = first.roles.iter().map(|held| held.role.clone()).collect();
    let reader = RoleName::Custom {
        id: role.id,
        slug: slug("reader"),
        name: "reader".to_owned(),
    };
    assert_eq!(names, [reader, RoleName::BuiltIn(ProjectRole::Viewer)]);
    let again = access::add_member(service, ada, project, member(&robot), &roles).await;
    assert!(matches!(
        again,
        Err(Error::Taken {
            what: What::Membership,
            ..
        })
    ));
    let changed = shop
        .give_as(ada, &robot, &[lasting("member")])
        .await
        .unwrap();
    assert_eq!((changed.id, changed.roles.len()), (first.id, 1));
    let found = access::identity_membership(service, ada, first.id)
        .await
        .unwrap();
    assert_eq!(found.name, "robot");
    let removed = access::remove_member(service, ada, project, member(&robot))
        .await
        .unwrap();
    assert_eq!(removed.id, first.id);
    let change = shop.give_as(ada, &robot, &[lasting("viewer")]).await;
    assert!(matches!(
        change,
        Err(Error::NotFound {
            what: What::Membership,
            ..
        })
    ));
    let roles = [lasting("nobody-knows-it")];
    let unknown = access::add_member(service, ada, project, member(&robot), &roles).await;
    assert!(matches!(
        unknown,
        Err(Error::NotFound {
            what: What::Role,
            ..
        })
    ));
}

/// Manages machine identities and roles, and reads secrets of dev.
fn manager() -> Value {
    json!([
        { "subject": "identity", "action": ["read", "create", "edit", "delete"] },
        { "subject": "role", "action": ["read", "create", "edit", "delete"] },
        { "subject": "secrets", "action": ["readValue"], "conditions": { "environment": "dev" } },
    ])
}

#[tokio::test]
async fn nobody_gives_a_role_that_allows_more_than_they_may_do() {
    let shop = Shop::open().await;
    let (service, project) = (&shop.service, shop.project);
    shop.role("manager", manager()).await;
    shop.role(
        "dev-reader",
        json!([{ "subject": "secrets", "action": ["readValue"],
        "conditions": { "environment": "dev", "secretPath": "/app" } }]),
    )
    .await;
    let boss = shop.robot(&[lasting("manager")]).await;
    let robot = shop.robot(&[lasting("no-access")]).await;
    for role in ["admin", "member", "viewer"] {
        assert_eq!(
            beyond(shop.give_as(&boss, &robot, &[lasting(role)]).await),
            role
        );
        assert_eq!(
            beyond(shop.give_as(&boss, &boss, &[lasting(role)]).await),
            role
        );
    }
    shop.give_as(&boss, &robot, &[lasting("dev-reader")])
        .await
        .unwrap();
    shop.give_as(&boss, &robot, &[lasting("manager")])
        .await
        .unwrap();

    let wide = reads(&json!({ "environment": { "$in": ["dev", "prod"] } }));
    let made = access::create_role(service, &boss, project, named("wide", wide.clone())).await;
    assert_eq!(beyond(made), "wide");
    let own = access::role_by_slug(service, &boss, project, &slug("manager"))
        .await
        .unwrap();
    let wider = RoleChange {
        permissions: Some(wide),
        ..RoleChange::default()
    };
    assert_eq!(
        beyond(access::update_role(service, &boss, project, own.id, wider).await),
        "manager"
    );
}

#[tokio::test]
async fn nobody_changes_or_removes_a_member_who_may_do_more() {
    let shop = Shop::open().await;
    shop.role("manager", manager()).await;
    let boss = shop.robot(&[lasting("manager")]).await;
    let admin = shop.somebody(Some(ProjectRole::Admin)).await;
    let changed = shop.give_as(&boss, &admin, &[lasting("no-access")]).await;
    assert_eq!(beyond(changed), "admin");
    let removed = access::remove_member(&shop.service, &boss, shop.project, member(&admin)).await;
    assert_eq!(beyond(removed), "admin");
}

#[tokio::test]
async fn whoever_is_held_back_by_a_role_does_not_free_themselves_of_it() {
    let shop = Shop::open().await;
    let (service, project) = (&shop.service, shop.project);
    let forbids = json!([{ "subject": "secrets", "action": ["delete"], "inverted": true }]);
    let brake = shop.role("brake", forbids).await;
    let robot = shop.robot(&[lasting("admin"), lasting("brake")]).await;
    assert_eq!(
        beyond(shop.give_as(&robot, &robot, &[lasting("admin")]).await),
        "admin"
    );
    let freed = RoleChange {
        permissions: Some(json!([])),
        ..RoleChange::default()
    };
    let changed = access::update_role(service, &robot, project, brake.id, freed).await;
    assert_eq!(beyond(changed), "brake");
}

#[tokio::test]
async fn what_is_held_for_a_while_is_not_given_for_good() {
    let shop = Shop::open().await;
    let now = model::Clock::now(&*shop.clock);
    let robot = shop.robot(&[temporary("admin", now, "1h")]).await;
    let given = shop.give_as(&robot, &robot, &[lasting("admin")]).await;
    assert_eq!(beyond(given), "admin");
}

#[tokio::test]
async fn an_admin_of_the_project_gives_every_role_even_the_last_admins() {
    let shop = Shop::open().await;
    let admin = shop.somebody(Some(ProjectRole::Admin)).await;
    let robot = shop.somebody(Some(ProjectRole::NoAccess)).await;
    shop.give_as(&admin, &robot, &[lasting("admin")])
        .await
        .unwrap();
    shop.give_as(&robot, &admin, &[lasting("no-access")])
        .await
        .unwrap();
    shop.give_as(&robot, &robot, &[lasting("viewer")])
        .await
        .unwrap();
}

#[tokio::test]
async fn what_happens_to_roles_and_members_is_recorded() {
    let shop = Shop::open().await;
    let (service, ada, project) = (&shop.service, &shop.ada, shop.project);
    let role = shop.role("reader", json!([])).await;
    let robot = shop.somebody(None).await;
    let roles = [lasting("reader")];
    access::add_member(service, ada, project, member(&robot), &roles)
        .await
        .unwrap();
    access::remove_member(service, ada, project, member(&robot))
        .await
        .unwrap();
    let change = RoleChange::default();
    access::update_role(service, ada, project, role.id, change)
        .await
        .unwrap();
    access::delete_role(service, ada, project, role.id)
        .await
        .unwrap();
    let recorded = shop.recorded().await;
    for event in [
        "create-project-role",
        "create-project-membership",
        "delete-project-membership",
        "update-project-role",
        "delete-project-role",
    ] {
        assert!(
            recorded.iter().any(|action| action == event),
            "{event}: {recorded:?}"
        );
    }
}

#[tokio::test]
async fn who_may_not_see_roles_or_members_of_a_project_finds_none() {
    let shop = Shop::open().await;
    let (service, project) = (&shop.service, shop.project);
    let role = shop.role("reader", json!([])).await;
    let robot = shop.robot(&[lasting("viewer")]).await;
    let seen = access::member(service, &robot, project, member(&robot))
        .await
        .unwrap();
    let stranger = shop.somebody(None).await;
    let hidden = access::role(service, &stranger, role.id).await;
    assert!(matches!(hidden, Err(Error::NotFound { .. })));
    let hidden = access::identity_membership(service, &stranger, seen.id).await;
    assert!(matches!(hidden, Err(Error::NotFound { .. })));
    let listed = access::identity_members(service, &stranger, project, 0, None).await;
    assert!(matches!(listed, Err(Error::Denied(Action::ReadIdentities))));
    let elsewhere = shop.another_project("Other").await;
    let deleted = access::delete_role(service, &shop.ada, elsewhere, role.id).await;
    assert!(matches!(deleted, Err(Error::NotFound { .. })));
}
