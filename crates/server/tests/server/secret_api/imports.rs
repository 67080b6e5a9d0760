//! Imports of folders.

use serde_json::{Value, json};

use super::client::Client;

const PATH: &str = "/api/v1/secret-imports";

fn importing(client: &Client, environment: &str) -> Value {
    client.in_dev(json!({
        "path": "/", "isReplication": false,
        "import": { "environment": environment, "path": "/" },
    }))
}

#[tokio::test]
async fn an_import_lives_as_terraform_expects() {
    let client = Client::new().await;
    let made = client.post(PATH, importing(&client, "prod")).await;
    let id = made.text("/secretImport/id");
    assert_eq!(made.text("/secretImport/importPath"), "/");
    assert_eq!(made.text("/secretImport/importEnv/slug"), "prod");
    assert_eq!(made.value("/secretImport/position"), 1);
    assert_eq!(made.value("/secretImport/isReplication"), false);
    let list = client.get(&format!("{PATH}?{}&path=/", client.dev())).await;
    assert_eq!(list.each("/secretImports", "id"), [id]);
    let itself = format!("{PATH}/{id}");
    let one = client.get(&itself).await;
    assert_eq!(one.text("/secretImport/projectId"), client.project);
    assert_eq!(one.text("/secretImport/secretPath"), "/");
    assert_eq!(one.text("/secretImport/environment/slug"), "dev");

    client
        .post(PATH, importing(&client, "prod"))
        .await
        .refused(400);
    client
        .post(PATH, importing(&client, "dev"))
        .await
        .refused(422);
    client
        .post(PATH, importing(&client, "qa"))
        .await
        .refused(404);
    let mut copying = importing(&client, "staging");
    copying["isReplication"] = json!(true);
    client.post(PATH, copying).await.refused(400);

    let second = client.post(PATH, importing(&client, "staging")).await;
    assert_eq!(second.value("/secretImport/position"), 2);
    let body = client.in_dev(json!({ "path": "/", "import": { "position": 2 } }));
    let moved = client.patch(&itself, body).await;
    assert_eq!(moved.value("/secretImport/position"), 2);
    assert_eq!(moved.text("/secretImport/importEnv/slug"), "prod");

    let body = client.in_dev(json!({ "id": id, "path": "/" }));
    client.delete(&itself, body).await.value("/secretImport");
    client.get(&itself).await.refused(404);
}

#[tokio::test]
async fn a_list_has_imports_with_whole_secrets_and_get_falls_back_to_them() {
    let client = Client::new().await;
    let body = json!({
        "workspaceId": client.project, "environment": "prod", "secretValue": "info",
    });
    client.post("/api/v3/secrets/raw/LEVEL", body).await;
    client
        .post(PATH, importing(&client, "prod"))
        .await
        .value("/secretImport");
    let list = async |path: &str| client.get(&format!("{path}{}", client.dev())).await;
    let without = list("/api/v3/secrets/raw?").await;
    assert_eq!(without.value("/imports"), &json!([]));
    for path in [
        "/api/v3/secrets/raw?include_imports=true&",
        "/api/v4/secrets?",
    ] {
        let found = list(path).await;
        assert_eq!(found.value("/secrets"), &json!([]));
        assert_eq!(found.text("/imports/0/environment"), "prod");
        assert_eq!(found.text("/imports/0/secretPath"), "/");
        assert!(!found.text("/imports/0/folderId").is_empty());
        let secret = "/imports/0/secrets/0";
        for field in ["_id", "workspace", "type", "secretKey", "secretComment"] {
            found.text(&format!("{secret}/{field}"));
        }
        assert_eq!(found.text(&format!("{secret}/secretValue")), "info");
        assert_eq!(found.text(&format!("{secret}/environment")), "prod");
    }
    list("/api/v3/secrets/raw/LEVEL?").await.refused(404);
    let found = list("/api/v3/secrets/raw/LEVEL?includeImports=true&").await;
    assert_eq!(found.text("/secret/environment"), "prod");
}
