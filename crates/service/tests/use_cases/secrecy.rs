//! Values that are given to the use cases are nowhere but where they belong: not in the database
//! files, not in `Debug` texts, not in errors, not in the audit log.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use model::secret::SecretKind;
use secrecy::ExposeSecret;
use service::Origin;
use service::access;
use service::connections::{self, ConnectionChange, NewConnection};
use service::files::Format;
use service::secrets::{self, ImportFile, View};

use crate::support::{EMAIL, PASSWORD, SETUP_CODE, Shop, browser, key, secret, value};

const TYPED: &str = "canary-typed-7f3a9c";
const REPLACED: &str = "canary-replaced-51be02";
const IMPORTED: &str = "canary-imported-d40e77";
const DELETED: &str = "canary-deleted-88ac19";

/// A text as it is, in base64 at each of its three offsets, and in hexadecimal.
fn spellings(text: &str) -> Vec<Vec<u8>> {
    let mut found = vec![
        text.as_bytes().to_vec(),
        hex::encode(text).into_bytes(),
        hex::encode_upper(text).into_bytes(),
    ];
    for offset in 0..3 {
        let shifted = format!("{}{text}", "x".repeat(offset));
        for engine in [&STANDARD, &URL_SAFE_NO_PAD] {
            let encoded = engine.encode(&shifted).trim_end_matches('=').to_owned();
            // What the neighbouring bytes decide is cut off at both ends.
            let start = if offset == 0 { 0 } else { offset + 1 };
            found.push(encoded.as_bytes()[start..encoded.len() - 1].to_vec());
        }
    }
    found
}

fn holds(haystack: &[u8], text: &str) -> bool {
    spellings(text).iter().any(|spelling| {
        haystack
            .windows(spelling.len())
            .any(|window| window == spelling)
    })
}

/// Everything that lies in the shop's folder.
fn files(shop: &Shop) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(shop.folder()).unwrap();
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.unwrap().path();
        (path.display().to_string(), std::fs::read(&path).unwrap())
    };
    entries.map(read).collect()
}

#[tokio::test]
async fn no_value_is_readable_in_the_database_files_or_the_log() {
    let (shop, azure) = Shop::open_with_azure().await;
    let (service, ada, dev) = (&shop.service, &shop.ada, shop.root("dev"));
    shop.write(&dev, &[("TYPED", REPLACED), ("GONE", DELETED)])
        .await;
    shop.write(&dev, &[("TYPED", TYPED)]).await;
    secrets::delete(service, ada, &dev, &[key("GONE")])
        .await
        .unwrap();
    let file = ImportFile {
        name: "shop.env".to_owned(),
        bytes: format!("IMPORTED={IMPORTED}\n").into_bytes().into(),
        format: None,
        options: service::files::ReadOptions::default(),
        kind: SecretKind::Config,
        expand: true,
        dry_run: false,
    };
    secrets::import_file(service, ada, &dev, file)
        .await
        .unwrap();
    let reveal = View {
        reveal: true,
        expand: true,
        recursive: true,
        imports: true,
    };
    secrets::list(service, ada, &dev, reveal).await.unwrap();
    let options = service::files::WriteOptions::default();
    secrets::export_file(service, ada, &dev, Format::Dotenv, &options)
        .await
        .unwrap();
    let session = access::sign_in(service, EMAIL, &secret(PASSWORD), &browser())
        .await
        .unwrap();
    let robot = access::create_identity(service, ada, "robot", model::access::OrgRole::Member)
        .await
        .unwrap();
    let client_id = robot.client_id.to_string();
    let grant = access::universal_auth(
        service,
        &client_id,
        &robot.client_secret,
        &Origin::default(),
    )
    .await
    .unwrap();
    let request = NewConnection {
        store: Some(azure.store()),
        ..azure.by_client_secret("production")
    };
    let made = connections::create(service, ada, request).await.unwrap();
    let change = ConnectionChange {
        credentials: Some(azure.fields(azure.demo.service)),
        ..ConnectionChange::default()
    };
    connections::update(service, ada, made.id, change)
        .await
        .unwrap();
    connections::check(service, ada, made.id, None)
        .await
        .unwrap();

    let planted = [
        TYPED,
        REPLACED,
        IMPORTED,
        DELETED,
        PASSWORD,
        SETUP_CODE,
        session.token.expose_secret(),
        robot.client_secret.expose_secret(),
        grant.token.expose_secret(),
        azure.demo.service.client_secret,
    ];
    let files = files(&shop);
    assert!(files.iter().any(|(name, _)| name.ends_with("-wal")));
    for (name, bytes) in &files {
        for text in planted {
            assert!(!holds(bytes, text), "{text} in {name}");
        }
    }
    for record in service::audit::list(service, ada, None, 1_000)
        .await
        .unwrap()
    {
        for text in planted {
            assert!(!holds(format!("{record:?}").as_bytes(), text), "{record:?}");
        }
    }
}

