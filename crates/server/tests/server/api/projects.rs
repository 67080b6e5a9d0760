//! Projects and environments as Terraform makes, reads, changes and deletes them.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Machine;

#[tokio::test]
async fn a_project_lives_as_terraform_sends_it() {
    let machine = Machine::new().await;
    let made = machine
        .done(
            "POST",
            "/api/v2/workspace",
            json!({
                "projectName": "tf proj", "projectDescription": "d", "slug": "tf-proj",
                "organizationSlug": "", "template": "", "type": "secret-manager", "kmsKeyId": "",
                "shouldCreateDefaultEnvs": true, "hasDeleteProtection": true,
            }),
        )
        .await;
    let made = &made["project"];
    let id = made["id"].as_str().unwrap();
    let read = machine
        .done("GET", &format!("/api/v1/workspace/{id}"), Value::Null)
        .await;
    assert_eq!(&read["workspace"], made);
    assert_eq!(made["_id"], made["id"]);
    for (field, value) in [
        ("name", json!("tf proj")),
        ("slug", json!("tf-proj")),
        ("description", json!("d")),
        ("type", json!("secret-manager")),
        ("autoCapitalization", json!(false)),
        ("hasDeleteProtection", json!(true)),
        ("version", json!(3)),
        ("upgradeStatus", Value::Null),
        ("pitVersionLimit", json!(10)),
        ("kmsCertificateKeyId", Value::Null),
        ("kmsSecretManagerKeyId", Value::Null),
        ("auditLogsRetentionDays", Value::Null),
        ("secretSharing", json!(false)),
    ] {
        assert!(
            made.as_object().unwrap().contains_key(field),
            "{field}: {made}"
        );
        assert_eq!(made[field], value, "{field}");
    }
    assert_eq!(made["environments"][2]["slug"], "prod");
    assert!(made["orgId"].is_string() && made["createdAt"].is_string());

    let (refused, body) = machine
        .call("DELETE", "/api/v2/workspace/tf-proj", Value::Null)
        .await;
    assert_eq!(refused, StatusCode::FORBIDDEN, "{body}");

    let change = json!({
        "projectId": id, "slug": "tf-proj", "name": "tf proj 2", "description": "",
        "hasDeleteProtection": false,
    });
    machine
        .done("PATCH", &format!("/api/v1/projects/{id}"), change)
        .await;
    let read = machine
        .done("GET", &format!("/api/v1/projects/{id}"), Value::Null)
        .await;
    assert_eq!(read["project"]["name"], "tf proj 2");
    assert_eq!(read["project"]["description"], "");

    let gone = machine
        .done("DELETE", "/api/v2/workspace/tf-proj", Value::Null)
        .await;
    assert_eq!(gone["id"], id);
    for path in [
        format!("/api/v1/workspace/{id}"),
        format!("/api/v1/projects/{id}"),
        "/api/v2/workspace/tf-proj".to_owned(),
        "/api/v1/projects/slug/tf-proj".to_owned(),
    ] {
        let (status, body) = machine.get(&path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}: {body}");
    }
}

#[tokio::test]
async fn a_project_is_found_by_slug_without_a_wrapper_and_deleted_by_id_with_one() {
    let machine = Machine::new().await;
    let id = machine.project("shop").await;
    for path in ["/api/v2/workspace/shop", "/api/v1/projects/slug/shop"] {
        let found = machine.done("GET", path, Value::Null).await;
        assert_eq!(found["id"], id.as_str());
        assert_eq!(found["environments"].as_array().unwrap().len(), 3);
    }
    machine.project("billing").await;
    for (path, field) in [
        ("/api/v1/workspace", "workspaces"),
        ("/api/v1/projects", "projects"),
    ] {
        let list = machine.done("GET", path, Value::Null).await;
        let slugs: Vec<_> = list[field].as_array().unwrap().iter().collect();
        assert_eq!(slugs.len(), 2);
        assert_eq!(slugs[0]["slug"], "billing");
        assert_eq!(slugs[1]["environments"][0]["slug"], "dev");
    }
    let path = format!("/api/v1/projects/{id}");
    let gone = machine.done("DELETE", &path, json!({})).await;
    assert_eq!(gone["project"]["slug"], "shop");
}

#[tokio::test]
async fn what_a_project_cannot_have_is_refused_by_name() {
    let machine = Machine::new().await;
    for (field, value) in [
        ("type", "cert-manager"),
        ("template", "platform"),
        ("kmsKeyId", "0198c0de-0000-7000-8000-000000000000"),
        ("organizationSlug", "somebody-elses"),
    ] {
        let body = json!({ "projectName": "Shop", "slug": "shop", field: value });
        let (status, answer) = machine.call("POST", "/api/v1/projects", body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{field}: {answer}");
        let message = answer["message"].as_str().unwrap();
        assert!(message.contains(&format!("`{field}`")), "{message}");
    }
    let (_, none) = machine.get("/api/v1/projects").await;
    assert_eq!(none["projects"], json!([]));
    let body = json!({ "projectName": "Shop", "slug": "shop", "template": "default" });
    machine.done("POST", "/api/v1/projects", body).await;
}

#[tokio::test]
async fn an_environment_lives_under_both_spellings() {
    let machine = Machine::new().await;
    let project = machine.project("shop").await;
    for family in ["workspace", "projects"] {
        let all = format!("/api/v1/{family}/{project}/environments");
        let sent = json!({
            "name": "QA", "slug": "qa", "workspaceId": project, "position": 2, "App": "x",
        });
        let made = machine.done("POST", &all, sent).await;
        assert_eq!(made["workspace"], project.as_str());
        assert_eq!(made["projectId"], project.as_str());
        assert!(made["message"].is_string());
        assert_eq!(made["environment"]["position"], 2);
        let id = made["environment"]["id"].as_str().unwrap();

        let one = format!("/api/v1/workspace/environments/{id}");
        let read = machine.done("GET", &one, Value::Null).await;
        assert_eq!(read["environment"], made["environment"]);
        let by_slug = format!("/api/v1/projects/{project}/environments/slug/qa");
        let read = machine.done("GET", &by_slug, Value::Null).await;
        assert_eq!(read, made["environment"]);

        let change =
            json!({ "ID": id, "ProjectID": project, "name": "QA2", "slug": "", "position": 0 });
        let changed = machine.done("PATCH", &format!("{all}/{id}"), change).await;
        let changed = &changed["environment"];
        assert_eq!(
            (&changed["name"], &changed["slug"], &changed["position"]),
            (&json!("QA2"), &json!("qa"), &json!(2))
        );

        let gone = json!({ "id": id, "workspaceId": project });
        machine.done("DELETE", &format!("{all}/{id}"), gone).await;
        let (status, _) = machine.get(&one).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
}
