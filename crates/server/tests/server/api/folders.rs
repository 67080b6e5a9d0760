//! Folders as Terraform and the SDKs make, list, rename and delete them.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Machine;

async fn create(machine: &Machine, version: &str, body: Value) -> Value {
    let path = format!("/api/{version}/folders");
    machine.done("POST", &path, body).await["folder"].clone()
}

#[tokio::test]
async fn a_folder_lives_as_terraform_sends_it() {
    let machine = Machine::new().await;
    let project = machine.project("shop").await;
    let place = json!({
        "name": "app", "environment": "dev", "workspaceId": project, "path": "/", "description": "",
    });
    let made = create(&machine, "v1", place.clone()).await;
    assert_eq!(
        (&made["path"], &made["description"]),
        (&json!("/app"), &json!(""))
    );
    assert_eq!(
        (&made["version"], &made["isReserved"]),
        (&json!(1), &json!(false))
    );
    assert!(made["parentId"].is_string() && made["lastSecretModified"].is_null());
    let id = made["id"].as_str().unwrap();

    let (status, again) = machine.call("POST", "/api/v1/folders", place.clone()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        again["message"]
            .as_str()
            .unwrap()
            .contains("exists already"),
        "{again}"
    );

    let read = machine
        .done("GET", &format!("/api/v1/folders/{id}"), Value::Null)
        .await;
    let read = &read["folder"];
    assert_eq!(read["path"], "/app");
    assert_eq!(read["projectId"], project.as_str());
    assert_eq!(read["environment"]["envSlug"], "dev");
    assert_eq!(read["environment"]["envName"], "Development");
    assert_eq!(read["environment"]["envId"], read["envId"]);

    let mut change = place.clone();
    change["id"] = json!(id);
    change["description"] = json!("The app");
    let changed = machine
        .done("PATCH", &format!("/api/v1/folders/{id}"), change)
        .await;
    assert_eq!(changed["folder"]["description"], "The app");

    let gone = json!({
        "id": id, "environment": "dev", "projectId": project, "path": "/", "forceDelete": false,
    });
    machine
        .done("DELETE", &format!("/api/v2/folders/{id}"), gone)
        .await;
    let (status, _) = machine.get(&format!("/api/v1/folders/{id}")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_folders_of_a_place_are_listed_one_level_or_all() {
    let machine = Machine::new().await;
    let project = machine.project("shop").await;
    let deep = json!({ "projectId": project, "environment": "dev", "name": "c", "path": "/a/b" });
    create(&machine, "v2", deep).await;
    let list = async |query: &str| {
        let path = format!("/api/v2/folders?projectId={project}&environment=dev&{query}");
        let (status, body) = machine.get(&path).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body["folders"].as_array().unwrap().clone()
    };
    let level = list("path=%2F&lastSecretModified=2024-01-01T00%3A00%3A00Z").await;
    assert_eq!(level.len(), 1);
    assert!(level[0].get("relativePath").is_none(), "{level:?}");
    let all = list("directory=%2Fa&recursive=True").await;
    let paths: Vec<_> = all
        .iter()
        .map(|folder| (&folder["path"], &folder["relativePath"]))
        .collect();
    assert_eq!(
        paths,
        [
            (&json!("/a/b"), &json!("/b")),
            (&json!("/a/b/c"), &json!("/b/c"))
        ]
    );
}

#[tokio::test]
async fn a_full_folder_goes_at_once_in_version_1_and_when_forced_in_version_2() {
    let machine = Machine::new().await;
    let project = machine.project("shop").await;
    let place = json!({ "projectId": project, "environment": "dev", "path": "/" });
    let with = |field: &str, value: Value| {
        let mut body = place.clone();
        body[field] = value;
        body
    };
    let fill = async || {
        create(&machine, "v2", with("name", json!("app"))).await;
        let secret = json!({
            "workspaceId": project, "environment": "dev", "secretPath": "/app",
            "secretValue": "value",
        });
        machine
            .done("POST", "/api/v3/secrets/raw/KEY", secret)
            .await;
    };
    fill().await;
    let (status, refused) = machine
        .call("DELETE", "/api/v2/folders/app", place.clone())
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{refused}");
    assert_eq!(refused["error"], "BadRequest");
    let forced = with("forceDelete", json!(true));
    machine.done("DELETE", "/api/v2/folders/app", forced).await;
    fill().await;
    let gone = machine
        .done("DELETE", "/api/v1/folders/app", place.clone())
        .await;
    assert_eq!(gone["folder"]["path"], "/app");
    fill().await;
    let query = format!("/api/v1/folders/app?workspaceId={project}&environment=dev");
    machine.done("DELETE", &query, Value::Null).await;
    let (status, missing) = machine.call("DELETE", &query, Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{missing}");
}

#[tokio::test]
async fn a_renamed_folder_keeps_its_id_and_its_secrets_theirs() {
    let machine = Machine::new().await;
    let project = machine.project("shop").await;
    let place = json!({ "projectId": project, "environment": "dev", "path": "/", "name": "app" });
    let made = create(&machine, "v2", place.clone()).await;
    let secret = json!({
        "workspaceId": project, "environment": "dev", "secretPath": "/app", "secretValue": "value",
    });
    let kept = machine
        .done("POST", "/api/v3/secrets/raw/KEY", secret)
        .await;
    let mut change = place;
    change["name"] = json!("shop");
    let path = format!("/api/v2/folders/{}", made["id"].as_str().unwrap());
    let renamed = machine.done("PATCH", &path, change).await;
    let renamed = &renamed["folder"];
    assert_eq!(
        (&renamed["id"], &renamed["path"]),
        (&made["id"], &json!("/shop"))
    );
    assert_eq!(renamed["version"], 2);
    let there =
        format!("/api/v3/secrets/raw/KEY?workspaceId={project}&environment=dev&secretPath=/shop");
    let read = machine.done("GET", &there, Value::Null).await;
    assert_eq!(read["secret"]["id"], kept["secret"]["id"]);
}
