//! Bringing the databases of older versions up to date.

use model::id::SecretId;
use store::{DatabaseKind, secrets};
use uuid::Uuid;

use crate::harness::Database;

/// The last migration that did not keep what a version's value was.
const BEFORE_MARKS: usize = 12;

#[tokio::test]
async fn versions_from_before_marks_get_those_of_their_secrets_on_sqlite() {
    let db = Database::sqlite_left_at(BEFORE_MARKS, two_secrets).await;
    versions_have_the_marks_of_their_secrets(&db).await;
}

#[tokio::test]
async fn versions_from_before_marks_get_those_of_their_secrets_on_postgresql() {
    let test = concat!(module_path!(), "::versions_from_before_marks");
    if let Some(db) = Database::postgres_left_at(test, BEFORE_MARKS, two_secrets).await {
        versions_have_the_marks_of_their_secrets(&db).await;
    }
}

/// One secret with a literal value of a content type in two versions, and one with neither.
fn two_secrets(kind: DatabaseKind) -> String {
    let bytes = |hex: &str| match kind {
        DatabaseKind::Sqlite => format!("X'{hex}'"),
        DatabaseKind::Postgres => format!("'\\x{hex}'"),
    };
    let id = |number: u8| match kind {
        DatabaseKind::Sqlite => format!("X'{number:032x}'"),
        DatabaseKind::Postgres => format!("'{number:032x}'"),
    };
    let (project, environment, folder) = (id(1), id(2), id(3));
    let (literal, plain) = (id(4), id(5));
    let (one, two) = (bytes("01"), bytes("02"));
    format!(
        "INSERT INTO projects (id, name, slug, created_at, updated_at)
            VALUES ({project}, 'Contoso', 'contoso', 0, 0);
        INSERT INTO environments (id, project_id, name, slug, position, created_at, updated_at)
            VALUES ({environment}, {project}, 'Production', 'prod', 1, 0, 0);
        INSERT INTO folders (id, environment_id, path, created_at, updated_at)
            VALUES ({folder}, {environment}, '/', 0, 0);
        INSERT INTO secrets (id, folder_id, key, kind, version, literal, value, comment, content_type,
                metadata, created_at, updated_at)
            VALUES ({literal}, {folder}, 'HOME', 'secret', 2, TRUE, {two}, '', 'text/plain', '[]', 0, 9),
                ({plain}, {folder}, 'URL', 'config', 1, FALSE, {one}, '', NULL, '[]', 0, 0);
        INSERT INTO secret_versions (secret_id, version, value, actor, created_at)
            VALUES ({literal}, 1, {one}, 'ada', 0), ({literal}, 2, {two}, 'grace', 9),
                ({plain}, 1, {one}, 'ada', 0);"
    )
}

async fn versions_have_the_marks_of_their_secrets(db: &Database) {
    let tx = db.read().await;
    let secret = |number: u128| SecretId::from_uuid(Uuid::from_u128(number));
    let found = secrets::versions(&tx, secret(4), 0, 9).await.unwrap();
    for (version, (number, value, actor)) in found.iter().zip([(2, [2], "grace"), (1, [1], "ada")])
    {
        assert_eq!(
            (version.version, version.value.as_slice()),
            (number, &value[..])
        );
        assert_eq!(
            (version.key.as_str(), version.actor.as_str()),
            ("HOME", actor)
        );
        assert!(version.literal && version.restored_from.is_none());
        assert_eq!(version.content_type.as_deref(), Some("text/plain"));
    }
    assert_eq!(found.len(), 2);
    let plain = secrets::version(&tx, secret(5), 1).await.unwrap().unwrap();
    assert_eq!(plain.key.as_str(), "URL");
    assert!(!plain.literal && plain.content_type.is_none());
}
