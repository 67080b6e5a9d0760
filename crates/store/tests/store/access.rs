//! People and machine identities.

use std::time::Duration;

use model::access::{AuthMethod, OrgRole};
use model::id::{
    AccessTokenId, AuthMethodId, ClientSecretId, IdentityId, OrganizationId, SessionId, UserId,
};
use secrecy::{ExposeSecret, SecretString};
use store::identities::{
    self, AccessTokenRow, AuthMethodRow, ClientSecret, Identity, Renewal, Revoked,
};
use store::organization::{self, Organization};
use store::sessions::{self, Session};
use store::users::{self, User};
use store::{Constraint, StoreError};

use crate::harness::{Database, at, slug};

on_both!(
    the_organization_is_there_once_it_is_set_up,
    an_email_address_is_taken_once_whatever_its_case,
    a_session_is_found_by_its_token_until_it_is_ended,
    expired_sessions_are_forgotten,
    a_client_secret_is_used_up_to_its_limit,
    a_revoked_client_secret_is_not_used,
    an_identity_is_changed_as_a_whole,
    universal_auth_is_found_by_its_client_id,
    an_identity_has_one_way_of_each_kind_to_sign_in,
    a_token_is_extended_to_its_last_moment_and_not_past_it,
    a_token_without_a_last_moment_is_extended_without_end,
    the_uses_of_a_token_are_counted_up_to_their_limit,
    a_client_secret_takes_its_tokens_along_and_no_others,
    tokens_that_ended_are_forgotten_unless_people_named_them,
    an_auth_method_takes_its_tokens_along,
    an_identity_takes_its_tokens_along,
);

pub(crate) async fn user(db: &Database, email: &str) -> UserId {
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

pub(crate) async fn identity(db: &Database) -> IdentityId {
    let identity = Identity {
        id: IdentityId::from_uuid(db.id()),
        name: "ci".to_owned(),
        org_role: OrgRole::Member,
        delete_protection: false,
        metadata: "[]".to_owned(),
        created_at: at(0),
        updated_at: at(0),
    };
    let tx = db.write().await;
    identities::insert(&tx, &identity).await.unwrap();
    tx.commit().await.unwrap();
    identity.id
}

async fn client_secret(db: &Database, uses_limit: u64) -> ClientSecretId {
    let secret = ClientSecret {
        id: ClientSecretId::from_uuid(db.id()),
        identity_id: identity(db).await,
        secret_hmac: vec![0, 255],
        prefix: "kf_1".to_owned(),
        description: String::new(),
        created_at: at(0),
        updated_at: at(0),
        ttl: 60,
        expires_at: Some(at(60)),
        uses: 0,
        uses_limit,
        revoked: false,
    };
    let tx = db.write().await;
    identities::insert_client_secret(&tx, &secret)
        .await
        .unwrap();
    let kept = identities::client_secrets(&tx, secret.identity_id)
        .await
        .unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].secret_hmac, secret.secret_hmac);
    assert_eq!(kept[0].expires_at, secret.expires_at);
    tx.commit().await.unwrap();
    secret.id
}

async fn the_organization_is_there_once_it_is_set_up(db: Database) {
    let tx = db.write().await;
    assert_eq!(organization::get(&tx).await.unwrap(), None);
    let contoso = Organization {
        id: OrganizationId::from_uuid(db.id()),
        name: "Contoso".to_owned(),
        slug: slug("contoso"),
        created_at: at(0),
    };
    organization::insert(&tx, &contoso).await.unwrap();
    assert_eq!(organization::get(&tx).await.unwrap(), Some(contoso));
}

async fn an_email_address_is_taken_once_whatever_its_case(db: Database) {
    let ada = user(&db, "Ada@Example.com").await;
    let grace = user(&db, "grace@example.com").await;
    let tx = db.write().await;
    let found = users::by_email(&tx, "ADA@example.COM")
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.id, found.email.as_str()), (ada, "ada@example.com"));
    assert_eq!(found.password_hash.expose_secret(), "$argon2id$hash");
    assert!(!format!("{found:?}").contains("argon2id"));
    assert_eq!(users::count(&tx).await.unwrap(), 2);
    let listed: Vec<_> = users::list(&tx)
        .await
        .unwrap()
        .iter()
        .map(|u| u.id)
        .collect();
    assert_eq!(listed, [ada, grace]);

    let mut second = users::get(&tx, grace).await.unwrap().unwrap();
    second.id = UserId::from_uuid(db.id());
    second.email = String::from("ADA@EXAMPLE.COM");
    let refused = users::insert(&tx, &second).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Constraint::UserEmail))
    ));
}

