//! Invitations, roles, sessions in use, and browsers that are known again.

use model::access::{OrgRole, ProjectRole};
use model::id::{InviteId, SessionId, UserId};
use secrecy::{ExposeSecret, SecretString};
use store::devices::{self, Device};
use store::invites::{self, Invite};
use store::sessions::{self, Session};
use store::users::{self, User};

use crate::harness::{Database, at};

on_both!(
    an_address_has_one_invitation_the_newest,
    of_many_who_use_an_invitation_one_does,
    an_invitation_outlives_its_project_and_not_whom_it_is_for,
    invitations_end_by_time_and_with_whoever_made_them,
    of_two_admins_who_demote_each_other_one_stays,
    whoever_is_removed_leaves_no_sessions_and_no_browsers,
    a_session_in_use_is_noted_and_others_can_be_ended,
    a_password_is_put_in_place_of_the_old_one,
    browsers_used_longest_ago_are_forgotten_first,
);

fn invite(db: &Database, email: &str) -> Invite {
    Invite {
        id: InviteId::from_uuid(db.id()),
        email: email.to_owned(),
        org_role: OrgRole::Member,
        user_id: None,
        place: None,
        created_by: "ada@example.com".to_owned(),
        created_at: at(0),
        expires_at: at(600),
    }
}

async fn put(db: &Database, invite: &Invite, token_hash: &[u8]) {
    let tx = db.write().await;
    invites::put(&tx, invite, token_hash).await.unwrap();
    tx.commit().await.unwrap();
}

async fn admin(db: &Database, email: &str) -> UserId {
    let user = User {
        id: UserId::from_uuid(db.id()),
        email: email.to_owned(),
        name: "Ada".to_owned(),
        password_hash: SecretString::from("$argon2id$hash"),
        org_role: OrgRole::Admin,
        created_at: at(0),
    };
    let tx = db.write().await;
    users::insert(&tx, &user).await.unwrap();
    tx.commit().await.unwrap();
    user.id
}

async fn session(db: &Database, user: UserId) -> SessionId {
    let session = Session {
        id: SessionId::from_uuid(db.id()),
        user_id: user,
        created_at: at(0),
        expires_at: at(600),
        agent: "Firefox".to_owned(),
        last_used_at: at(0),
    };
    let tx = db.write().await;
    let hash = session.id.as_uuid();
    sessions::insert(&tx, &session, hash.as_bytes())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    session.id
}

fn device(user_id: UserId, number: u8) -> Device {
    Device {
        user_id,
        token_hash: vec![number, 0, 255],
        address: "192.0.2.1".to_owned(),
        used_at: at(i64::from(number)),
    }
}

async fn an_address_has_one_invitation_the_newest(db: Database) {
    let (first, second) = (
        invite(&db, "Bob@example.com"),
        invite(&db, "bob@example.com"),
    );
    put(&db, &first, b"first\0").await;
    put(&db, &second, b"second\0").await;
    let tx = db.read().await;
    let by = async |hash: &[u8]| invites::by_token_hash(&tx, hash).await.unwrap();
    assert_eq!(by(b"first\0").await, None);
    assert_eq!(by(b"second\0").await.as_ref(), Some(&second));
    assert_eq!(invites::list(&tx).await.unwrap(), [second]);
}

async fn of_many_who_use_an_invitation_one_does(db: Database) {
    let invite = invite(&db, "bob@example.com");
    put(&db, &invite, b"token").await;
    let mut using = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let store = db.replica().await;
        using.spawn(async move {
            let tx = store.write().await.unwrap();
            let used = invites::delete(&tx, invite.id).await.unwrap();
            tx.commit().await.unwrap();
            used
        });
    }
    let used = using.join_all().await;
    assert_eq!(used.into_iter().filter(|used| *used).count(), 1);
}

async fn an_invitation_outlives_its_project_and_not_whom_it_is_for(db: Database) {
    let project = db.project("shop").await;
    let placed = Invite {
        place: Some((project, ProjectRole::Viewer)),
        ..invite(&db, "bob@example.com")
    };
    put(&db, &placed, b"placed").await;
    let ada = admin(&db, "ada@example.com").await;
    let reset = Invite {
        user_id: Some(ada),
        ..invite(&db, "ada@example.com")
    };
    put(&db, &reset, b"reset").await;
    let tx = db.write().await;
    assert_eq!(
        invites::get(&tx, placed.id).await.unwrap().as_ref(),
        Some(&placed)
    );
    store::projects::delete(&tx, project).await.unwrap();
    users::delete(&tx, ada).await.unwrap();
    let left = invites::list(&tx).await.unwrap();
    assert_eq!(
        left,
        [Invite {
            place: None,
            ..placed
        }]
    );
}

