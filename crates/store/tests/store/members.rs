//! Who is in a project, with which roles, and whose access things live by.

use std::time::Duration;

use model::access::{ProjectRole, TemporaryRange};
use model::id::{MembershipId, MembershipRoleId, ProjectId, RoleId};
use store::memberships::{self, GivenRole, MemberRole, Membership, Principal, Temporary};
use store::roles::{self, Role, RoleChanges};
use store::syncs::{self, PausedBy};
use store::writers::{self, Writer};
use store::{Constraint, StoreError, WriteTx, identities, projects};

use crate::access::{identity, user};
use crate::harness::{Database, World, at, slug};

on_both!(
    somebody_is_a_member_of_a_project_once,
    a_member_holds_several_roles_in_their_order,
    a_role_has_a_short_name_of_its_own_in_its_project,
    a_changed_role_keeps_what_was_not_named,
    a_role_that_somebody_holds_is_not_deleted,
    a_deleted_project_takes_roles_and_members_along,
    machines_are_listed_in_parts,
    a_writer_is_remembered_after_they_are_gone,
    what_lost_access_paused_goes_on_when_access_changes,
);

fn member(db: &Database, project: ProjectId, principal: Principal) -> Membership {
    Membership {
        id: MembershipId::from_uuid(db.id()),
        project_id: project,
        principal,
        created_at: at(0),
        updated_at: at(0),
    }
}

fn role(db: &Database, project: ProjectId, name: &str) -> Role {
    Role {
        id: RoleId::from_uuid(db.id()),
        project_id: project,
        slug: slug(name),
        name: name.to_owned(),
        description: String::new(),
        permissions: r#"[{"subject":"secrets","action":["readValue"]}]"#.to_owned(),
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    }
}

fn given(db: &Database, role: GivenRole) -> MemberRole {
    MemberRole {
        id: MembershipRoleId::from_uuid(db.id()),
        role,
        temporary: None,
    }
}

async fn joined(db: &Database, tx: &WriteTx, project: ProjectId, who: Principal) -> MembershipId {
    let made = member(db, project, who);
    memberships::insert(tx, &made).await.unwrap();
    made.id
}

async fn somebody_is_a_member_of_a_project_once(db: Database) {
    let project = db.project("contoso").await;
    let other = db.project("other").await;
    let person = user(&db, "ada@example.com").await;
    let ada = Principal::User(person);
    let tx = db.write().await;
    let first = member(&db, project, ada);
    memberships::insert(&tx, &first).await.unwrap();
    let found = memberships::of(&tx, project, ada).await.unwrap();
    assert_eq!(found.as_ref(), Some(&first));
    assert_eq!(memberships::get(&tx, first.id).await.unwrap(), found);
    assert_eq!(memberships::of(&tx, other, ada).await.unwrap(), None);
    let joined = memberships::projects_of(&tx, ada).await.unwrap();
    assert_eq!(joined, [project]);
    let of_person = projects::list_of_user(&tx, person).await.unwrap();
    assert_eq!(of_person[0].id, project);
    assert!(memberships::remove(&tx, project, ada).await.unwrap());
    assert!(!memberships::remove(&tx, project, ada).await.unwrap());
    memberships::insert(&tx, &first).await.unwrap();
    let again = memberships::insert(&tx, &member(&db, project, ada)).await;
    assert!(matches!(
        again,
        Err(StoreError::Conflict(Constraint::Member))
    ));
}