async fn a_session_is_found_by_its_token_until_it_is_ended(db: Database) {
    let ada = user(&db, "ada@example.com").await;
    let session = Session {
        id: SessionId::from_uuid(db.id()),
        user_id: ada,
        created_at: at(0),
        expires_at: at(60),
        agent: "Firefox".to_owned(),
        last_used_at: at(0),
    };
    let tx = db.write().await;
    sessions::insert(&tx, &session, b"hash\0").await.unwrap();
    let (found, owner) = sessions::by_token_hash(&tx, b"hash\0")
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found, owner.id), (session.clone(), ada));
    assert!(
        sessions::by_token_hash(&tx, b"hash")
            .await
            .unwrap()
            .is_none()
    );
    assert!(sessions::delete(&tx, session.id).await.unwrap());
    assert!(
        sessions::by_token_hash(&tx, b"hash\0")
            .await
            .unwrap()
            .is_none()
    );
}

async fn expired_sessions_are_forgotten(db: Database) {
    let ada = user(&db, "ada@example.com").await;
    let tx = db.write().await;
    for end in [10, 20, 30] {
        let session = Session {
            id: SessionId::from_uuid(db.id()),
            user_id: ada,
            created_at: at(0),
            expires_at: at(end),
            agent: String::new(),
            last_used_at: at(0),
        };
        sessions::insert(&tx, &session, &end.to_be_bytes())
            .await
            .unwrap();
    }
    assert_eq!(sessions::delete_expired(&tx, at(20)).await.unwrap(), 2);
    assert_eq!(sessions::delete_expired(&tx, at(20)).await.unwrap(), 0);
}

async fn a_client_secret_is_used_up_to_its_limit(db: Database) {
    let limited = client_secret(&db, 2).await;
    let unlimited = client_secret(&db, 0).await;
    let tx = db.write().await;
    for allowed in [true, true, false] {
        assert_eq!(identities::count_use(&tx, limited).await.unwrap(), allowed);
        assert!(identities::count_use(&tx, unlimited).await.unwrap());
    }
}

async fn a_revoked_client_secret_is_not_used(db: Database) {
    let id = client_secret(&db, 0).await;
    let tx = db.write().await;
    let revoke = async || {
        identities::revoke_client_secret(&tx, id, at(1))
            .await
            .unwrap()
    };
    assert!(revoke().await);
    assert!(!revoke().await);
    assert!(!identities::count_use(&tx, id).await.unwrap());
}

async fn an_identity_is_changed_as_a_whole(db: Database) {
    let id = identity(&db).await;
    let tx = db.write().await;
    let mut changed = identities::get(&tx, id).await.unwrap().unwrap();
    "deploy".clone_into(&mut changed.name);
    changed.org_role = OrgRole::NoAccess;
    changed.delete_protection = true;
    r#"[{"key":"team"}]"#.clone_into(&mut changed.metadata);
    changed.updated_at = at(9);
    assert!(identities::update(&tx, &changed).await.unwrap());
    assert_eq!(
        identities::get(&tx, id).await.unwrap(),
        Some(changed.clone())
    );
    changed.id = IdentityId::from_uuid(db.id());
    assert!(!identities::update(&tx, &changed).await.unwrap());
}

fn way(db: &Database, identity: IdentityId, kind: AuthMethod) -> AuthMethodRow {
    AuthMethodRow {
        id: AuthMethodId::from_uuid(db.id()),
        identity_id: identity,
        kind,
        client_id: (kind == AuthMethod::Universal).then(|| db.id()),
        access_token_ttl: Duration::from_hours(2),
        access_token_max_ttl: Duration::from_hours(24),
        access_token_uses_limit: 3,
        access_token_addresses: r#"["0.0.0.0/0"]"#.to_owned(),
        settings: "{}".to_owned(),
        created_at: at(0),
        updated_at: at(0),
    }
}

