use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;

fn secret_of(key: &str, value: &str) -> Value {
    json!({ "secretKey": key, "secretValue": value, "secretComment": "" })
}

fn folder_of(secrets: &[Value], imports: &[(&str, &str)]) -> FolderState {
    let secrets = secrets.iter().map(|secret| {
        let secret: RemoteSecret = serde_json::from_value(secret.clone()).unwrap();
        (secret.key.clone(), secret)
    });
    let imports = imports.iter().map(|(environment, path)| {
        let wire = json!({
            "importEnv": { "name": environment, "slug": environment },
            "importPath": path,
        });
        serde_json::from_value(wire).unwrap()
    });
    FolderState {
        description: String::new(),
        secrets: secrets.collect(),
        imports: imports.collect(),
    }
}

fn server(slug: &str, folders: Vec<(&str, FolderState)>) -> Snapshot {
    let project = json!({ "id": "1", "name": "Shop", "slug": slug });
    let folders: BTreeMap<_, _> = folders
        .into_iter()
        .map(|(path, folder)| (path.to_owned(), folder))
        .collect();
    Snapshot {
        projects: vec![ProjectState {
            project: serde_json::from_value(project).unwrap(),
            tags: Vec::new(),
            environments: vec![EnvironmentState {
                slug: "prod".to_owned(),
                name: "Production".to_owned(),
                folders,
            }],
        }],
    }
}

fn with_secrets(secrets: &[Value]) -> Snapshot {
    server("shop", vec![("/", folder_of(secrets, &[]))])
}

#[test]
fn an_empty_server_gets_everything_and_a_folder_after_the_one_it_is_in() {
    let source = server(
        "shop",
        vec![
            ("/", folder_of(&[secret_of("A", "1")], &[("prod", "/a")])),
            ("/a", folder_of(&[], &[])),
            ("/a/b", folder_of(&[secret_of("B", "2")], &[])),
        ],
    );
    let empty = Snapshot {
        projects: Vec::new(),
    };
    let plan = Plan::new(&source, &empty, false);
    assert_eq!(plan.projects.len(), 1);
    assert_eq!(plan.environments.len(), 1);
    let paths: Vec<_> = plan
        .folders
        .iter()
        .map(|(at, _)| at.path.as_str())
        .collect();
    assert_eq!(paths, ["/a", "/a/b"]);
    assert_eq!(plan.created.len(), 2);
    assert_eq!(plan.imports.len(), 1);
    assert!(plan.left.is_empty());
}

#[test]
fn between_equal_servers_there_is_nothing_to_do() {
    let make = || {
        server(
            "shop",
            vec![("/", folder_of(&[secret_of("A", "1")], &[("prod", "/")]))],
        )
    };
    let (source, target) = (make(), make());
    let plan = Plan::new(&source, &target, true);
    assert!(plan.is_empty() && plan.left.is_empty());
    assert_eq!(plan.unchanged, 1);
}

#[test]
fn a_secret_that_differs_is_left_and_named_unless_it_may_be_overwritten() {
    let source = with_secrets(&[secret_of("A", "new-value")]);
    let target = with_secrets(&[secret_of("A", "old-value")]);
    let plan = Plan::new(&source, &target, false);
    assert!(plan.is_empty());
    assert_eq!(plan.left[0].what, "secret shop prod / A");
    assert!(!plan.left[0].reason.contains("value"), "{:?}", plan.left);
    let plan = Plan::new(&source, &target, true);
    assert_eq!((plan.updated.len(), plan.left.len()), (1, 0));
}

#[test]
fn a_comment_metadata_or_a_tag_is_a_difference_but_their_order_is_not() {
    let full = |metadata: Value, tags: Value| {
        json!({
            "secretKey": "A", "secretValue": "1", "secretComment": "c",
            "secretMetadata": metadata, "tags": tags,
        })
    };
    let (one, two) = (json!({"key": "k", "value": "1"}), json!({"key": "l"}));
    let (red, blue) = (json!({"slug": "red"}), json!({"slug": "blue"}));
    let source = with_secrets(&[full(json!([one, two]), json!([red, blue]))]);
    let turned = with_secrets(&[full(json!([two, one]), json!([blue, red]))]);
    assert_eq!(Plan::new(&source, &turned, true).unchanged, 1);
    for other in [
        full(json!([one]), json!([red, blue])),
        full(json!([one, two]), json!([red])),
        secret_of("A", "1"),
    ] {
        let target = with_secrets(&[other]);
        assert_eq!(Plan::new(&source, &target, true).updated.len(), 1);
    }
}

#[test]
fn a_name_that_is_not_allowed_here_is_left_alone() {
    let source = with_secrets(&[secret_of("100%", "1"), secret_of("B", "2")]);
    let target = with_secrets(&[]);
    let plan = Plan::new(&source, &target, false);
    assert_eq!(plan.created[0].1.len(), 1);
    assert!(plan.left[0].what.ends_with("100%"), "{:?}", plan.left);
    let target = server("other", Vec::new());
    let source = server("Not A Slug", Vec::new());
    let plan = Plan::new(&source, &target, false);
    assert!(plan.is_empty());
    assert_eq!(plan.left.len(), 1);
}

#[test]
fn what_stands_in_for_a_hidden_value_is_not_copied() {
    let mut hidden = secret_of("A", "<hidden>");
    hidden["secretValueHidden"] = json!(true);
    let source = with_secrets(&[hidden]);
    let target = with_secrets(&[]);
    let plan = Plan::new(&source, &target, false);
    assert!(plan.is_empty());
    assert_eq!(plan.left.len(), 1);
}
