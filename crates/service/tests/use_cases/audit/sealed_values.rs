//! Sealed values that were swapped or altered: they do not open, and verification names their rows.

use std::collections::BTreeSet;

use model::connection::App;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use service::audit::{self, Fault, Report};
use service::connections::{self, OAuthCallback, OAuthFinished, StartOAuth};
use service::projects::{self, NewProject};
use service::secrets::{self, Expect, Place, View};
use store::sealed::{self, SealedColumn, SealedRow};
use uuid::Uuid;

use super::instance::Instance;
use crate::support::{Shop, change, key, path, slug};

on_both!(swapped_values_do_not_open_and_are_named);

const KEYS: [&str; 4] = ["ALPHA", "BETA", "GAMMA", "DELTA"];

/// A folder with a few secrets, each written twice.
async fn write(instance: &Instance) -> Place {
    let (service, admin) = (&instance.service, &instance.admin);
    let project = NewProject {
        name: "Shop".to_owned(),
        slug: None,
        description: None,
        default_environments: true,
        delete_protection: false,
    };
    let project = projects::create(service, admin, project).await.unwrap().id;
    let place = Place {
        project,
        environment: slug("dev"),
        path: path("/"),
    };
    for round in ["one", "two"] {
        let changes = KEYS.map(|key| change(key, &format!("{key} {round}")));
        secrets::set(service, admin, &place, changes.to_vec(), Expect::Any)
            .await
            .unwrap();
    }
    place
}

async fn sealed_in(instance: &Instance, column: SealedColumn) -> Vec<SealedRow> {
    let tx = instance.store.read().await.unwrap();
    sealed::page(&tx, column, None, 1_000).await.unwrap()
}

async fn put(instance: &Instance, column: SealedColumn, row: &SealedRow, bytes: &[u8]) {
    let (table, name) = column.name();
    let id = if column == SealedColumn::SecretVersion {
        "secret_id"
    } else {
        "id"
    };
    let (bytes, row_id) = (instance.bytes(bytes), instance.uuid(row.id));
    let version = row.version;
    let sql = format!(
        "UPDATE {table} SET {name} = {bytes} WHERE {id} = {row_id} AND version = {version};"
    );
    instance.run(&sql).await;
}

fn refused(report: &Report) -> BTreeSet<(&'static str, Uuid, i64)> {
    let refused = report.findings.iter().map(|finding| match finding.fault {
        Fault::ValueRefused {
            table,
            row,
            version,
            ..
        } => (table, row, version),
        ref other => panic!("{other:?}"),
    });
    refused.collect()
}

async fn swapped_values_do_not_open_and_are_named(instance: Instance) {
    let place = write(&instance).await;
    let clean = instance.verify(&[], true).await;
    assert_eq!(clean.findings, []);
    assert_eq!(
        clean.values,
        Some(12),
        "four secrets and their eight versions"
    );

    let mut runner = TestRunner::default();
    for _ in 0..16 {
        let (past, one, step) = any::<(bool, Index, Index)>()
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let column = if past {
            SealedColumn::SecretVersion
        } else {
            SealedColumn::Secret
        };
        let rows = sealed_in(&instance, column).await;
        let one = one.index(rows.len());
        let other = (one + 1 + step.index(rows.len() - 1)) % rows.len();
        let (one, other) = (&rows[one], &rows[other]);
        put(&instance, column, one, &other.bytes).await;
        put(&instance, column, other, &one.bytes).await;

        let report = instance.verify(&[], true).await;
        let (table, _) = column.name();
        let expected = [one, other].map(|row| (table, row.id, row.version));
        assert_eq!(refused(&report), BTreeSet::from(expected));
        if !past {
            assert_eq!(unreadable(&instance, &place).await, 2);
        }

        put(&instance, column, one, &one.bytes).await;
        put(&instance, column, other, &other.bytes).await;
    }
    assert_eq!(unreadable(&instance, &place).await, 0);
}

/// How many secrets cannot be read.
async fn unreadable(instance: &Instance, place: &Place) -> usize {
    let view = View {
        reveal: true,
        ..View::default()
    };
    let mut unreadable = 0;
    for name in KEYS {
        let (service, admin) = (&instance.service, &instance.admin);
        let read = secrets::get(service, admin, place, &key(name), None, view).await;
        unreadable += usize::from(read.is_err());
    }
    unreadable
}

#[tokio::test]
async fn credentials_tokens_and_sign_ins_open_where_they_were_sealed() {
    let (shop, azure) = Shop::open_with_azure().await;
    let (service, ada) = (&shop.service, &shop.ada);
    azure
        .emulator
        .control()
        .change_settings(|settings| settings.token_lifetime_secs = 60);
    let page = connections::start_oauth(service, ada, sign_in("first"))
        .await
        .unwrap();
    let (code, state) = azure.consent(&page).await;
    let callback = OAuthCallback {
        code: Some(code),
        state,
        error: None,
        error_description: None,
        issuer: None,
    };
    let finished = connections::finish_oauth(service, ada, callback).await;
    let made = match finished.unwrap_or_else(|failed| panic!("{}", failed.error)) {
        OAuthFinished::Connected(connected) => connected,
        OAuthFinished::OtherAccount(_) => panic!("there was no account before"),
    };
    shop.later(120);
    let store = azure.store();
    connections::check(service, ada, made.connection.id, Some(&store))
        .await
        .unwrap();
    connections::start_oauth(service, ada, sign_in("second"))
        .await
        .unwrap();

    let report = audit::verify(shop.store(), &shop.root_key(), &[], true)
        .await
        .unwrap();
    assert_eq!(report.findings, []);
    let tx = shop.store().read().await.unwrap();
    for column in [
        SealedColumn::Credentials,
        SealedColumn::AccessToken,
        SealedColumn::SignIn,
    ] {
        let rows = sealed::page(&tx, column, None, 10).await.unwrap();
        assert_eq!(rows.len(), 1, "{column:?}");
    }
}

fn sign_in(name: &str) -> StartOAuth {
    StartOAuth {
        app: App::AzureAppConfiguration,
        reconnect: None,
        name: slug(name),
        description: None,
        project: None,
        tenant: None,
        store: None,
        return_to: "/settings".to_owned(),
    }
}
