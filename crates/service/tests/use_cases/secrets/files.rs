//! Files in and out.

use model::secret::SecretKind;
use secrecy::ExposeSecret;
use service::Error;
use service::files::{Format, ReadOptions, WriteOptions};
use service::secrets::{self, ImportFile, ImportReport, Place, View};

use crate::support::{Shop, path};

const SAMPLES: [(&str, usize); 3] = [
    ("checkout.env", 24),
    ("shipping.kvset.json", 22),
    ("storefront.appsettings.json", 31),
];

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!(
        "{}/../../samples/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

fn file(name: &str, bytes: &[u8]) -> ImportFile {
    ImportFile {
        name: name.to_owned(),
        bytes: bytes.to_vec().into(),
        format: None,
        options: ReadOptions::default(),
        kind: SecretKind::Secret,
        expand: false,
        dry_run: false,
    }
}

async fn import(shop: &Shop, place: &Place, file: ImportFile) -> Result<ImportReport, Error> {
    secrets::import_file(&shop.service, &shop.ada, place, file).await
}

async fn count(shop: &Shop, place: &Place) -> usize {
    let view = View {
        recursive: true,
        ..View::default()
    };
    let found = secrets::list(&shop.service, &shop.ada, place, view).await;
    found.unwrap().len()
}

fn problem(result: Result<ImportReport, Error>) -> (&'static str, String) {
    match result {
        Err(Error::Invalid(invalid)) => (invalid.field, invalid.problem),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("the file was taken"),
    }
}

#[tokio::test]
async fn each_sample_arrives_whole_and_a_second_time_changes_nothing() {
    let shop = Shop::open().await;
    for (name, keys) in SAMPLES {
        let place = Place {
            path: path(&format!("/{}", name.replace('.', "-"))),
            ..shop.root("dev")
        };
        let first = import(&shop, &place, file(name, &sample(name)))
            .await
            .unwrap();
        assert_eq!(
            (first.created.len(), first.updated.len(), first.unchanged),
            (keys, 0, 0),
            "{name}"
        );
        assert_eq!(count(&shop, &place).await, keys);
        let records = shop.recorded().await.len();
        let second = import(&shop, &place, file(name, &sample(name)))
            .await
            .unwrap();
        assert_eq!(
            (second.created.len(), second.updated.len(), second.unchanged),
            (0, 0, keys),
            "{name}"
        );
        assert_eq!(shop.recorded().await.len(), records);
    }
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_writes_nothing() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    shop.write(&dev, &[("KEEP", "1"), ("CHANGE", "1")]).await;
    let records = shop.recorded().await;
    let bytes = b"KEEP=1\nCHANGE=2\nNEW=3\n";
    let dry = ImportFile {
        dry_run: true,
        ..file("shop.env", bytes)
    };
    let report = import(&shop, &dev, dry).await.unwrap();
    assert_eq!(report.created.len(), 1);
    assert_eq!(report.updated[0].as_str(), "CHANGE");
    assert_eq!(report.unchanged, 1);
    assert_eq!(shop.recorded().await, records);
    assert_eq!(count(&shop, &dev).await, 2);
    assert_eq!(shop.kept(&dev, "CHANGE").await, "1");

    let new_folder = Place {
        path: path("/new"),
        ..dev.clone()
    };
    let dry = ImportFile {
        dry_run: true,
        ..file("shop.env", bytes)
    };
    let report = import(&shop, &new_folder, dry).await.unwrap();
    assert_eq!(report.created.len(), 3);
    let missing = secrets::list(&shop.service, &shop.ada, &new_folder, View::default()).await;
    assert!(matches!(missing, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn a_bad_file_says_the_line_and_nothing_of_it_arrives() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let bad_files = [
        ("shop.json", "{\n  \"a\": 1,\n  \"b\": \n}", "line 4"),
        ("shop.env", "GOOD=1\nBAD=\"open\n", "line 2"),
        ("shop.json", "{\n  \"a%\": 1\n}", "line 2"),
        ("shop.json", "{\"a\": 1,\n \"a\": 2}", "line 2"),
    ];
    for (name, text, line) in bad_files {
        let (field, problem) = problem(import(&shop, &dev, file(name, text.as_bytes())).await);
        assert_eq!(field, "file");
        assert!(problem.contains(line), "{text}: {problem}");
    }
    let (field, _) = problem(import(&shop, &dev, file("shop.xyz", b"what is this")).await);
    assert_eq!(field, "format");
    assert_eq!(count(&shop, &dev).await, 0);
}

#[tokio::test]
async fn imported_values_are_text_and_never_references() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    shop.write(&dev, &[("NAME", "orders")]).await;
    let literal = file("shop.json", br#"{ "URL": "db/${NAME}" }"#);
    import(&shop, &dev, literal).await.unwrap();
    let seen = shop.expanded(&dev, "URL").await;
    assert_eq!(seen.value.unwrap().reveal(), "db/${NAME}");
    assert!(seen.unresolved.is_empty());
}

#[tokio::test]
async fn imported_values_are_references_when_asked() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    shop.write(&dev, &[("NAME", "orders")]).await;
    let expand = ImportFile {
        expand: true,
        ..file("shop.json", br#"{ "URL": "db/${NAME}" }"#)
    };
    import(&shop, &dev, expand).await.unwrap();
    let seen = shop.expanded(&dev, "URL").await;
    assert_eq!(seen.value.unwrap().reveal(), "db/orders");
}

#[tokio::test]
async fn a_value_typed_before_is_unchanged_by_a_file_that_says_the_same() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    shop.write(&dev, &[("PORT", "8080"), ("URL", "db/${PORT}")])
        .await;
    let same = file("shop.json", br#"{ "PORT": 8080, "URL": "db/${PORT}" }"#);
    let report = import(&shop, &dev, same).await.unwrap();
    assert_eq!(report.unchanged, 1);
    assert_eq!(report.updated[0].as_str(), "URL", "a reference became text");
}

#[tokio::test]
async fn a_key_under_two_labels_is_refused_with_both_lines() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let text = r#"{ "items": [
        { "key": "Port", "value": "80", "label": "dev" },
        { "key": "Port", "value": "443", "label": "prod" }
    ] }"#;
    let (field, problem) = problem(import(&shop, &dev, file("a.json", text.as_bytes())).await);
    assert_eq!(field, "file");
    assert_eq!(
        problem,
        "line 3: `Port` has the label `prod`, and the label `dev` on line 2: a folder holds a key \
         once, so export each label to a file of its own"
    );
    assert_eq!(count(&shop, &dev).await, 0);
}