#[tokio::test]
async fn the_search_for_values_finds_one_that_is_there() {
    let shop = Shop::open().await;
    let control = "canary-control-09fd21";
    for (number, text) in [
        control.to_owned(),
        hex::encode(control),
        STANDARD.encode(format!("{{\"value\":\"{control}\"}}")),
        STANDARD.encode(format!("x{control}x")),
        STANDARD.encode(format!("xx{control}")),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("control-{number}");
        std::fs::write(shop.folder().join(&name), text).unwrap();
        let (_, bytes) = files(&shop)
            .into_iter()
            .find(|(found, _)| found.ends_with(&name))
            .unwrap();
        assert!(holds(&bytes, control), "{number}");
    }
    // A comment is no secret, so it is in the clear: the database is searched in earnest.
    let commented = secrets::SecretChange {
        comment: Some(control.to_owned()),
        ..secrets::SecretChange::value(key("KEY"), value("x"))
    };
    let place = shop.root("dev");
    secrets::set(
        &shop.service,
        &shop.ada,
        &place,
        vec![commented],
        secrets::Expect::New,
    )
    .await
    .unwrap();
    let in_database = files(&shop)
        .iter()
        .any(|(name, bytes)| name.contains("shop.db") && holds(bytes, control));
    assert!(in_database);
}

#[tokio::test]
async fn what_holds_a_value_does_not_show_it() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    shop.write(&dev, &[("KEY", TYPED), ("COPY", "${KEY}-${MISSING}")])
        .await;
    let view = View {
        reveal: true,
        expand: true,
        ..View::default()
    };
    let listed = secrets::list(&shop.service, &shop.ada, &dev, view)
        .await
        .unwrap();
    let change = crate::support::change("KEY", TYPED);
    let file = service::files::read(
        format!("KEY={TYPED}").as_bytes(),
        Format::Dotenv,
        &service::files::ReadOptions::default(),
    );
    for text in [
        format!("{listed:?}"),
        format!("{change:?}"),
        format!("{:?}", file.unwrap()),
        format!("{:?}", shop.ada),
    ] {
        assert!(!holds(text.as_bytes(), TYPED), "{text}");
    }
}

#[tokio::test]
async fn errors_do_not_repeat_what_was_sent() {
    let (shop, azure) = Shop::open_with_azure().await;
    let (service, ada) = (&shop.service, &shop.ada);
    let mut request = azure.by_client_secret("production");
    request
        .credentials
        .insert("clientSecret".to_owned(), secret(TYPED));
    let refused = connections::create(service, ada, request)
        .await
        .unwrap_err();
    let sign_in = access::sign_in(service, EMAIL, &secret(TYPED), &browser())
        .await
        .err()
        .unwrap();
    let file = ImportFile {
        name: "shop.json".to_owned(),
        bytes: format!("{{\"a\": {TYPED}}}").into_bytes().into(),
        format: None,
        options: service::files::ReadOptions::default(),
        kind: SecretKind::Secret,
        expand: false,
        dry_run: false,
    };
    let imported = secrets::import_file(service, ada, &shop.root("dev"), file).await;
    for error in [refused, sign_in, imported.err().unwrap()] {
        let text = format!("{error:?} {error}");
        assert!(!holds(text.as_bytes(), TYPED), "{text}");
    }
}