async fn universal_auth_is_found_by_its_client_id(db: Database) {
    let mut auth = way(&db, identity(&db).await, AuthMethod::Universal);
    let client_id = auth.client_id.unwrap();
    let tx = db.write().await;
    identities::insert_auth_method(&tx, &auth).await.unwrap();
    auth.access_token_ttl = Duration::from_mins(1);
    r#"{"a":1}"#.clone_into(&mut auth.settings);
    auth.updated_at = at(5);
    assert!(identities::update_auth_method(&tx, &auth).await.unwrap());
    let found = identities::auth_method_by_client_id(&tx, client_id)
        .await
        .unwrap();
    assert_eq!(found.as_ref(), Some(&auth));
    let nobody = identities::auth_method_by_client_id(&tx, db.id()).await;
    assert_eq!(nobody.unwrap(), None);
    let found = identities::auth_method_by_id(&tx, auth.id).await;
    assert_eq!(found.unwrap(), Some(auth));
}

async fn an_identity_has_one_way_of_each_kind_to_sign_in(db: Database) {
    let owner = identity(&db).await;
    let tx = db.write().await;
    for kind in [AuthMethod::Token, AuthMethod::Azure] {
        let way = way(&db, owner, kind);
        identities::insert_auth_method(&tx, &way).await.unwrap();
        let found = identities::auth_method(&tx, owner, kind).await.unwrap();
        assert_eq!(found, Some(way));
    }
    let all = identities::kinds_of_all(&tx).await.unwrap();
    assert_eq!(
        all,
        [(owner, AuthMethod::Token), (owner, AuthMethod::Azure)]
    );
    assert_eq!(identities::auth_methods(&tx, owner).await.unwrap().len(), 2);
    let second = way(&db, owner, AuthMethod::Token);
    let refused = identities::insert_auth_method(&tx, &second).await;
    assert!(matches!(
        refused,
        Err(StoreError::Conflict(Constraint::AuthMethod))
    ));
}

/// A token that is good until `at(60)`, and renewed `at(100)` at most.
fn token(db: &Database, way: &AuthMethodRow) -> AccessTokenRow {
    AccessTokenRow {
        id: AccessTokenId::from_uuid(db.id()),
        identity_id: way.identity_id,
        auth_method_id: way.id,
        client_secret_id: None,
        name: String::new(),
        ttl: Duration::from_mins(1),
        expires_at: Some(at(60)),
        max_expires_at: Some(at(100)),
        uses: 0,
        uses_limit: 2,
        last_used_at: None,
        last_renewed_at: None,
        revoked: false,
        created_at: at(0),
        updated_at: at(0),
    }
}

/// An identity with one way to sign in.
async fn signs_in(db: &Database) -> AuthMethodRow {
    let way = way(db, identity(db).await, AuthMethod::Universal);
    let tx = db.write().await;
    identities::insert_auth_method(&tx, &way).await.unwrap();
    tx.commit().await.unwrap();
    way
}

async fn a_token_is_extended_to_its_last_moment_and_not_past_it(db: Database) {
    let way = signs_in(&db).await;
    let given = token(&db, &way);
    let tx = db.write().await;
    identities::insert_token(&tx, &given, b"hash")
        .await
        .unwrap();
    let until = |end| Renewal {
        at: at(50),
        expires_at: end,
    };
    for (asked, end) in [(Some(at(90)), 90), (Some(at(110)), 100), (None, 100)] {
        let extended = identities::extend_token(&tx, given.id, until(asked)).await;
        assert!(extended.unwrap());
        let found = identities::token_by_hash(&tx, b"hash").await.unwrap();
        let (token, identity, method) = found.unwrap();
        assert_eq!(token.expires_at, Some(at(end)));
        assert_eq!(token.last_renewed_at, Some(at(50)));
        assert_eq!((identity.id, &method), (way.identity_id, &way));
    }
    assert!(
        identities::revoke_token(&tx, given.id, at(51))
            .await
            .unwrap()
    );
    let extended = identities::extend_token(&tx, given.id, until(Some(at(95)))).await;
    assert!(!extended.unwrap());
    let (token, ..) = identities::token_by_hash(&tx, b"hash")
        .await
        .unwrap()
        .unwrap();
    assert!(token.revoked);
}

async fn a_token_without_a_last_moment_is_extended_without_end(db: Database) {
    let way = signs_in(&db).await;
    let given = AccessTokenRow {
        max_expires_at: None,
        ..token(&db, &way)
    };
    let tx = db.write().await;
    identities::insert_token(&tx, &given, b"hash")
        .await
        .unwrap();
    for end in [Some(at(5_000)), None] {
        let renewal = Renewal {
            at: at(1),
            expires_at: end,
        };
        assert!(
            identities::extend_token(&tx, given.id, renewal)
                .await
                .unwrap()
        );
        let found = identities::token(&tx, given.id).await.unwrap().unwrap();
        assert_eq!(found.expires_at, end);
    }
}

