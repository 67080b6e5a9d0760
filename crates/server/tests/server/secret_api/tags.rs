//! Tags in both spellings.

use serde_json::json;

use super::client::Client;

#[tokio::test]
async fn tags_live_in_both_spellings() {
    let client = Client::new().await;
    for (routes, one, many) in [
        ("projects", "tag", "tags"),
        ("workspace", "workspaceTag", "workspaceTags"),
    ] {
        let path = format!("/api/v1/{routes}/{}/tags", client.project);
        let slug = format!("{routes}-tag");
        client
            .get(&format!("{path}/slug/{slug}"))
            .await
            .refused(404);
        let body = json!({ "name": "Tag One", "color": "#ff0000", "slug": slug, "projectId": "x" });
        let made = client.post(&path, body.clone()).await;
        assert_eq!(made.text(&format!("/{one}/name")), "Tag One");
        assert_eq!(made.text(&format!("/{one}/projectId")), client.project);
        client.post(&path, body).await.refused(400);
        let id = made.text(&format!("/{one}/id"));
        let itself = format!("{path}/{id}");
        for found in [itself.clone(), format!("{path}/slug/{slug}")] {
            let found = client.get(&found).await;
            assert_eq!(found.body, made.body);
        }
        let changed = client
            .patch(&itself, json!({ "color": "", "tagId": id }))
            .await;
        assert_eq!(changed.text(&format!("/{one}/color")), "");
        assert_eq!(changed.text(&format!("/{one}/name")), "Tag One");
        let list = client.get(&path).await;
        assert_eq!(list.each(&format!("/{many}"), "slug"), [slug]);
        client
            .delete(&itself, json!({}))
            .await
            .value(&format!("/{one}"));
        client.get(&itself).await.refused(404);
    }
}

#[tokio::test]
async fn a_tag_without_a_name_is_called_by_its_slug() {
    let client = Client::new().await;
    let path = format!("/api/v1/projects/{}/tags", client.project);
    let made = client
        .post(&path, json!({ "slug": "backend", "color": "" }))
        .await;
    assert_eq!(made.text("/tag/name"), "backend");
    let body = client.in_dev(json!({ "secretValue": "1", "tagIds": [made.text("/tag/id")] }));
    let tagged = client.post("/api/v3/secrets/raw/KEY", body).await;
    let expected = json!([{
        "id": made.text("/tag/id"), "slug": "backend", "name": "backend", "color": "",
    }]);
    assert_eq!(tagged.value("/secret/tags"), &expected);
    let body = client.in_dev(json!({ "tagIds": [] }));
    let bare = client.patch("/api/v3/secrets/raw/KEY", body).await;
    assert_eq!(bare.value("/secret/tags"), &json!([]));
    let body = client.in_dev(json!({ "tagIds": ["0198c0de-0000-7000-8000-000000000000"] }));
    client
        .patch("/api/v3/secrets/raw/KEY", body)
        .await
        .refused(404);
}