async fn invitations_end_by_time_and_with_whoever_made_them(db: Database) {
    for (number, made_by, end) in [(0, "ada", 10), (1, "ada", 20), (2, "eve", 20)] {
        let invite = Invite {
            created_by: made_by.to_owned(),
            expires_at: at(end),
            ..invite(&db, &format!("{number}@example.com"))
        };
        put(&db, &invite, &[number]).await;
    }
    let tx = db.write().await;
    assert_eq!(invites::delete_expired(&tx, at(10)).await.unwrap(), 1);
    assert_eq!(invites::delete_made_by(&tx, "ada").await.unwrap(), 1);
    let left = invites::list(&tx).await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].created_by, "eve");
}

async fn of_two_admins_who_demote_each_other_one_stays(db: Database) {
    let ada = admin(&db, "ada@example.com").await;
    let bob = admin(&db, "bob@example.com").await;
    let mut demoting = tokio::task::JoinSet::new();
    for other in [ada, bob] {
        let store = db.replica().await;
        demoting.spawn(async move {
            let tx = store.write().await.unwrap();
            let last = users::admins(&tx).await.unwrap() == [other];
            if !last {
                users::set_org_role(&tx, other, OrgRole::Member)
                    .await
                    .unwrap();
            }
            tx.commit().await.unwrap();
            last
        });
    }
    let last = demoting.join_all().await;
    assert_eq!(last.into_iter().filter(|last| *last).count(), 1);
    let tx = db.write().await;
    assert_eq!(users::admins(&tx).await.unwrap().len(), 1);
}

async fn whoever_is_removed_leaves_no_sessions_and_no_browsers(db: Database) {
    let ada = admin(&db, "ada@example.com").await;
    session(&db, ada).await;
    let tx = db.write().await;
    devices::put(&tx, &device(ada, 1), 20).await.unwrap();
    assert!(users::delete(&tx, ada).await.unwrap());
    assert!(!users::delete(&tx, ada).await.unwrap());
    assert!(sessions::list(&tx).await.unwrap().is_empty());
    assert!(devices::of(&tx, ada).await.unwrap().is_empty());
}

async fn a_session_in_use_is_noted_and_others_can_be_ended(db: Database) {
    let ada = admin(&db, "ada@example.com").await;
    let bob = admin(&db, "bob@example.com").await;
    let first = session(&db, ada).await;
    let (_, bobs) = (session(&db, ada).await, session(&db, bob).await);
    let tx = db.write().await;
    sessions::touch(&tx, first, at(60)).await.unwrap();
    let used = sessions::of(&tx, ada).await.unwrap();
    assert_eq!((used[0].id, used[0].last_used_at), (first, at(60)));
    assert_eq!(used[1].last_used_at, at(0));
    assert_eq!(sessions::delete_of(&tx, ada, Some(first)).await.unwrap(), 1);
    let left = sessions::list(&tx).await.unwrap();
    let left: Vec<_> = left.into_iter().map(|session| session.id).collect();
    assert_eq!(left, [first, bobs]);
    assert_eq!(sessions::delete_of(&tx, ada, None).await.unwrap(), 1);
}

async fn a_password_is_put_in_place_of_the_old_one(db: Database) {
    let ada = admin(&db, "ada@example.com").await;
    let bob = admin(&db, "bob@example.com").await;
    let tx = db.write().await;
    users::set_password_hash(&tx, ada, &SecretString::from("$new"))
        .await
        .unwrap();
    for (id, hash) in [(ada, "$new"), (bob, "$argon2id$hash")] {
        let user = users::get(&tx, id).await.unwrap().unwrap();
        assert_eq!(user.password_hash.expose_secret(), hash);
    }
}

async fn browsers_used_longest_ago_are_forgotten_first(db: Database) {
    let ada = admin(&db, "ada@example.com").await;
    let bob = admin(&db, "bob@example.com").await;
    let tx = db.write().await;
    devices::put(&tx, &device(bob, 0), 3).await.unwrap();
    for number in 0..5 {
        devices::put(&tx, &device(ada, number), 3).await.unwrap();
    }
    let moved = Device {
        address: "192.0.2.9".to_owned(),
        used_at: at(9),
        ..device(ada, 2)
    };
    devices::put(&tx, &moved, 3).await.unwrap();
    let known = devices::of(&tx, ada).await.unwrap();
    assert_eq!(known, [moved, device(ada, 4), device(ada, 3)]);
    devices::forget(&tx, ada).await.unwrap();
    assert!(devices::of(&tx, ada).await.unwrap().is_empty());
    assert_eq!(devices::of(&tx, bob).await.unwrap().len(), 1);
}