#[tokio::test]
async fn a_label_is_left_out_and_named() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    let text = r#"{ "items": [ { "key": "Port", "value": "80", "label": "dev" } ] }"#;
    let report = import(&shop, &dev, file("a.json", text.as_bytes()))
        .await
        .unwrap();
    assert_eq!(report.created.len(), 1);
    assert!(report.labels_left_out.iter().eq(["dev"]));
}

#[tokio::test]
async fn what_is_exported_can_be_imported_and_is_the_same() {
    let shop = Shop::open().await;
    let formats = [Format::KvSet, Format::Json, Format::Dotenv];
    for ((name, keys), format) in SAMPLES.iter().rev().zip(formats) {
        let place = shop.folder_at("dev", &format!("/{format}")).await;
        import(&shop, &place, file(name, &sample(name)))
            .await
            .unwrap();
        let options = WriteOptions::default();
        let text = secrets::export_file(&shop.service, &shop.ada, &place, format, &options)
            .await
            .unwrap_or_else(|error| panic!("{name} as {format}: {error}"));
        let back = ImportFile {
            format: Some(format),
            ..file("back", text.expose_secret().as_bytes())
        };
        let report = import(&shop, &place, back).await.unwrap();
        assert_eq!(report.unchanged, *keys, "{name} as {format}");
    }
    assert!(
        shop.recorded()
            .await
            .contains(&"export-secrets-file".to_owned())
    );
}

#[tokio::test]
async fn an_export_that_does_not_fit_its_format_is_refused() {
    let shop = Shop::open().await;
    let dev = shop.root("dev");
    shop.write(&dev, &[("a", "1"), ("a:b", "2")]).await;
    let options = WriteOptions::default();
    let export = secrets::export_file(&shop.service, &shop.ada, &dev, Format::Json, &options);
    match export.await {
        Err(Error::Invalid(invalid)) => assert_eq!(invalid.field, "format"),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was written"),
    }
}
