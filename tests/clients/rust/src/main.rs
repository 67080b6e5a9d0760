//! Infisical's Rust SDK against a running server.
//!
//! Usage: `rust-client SHOP`, where SHOP is JSON with `host`, `clientId`, `clientSecret` and
//! `projectId`. Prints a line for each check, and runs all of them whatever fails.

use std::process::ExitCode;

use infisical::kms::ListKmsKeysRequest;
use infisical::secrets::{
    CreateSecretRequest, DeleteSecretRequest, GetSecretRequest, ListSecretsRequest,
    UpdateSecretRequest,
};
use infisical::{AuthMethod, Client, InfisicalError};
use serde_json::Value;

type Checked = Result<(), Box<dyn std::error::Error>>;

/// What the checks need to know of the server.
struct Shop {
    host: String,
    client_id: String,
    client_secret: String,
    project: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let shop = Shop::read();
    let checks = [
        ("a client signs in", signs_in(&shop).await),
        ("a wrong secret is refused", wrong_secret(&shop).await),
        ("a secret lives from create to delete", life(&shop).await),
        (
            "references are replaced when asked for",
            references(&shop).await,
        ),
        ("lists can go deep", lists(&shop).await),
        ("imported secrets come too", imports(&shop).await),
        ("what is nowhere is not found", nowhere(&shop).await),
        ("what is not offered is absent", not_offered(&shop).await),
    ];
    let mut code = ExitCode::SUCCESS;
    for (name, checked) in checks {
        match checked {
            Ok(()) => println!("ok: {name}"),
            Err(error) => {
                println!("failed: {name}");
                eprintln!("{name}: {error}");
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}

impl Shop {
    fn read() -> Self {
        let text = std::env::args().nth(1).expect("an argument");
        let shop: Value = serde_json::from_str(&text).expect("JSON");
        let member = |name: &str| shop[name].as_str().expect("a text").to_owned();
        Self {
            host: member("host"),
            client_id: member("clientId"),
            client_secret: member("clientSecret"),
            project: member("projectId"),
        }
    }

    async fn sign_in(&self, secret: &str) -> Result<Client, InfisicalError> {
        let mut client = Client::builder()
            .base_url(&self.host)
            .user_agent("rust-client")
            .build()
            .await?;
        let method = AuthMethod::new_universal_auth(&self.client_id, secret);
        client.login(method).await?;
        Ok(client)
    }

    async fn client(&self) -> Result<Client, InfisicalError> {
        self.sign_in(&self.client_secret).await
    }

    fn get(&self, name: &str) -> GetSecretRequest {
        GetSecretRequest::builder(name, &self.project, "dev")
            .path("/")
            .build()
    }

    fn create(&self, name: &str, value: &str) -> CreateSecretRequest {
        CreateSecretRequest::builder(name, value, &self.project, "dev")
            .path("/")
            .build()
    }
}

/// Fails unless this is so.
fn so(is_so: bool, otherwise: &str) -> Checked {
    if is_so { Ok(()) } else { Err(otherwise.into()) }
}

/// Fails unless the server answered with this status.
fn refused<T>(status: u16, answer: Result<T, InfisicalError>) -> Checked {
    match answer {
        Err(InfisicalError::HttpError { status: found, .. }) if found.as_u16() == status => Ok(()),
        Err(error) => Err(format!("expected {status}: {error}").into()),
        Ok(_) => Err(format!("expected {status}").into()),
    }
}

async fn signs_in(shop: &Shop) -> Checked {
    shop.client().await?;
    Ok(())
}

async fn wrong_secret(shop: &Shop) -> Checked {
    refused(401, shop.sign_in("wrong").await)
}

async fn life(shop: &Shop) -> Checked {
    let client = shop.client().await?;
    let secrets = client.secrets();
    let new = CreateSecretRequest::builder("RUST_LIFE", "v1", &shop.project, "dev")
        .path("/")
        .r#type("shared")
        .secret_comment("first")
        .skip_multiline_encoding(true)
        .build();
    let made = secrets.create(new).await?;
    so(made.secret_key == "RUST_LIFE", "the key")?;
    let got = secrets.get(shop.get("RUST_LIFE")).await?;
    so(got.secret_value == "v1", "the value")?;
    so(made.secret_comment == "first", "the comment")?;
    so(
        (made.version, made.secret_type.as_str()) == (1, "shared"),
        "the first version",
    )?;
    so(
        made.project_id == shop.project && made.environment == "dev",
        "the place",
    )?;
    refused(400, secrets.create(shop.create("RUST_LIFE", "v2")).await)?;

    let change = UpdateSecretRequest::builder("RUST_LIFE", &shop.project, "dev")
        .new_secret_name("RUST_LIFE2")
        .secret_value("v2")
        .secret_comment("second")
        .skip_multiline_encoding(false)
        .build();
    let changed = secrets.update(change).await?;
    so(
        changed.id == made.id && changed.version == 2,
        "it is the same one",
    )?;
    let got = secrets.get(shop.get("RUST_LIFE2")).await?;
    so(
        got.secret_value == "v2" && got.secret_comment == "second",
        "the change",
    )?;

    let delete = DeleteSecretRequest::builder("RUST_LIFE2", &shop.project, "dev")
        .path("/")
        .r#type("shared")
        .build();
    let gone = secrets.delete(delete).await?;
    so(gone.id == made.id, "what was deleted")?;
    refused(404, secrets.get(shop.get("RUST_LIFE2")).await)
}

async fn references(shop: &Shop) -> Checked {
    let client = shop.client().await?;
    let secrets = client.secrets();
    secrets.create(shop.create("RUST_BASE", "b")).await?;
    secrets
        .create(shop.create("RUST_REF", "${RUST_BASE}!"))
        .await?;
    let got = secrets.get(shop.get("RUST_REF")).await?;
    so(got.secret_value == "b!", "a reference is replaced")?;
    let raw = GetSecretRequest::builder("RUST_REF", &shop.project, "dev")
        .path("/")
        .expand_secret_references(false)
        .build();
    let got = secrets.get(raw).await?;
    so(got.secret_value == "${RUST_BASE}!", "a reference is kept")
}

async fn lists(shop: &Shop) -> Checked {
    let client = shop.client().await?;
    let secrets = client.secrets();
    secrets.create(shop.create("RUST_LISTED", "1")).await?;
    for recursive in [false, true] {
        let list = ListSecretsRequest::builder(&shop.project, "dev")
            .path("/")
            .expand_secret_references(true)
            .recursive(recursive)
            .build();
        let all = secrets.list(list).await?;
        so(
            all.iter().any(|one| one.secret_key == "RUST_LISTED"),
            "it is listed",
        )?;
    }
    Ok(())
}

async fn imports(shop: &Shop) -> Checked {
    let client = shop.client().await?;
    let secrets = client.secrets();
    let list = ListSecretsRequest::builder(&shop.project, "dev")
        .path("/rust-importing")
        .build();
    let all = secrets.list(list).await?;
    so(
        all.iter().any(|one| one.secret_key == "RUST_IMPORTED"),
        "it is listed",
    )?;
    let get = GetSecretRequest::builder("RUST_IMPORTED", &shop.project, "dev")
        .path("/rust-importing")
        .build();
    let got = secrets.get(get).await?;
    so(got.secret_value == "i", "it is found by its name")
}

async fn nowhere(shop: &Shop) -> Checked {
    let client = shop.client().await?;
    let list = ListSecretsRequest::builder(&shop.project, "nope")
        .path("/")
        .build();
    refused(404, client.secrets().list(list).await)
}

async fn not_offered(shop: &Shop) -> Checked {
    let client = shop.client().await?;
    let list = ListKmsKeysRequest::builder(&shop.project).build();
    refused(404, client.kms().list(list).await)
}