async fn a_member_holds_several_roles_in_their_order(db: Database) {
    let project = db.project("contoso").await;
    let ci = Principal::Identity(identity(&db).await);
    let reader = role(&db, project, "reader");
    let tx = db.write().await;
    roles::insert(&tx, &reader).await.unwrap();
    let id = joined(&db, &tx, project, ci).await;
    assert!(
        memberships::held(&tx, project, ci)
            .await
            .unwrap()
            .is_empty()
    );

    let custom = MemberRole {
        temporary: Some(Temporary {
            range: TemporaryRange::parse("1h").unwrap(),
            starts_at: at(0),
            ends_at: at(0) + Duration::from_hours(1),
        }),
        ..given(&db, GivenRole::Custom(reader.id))
    };
    let viewer = given(&db, GivenRole::BuiltIn(ProjectRole::Viewer));
    let both = [custom.clone(), viewer.clone()];
    memberships::set_roles(&tx, id, &both, at(5)).await.unwrap();
    let held = memberships::held(&tx, project, ci).await.unwrap();
    assert_eq!(held.len(), 2);
    assert_eq!(
        (held[0].id, &held[0].temporary),
        (custom.id, &custom.temporary)
    );
    assert_eq!(held[0].role, GivenRole::Custom(reader));
    assert_eq!(held[1].role, GivenRole::BuiltIn(ProjectRole::Viewer));
    let temporary = held[0].temporary.as_ref().unwrap();
    assert!(temporary.counts_at(at(0)) && temporary.counts_at(at(3_599)));
    assert!(!temporary.counts_at(at(-1)) && !temporary.counts_at(at(3_600)));

    memberships::set_roles(&tx, id, &[viewer], at(6))
        .await
        .unwrap();
    assert_eq!(memberships::held(&tx, project, ci).await.unwrap().len(), 1);
    let changed = memberships::get(&tx, id).await.unwrap().unwrap();
    assert_eq!((changed.created_at, changed.updated_at), (at(0), at(6)));
}

async fn a_role_has_a_short_name_of_its_own_in_its_project(db: Database) {
    let project = db.project("contoso").await;
    let other = db.project("other").await;
    let tx = db.write().await;
    let first = role(&db, project, "reader");
    roles::insert(&tx, &first).await.unwrap();
    roles::insert(&tx, &role(&db, other, "reader"))
        .await
        .unwrap();
    let found = roles::by_slug(&tx, project, &slug("reader")).await.unwrap();
    assert_eq!(found, Some(first));
    let again = roles::insert(&tx, &role(&db, project, "reader")).await;
    assert!(matches!(
        again,
        Err(StoreError::Conflict(Constraint::RoleSlug))
    ));
}

async fn a_changed_role_keeps_what_was_not_named(db: Database) {
    let project = db.project("contoso").await;
    let before = role(&db, project, "reader");
    let tx = db.write().await;
    roles::insert(&tx, &before).await.unwrap();
    let changes = RoleChanges {
        description: Some("reads".to_owned()),
        ..RoleChanges::default()
    };
    assert!(
        roles::update(&tx, before.id, &changes, at(9))
            .await
            .unwrap()
    );
    let expected = Role {
        description: "reads".to_owned(),
        version: 2,
        updated_at: at(9),
        ..before.clone()
    };
    assert_eq!(
        roles::get(&tx, before.id).await.unwrap(),
        Some(expected.clone())
    );
    assert_eq!(roles::list(&tx, project).await.unwrap(), [expected]);
    assert!(roles::delete(&tx, before.id).await.unwrap());
    assert!(
        !roles::update(&tx, before.id, &changes, at(9))
            .await
            .unwrap()
    );
}

/// A project with a machine that holds a custom role.
async fn with_holder(db: &Database) -> (ProjectId, Role, MembershipId) {
    let project = db.project("contoso").await;
    let ci = Principal::Identity(identity(db).await);
    let reader = role(db, project, "reader");
    let tx = db.write().await;
    roles::insert(&tx, &reader).await.unwrap();
    let id = joined(db, &tx, project, ci).await;
    let roles = [given(db, GivenRole::Custom(reader.id))];
    memberships::set_roles(&tx, id, &roles, at(0))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    (project, reader, id)
}

async fn a_role_that_somebody_holds_is_not_deleted(db: Database) {
    let (_, reader, holder) = with_holder(&db).await;
    let tx = db.write().await;
    let holders = memberships::holders(&tx, reader.id).await.unwrap();
    assert_eq!(holders.iter().map(|m| m.id).collect::<Vec<_>>(), [holder]);
    roles::delete(&tx, reader.id).await.unwrap();
    assert!(matches!(tx.commit().await, Err(StoreError::StillUsed)));
}

