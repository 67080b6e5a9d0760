//! People and machine identities.

use std::time::Duration;

use model::access::OrgRole;
use model::id::{AccessTokenId, ClientSecretId, IdentityId, OrganizationId, SessionId, UserId};
use secrecy::{ExposeSecret, SecretString};
use store::identities::{self, AccessTokenRow, ClientSecret, Identity, UniversalAuth};
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
    universal_auth_is_found_by_its_client_id,
    a_token_is_extended_to_its_last_moment_and_not_past_it,
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
        created_at: at(0),
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
    assert!(identities::revoke_client_secret(&tx, id).await.unwrap());
    assert!(!identities::revoke_client_secret(&tx, id).await.unwrap());
    assert!(!identities::count_use(&tx, id).await.unwrap());
}

async fn universal_auth_is_found_by_its_client_id(db: Database) {
    let mut auth = UniversalAuth {
        identity_id: identity(&db).await,
        client_id: db.id(),
        access_token_ttl: Duration::from_hours(2),
        access_token_max_ttl: Duration::from_hours(24),
        created_at: at(0),
    };
    let tx = db.write().await;
    identities::put_universal_auth(&tx, &auth).await.unwrap();
    auth.access_token_ttl = Duration::from_mins(1);
    identities::put_universal_auth(&tx, &auth).await.unwrap();
    let found = identities::universal_auth_by_client_id(&tx, auth.client_id)
        .await
        .unwrap();
    assert_eq!(found.as_ref(), Some(&auth));
    let found = identities::universal_auth(&tx, auth.identity_id)
        .await
        .unwrap();
    assert_eq!(found, Some(auth));
    assert_eq!(
        identities::universal_auth_by_client_id(&tx, db.id())
            .await
            .unwrap(),
        None
    );
}

async fn token(db: &Database, identity: IdentityId, hash: &[u8]) -> AccessTokenId {
    let token = AccessTokenRow {
        id: AccessTokenId::from_uuid(db.id()),
        identity_id: identity,
        created_at: at(0),
        expires_at: at(60),
        max_expires_at: at(100),
        revoked: false,
    };
    let tx = db.write().await;
    identities::insert_token(&tx, &token, hash).await.unwrap();
    tx.commit().await.unwrap();
    token.id
}

async fn a_token_is_extended_to_its_last_moment_and_not_past_it(db: Database) {
    let owner = identity(&db).await;
    let id = token(&db, owner, b"hash").await;
    let tx = db.write().await;
    for (asked, given) in [(90, 90), (110, 100)] {
        assert!(identities::extend_token(&tx, id, at(asked)).await.unwrap());
        let (token, identity) = identities::token_by_hash(&tx, b"hash")
            .await
            .unwrap()
            .unwrap();
        assert_eq!((token.expires_at, identity.id), (at(given), owner));
    }
    assert!(identities::revoke_token(&tx, id).await.unwrap());
    assert!(!identities::extend_token(&tx, id, at(95)).await.unwrap());
    let (token, _) = identities::token_by_hash(&tx, b"hash")
        .await
        .unwrap()
        .unwrap();
    assert!(token.revoked);
}

async fn an_identity_takes_its_tokens_along(db: Database) {
    let owner = identity(&db).await;
    token(&db, owner, b"hash").await;
    let tx = db.write().await;
    assert_eq!(identities::list(&tx).await.unwrap().len(), 1);
    assert!(identities::delete(&tx, owner).await.unwrap());
    assert!(
        identities::token_by_hash(&tx, b"hash")
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(identities::get(&tx, owner).await.unwrap(), None);
}