async fn the_uses_of_a_token_are_counted_up_to_their_limit(db: Database) {
    let given = token(&db, &signs_in(&db).await);
    let tx = db.write().await;
    identities::insert_token(&tx, &given, b"hash")
        .await
        .unwrap();
    for counted in [true, true, false] {
        let use_of = identities::count_token_use(&tx, given.id, at(7)).await;
        assert_eq!(use_of.unwrap(), counted);
    }
    identities::note_token_use(&tx, given.id, at(8))
        .await
        .unwrap();
    assert!(
        identities::rename_token(&tx, given.id, "ci", at(9))
            .await
            .unwrap()
    );
    let found = identities::token(&tx, given.id).await.unwrap().unwrap();
    assert_eq!((found.uses, found.last_used_at), (2, Some(at(8))));
    assert_eq!((found.name.as_str(), found.updated_at), ("ci", at(9)));
}

async fn a_client_secret_takes_its_tokens_along_and_no_others(db: Database) {
    let way = signs_in(&db).await;
    let secret = ClientSecretId::from_uuid(db.id());
    let of_secret = AccessTokenRow {
        client_secret_id: Some(secret),
        ..token(&db, &way)
    };
    let other = token(&db, &way);
    let tx = db.write().await;
    identities::insert_token(&tx, &of_secret, b"one")
        .await
        .unwrap();
    identities::insert_token(&tx, &other, b"two").await.unwrap();
    let revoked = async || -> Vec<bool> {
        let tokens = identities::tokens(&tx, way.id).await.unwrap();
        tokens.into_iter().map(|token| token.revoked).collect()
    };
    let which = Revoked::ClientSecret(secret);
    identities::revoke_tokens(&tx, which, at(1)).await.unwrap();
    assert_eq!(revoked().await, [true, false]);
    let which = Revoked::Identity(way.identity_id);
    identities::revoke_tokens(&tx, which, at(2)).await.unwrap();
    assert_eq!(revoked().await, [true, true]);
}

async fn tokens_that_ended_are_forgotten_unless_people_named_them(db: Database) {
    let way = signs_in(&db).await;
    let named = AccessTokenRow {
        name: "ci".to_owned(),
        ..token(&db, &way)
    };
    let endless = AccessTokenRow {
        expires_at: None,
        max_expires_at: None,
        ..token(&db, &way)
    };
    let over = token(&db, &way);
    let tx = db.write().await;
    for (token, hash) in [(&named, b"a"), (&endless, b"b"), (&over, b"c")] {
        identities::insert_token(&tx, token, hash).await.unwrap();
    }
    identities::delete_expired(&tx, way.id, at(59))
        .await
        .unwrap();
    assert_eq!(identities::tokens(&tx, way.id).await.unwrap().len(), 3);
    identities::delete_expired(&tx, way.id, at(60))
        .await
        .unwrap();
    assert_eq!(
        identities::tokens(&tx, way.id).await.unwrap(),
        [named, endless]
    );
}

async fn an_auth_method_takes_its_tokens_along(db: Database) {
    let way = signs_in(&db).await;
    let given = token(&db, &way);
    let tx = db.write().await;
    identities::insert_token(&tx, &given, b"hash")
        .await
        .unwrap();
    assert!(identities::delete_auth_method(&tx, way.id).await.unwrap());
    assert!(!identities::delete_auth_method(&tx, way.id).await.unwrap());
    let found = identities::token_by_hash(&tx, b"hash").await.unwrap();
    assert!(found.is_none());
    let owner = identities::get(&tx, way.identity_id).await.unwrap();
    assert!(owner.is_some());
}

async fn an_identity_takes_its_tokens_along(db: Database) {
    let way = signs_in(&db).await;
    let given = token(&db, &way);
    let tx = db.write().await;
    identities::insert_token(&tx, &given, b"hash")
        .await
        .unwrap();
    assert_eq!(identities::list(&tx).await.unwrap().len(), 1);
    assert!(identities::delete(&tx, way.identity_id).await.unwrap());
    let found = identities::token_by_hash(&tx, b"hash").await.unwrap();
    assert!(found.is_none());
    let gone = identities::get(&tx, way.identity_id).await.unwrap();
    assert_eq!(gone, None);
}