async fn a_deleted_project_takes_roles_and_members_along(db: Database) {
    let (project, reader, holder) = with_holder(&db).await;
    let tx = db.write().await;
    assert!(projects::delete(&tx, project).await.unwrap());
    tx.commit().await.unwrap();
    let tx = db.write().await;
    assert_eq!(roles::get(&tx, reader.id).await.unwrap(), None);
    assert_eq!(memberships::get(&tx, holder).await.unwrap(), None);
}

async fn machines_are_listed_in_parts(db: Database) {
    let project = db.project("contoso").await;
    let ada = Principal::User(user(&db, "ada@example.com").await);
    let mut machines = Vec::new();
    for _ in 0..3 {
        machines.push(Principal::Identity(identity(&db).await));
    }
    let tx = db.write().await;
    joined(&db, &tx, project, ada).await;
    for machine in &machines {
        joined(&db, &tx, project, *machine).await;
    }
    for (offset, limit, expected) in [
        (0, None, &machines[..]),
        (1, Some(1), &machines[1..2]),
        (2, Some(9), &machines[2..]),
        (3, None, &[]),
    ] {
        let (some, total) = memberships::identities(&tx, project, offset, limit)
            .await
            .unwrap();
        let some: Vec<_> = some.into_iter().map(|m| m.principal).collect();
        assert_eq!((some.as_slice(), total), (expected, 3));
    }
    assert_eq!(memberships::list(&tx, project).await.unwrap().len(), 4);
}

async fn a_writer_is_remembered_after_they_are_gone(db: Database) {
    let world = World::new(&db).await;
    let url = db.secret(world.folder, "Url").await;
    db.secret(world.folder, "Host").await;
    let machine = identity(&db).await;
    let ci = Writer {
        principal: Principal::Identity(machine),
        name: "ci".to_owned(),
    };
    let ada = Writer {
        principal: Principal::User(user(&db, "ada@example.com").await),
        name: "ada".to_owned(),
    };
    let tx = db.write().await;
    assert_eq!(writers::of_sync(&tx, world.sync).await.unwrap(), None);
    for writer in [&ada, &ci] {
        writers::set_of_sync(&tx, world.sync, writer).await.unwrap();
        let written = Some(writer);
        writers::set_of_references(&tx, url, written).await.unwrap();
    }
    identities::delete(&tx, machine).await.unwrap();
    let of_sync = writers::of_sync(&tx, world.sync).await.unwrap();
    assert_eq!(of_sync.as_ref(), Some(&ci));
    let written = writers::of_references(&tx, world.folder).await.unwrap();
    assert_eq!(written.into_iter().collect::<Vec<_>>(), [(url, ci)]);
    writers::set_of_references(&tx, url, None).await.unwrap();
    let written = writers::of_references(&tx, world.folder).await.unwrap();
    assert!(written.is_empty());
}

async fn what_lost_access_paused_goes_on_when_access_changes(db: Database) {
    let world = World::new(&db).await;
    let by_hand = db.sync(&world, "by-hand", world.store).await;
    let tx = db.write().await;
    for (sync, by) in [(world.sync, PausedBy::Access), (by_hand, PausedBy::Person)] {
        syncs::set_paused(&tx, sync, Some(by), Some("{}"), at(1))
            .await
            .unwrap();
    }
    let woken = syncs::access_changed(&tx, world.project, at(2)).await;
    assert!(woken.unwrap() > 0);
    let sync = syncs::get(&tx, world.sync).await.unwrap().unwrap();
    assert_eq!((sync.paused, sync.due_at), (None, Some(at(2))));
    let sync = syncs::get(&tx, by_hand).await.unwrap().unwrap();
    assert_eq!(sync.paused, Some(PausedBy::Person));
}
