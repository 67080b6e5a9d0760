//! What a store refuses, each by its own state where it has one.

use azure_emulator::{Fault, FaultRule, Kind, Rights, RoleAssignment, StoreConfig, StoreOptions};

use super::Row;
use super::stage::{Stage, Told};

pub(super) async fn refusals(stage: &Stage) -> Vec<Row> {
    let store = stage.site.emulator.http_url();
    let with = |fault: Fault| stage.meeting(FaultRule::new(fault).on(Kind::Get), Some(&store));
    let later = Fault::Throttled {
        retry_after_ms: Some(3_000_000),
    };
    let mut rows = Vec::new();
    let mut row = |what: &str, by: &'static str, told: Told| {
        rows.push(Row {
            what: what.to_owned(),
            by,
            told,
        });
    };
    for (what, rights) in [
        ("403 to everything asked, 401 to a stranger", Rights::NONE),
        ("403 to writing and deleting", Rights::READER),
        ("403 to deleting", NO_DELETE),
        ("403 to reading", NO_READ),
    ] {
        assign(stage, rights);
        row(what, "role assignments", stage.check(Some(&store)).await);
    }
    assign(stage, Rights::OWNER);

    options(stage, |options| options.public_network = false);
    row(
        "403 to everybody",
        "the store's network",
        stage.check(Some(&store)).await,
    );
    options(stage, |options| options.public_network = true);

    row("429 for long", "a fault on demand", with(later).await);
    row("500", "a fault on demand", with(Fault::ServerError).await);
    // Nothing listens on the reserved port 1.
    let mut nobody = stage.check(Some("http://127.0.0.1:1")).await;
    nobody.sentence = nobody
        .sentence
        .replace("127.0.0.1:1", "contoso.azconfig.io");
    row("no answer", "a store that is not there", nobody);

    let demo = &stage.site.demo;
    let neighbours = StoreConfig::new(demo.store, demo.neighbour.tenant_id);
    stage.site.emulator.control().add_store(neighbours);
    let other = stage.check(Some(&store)).await;
    row(
        "401, the issuer is wrong",
        "a store of another tenant",
        other,
    );
    rows
}

const NO_DELETE: Rights = Rights {
    delete: false,
    ..Rights::OWNER
};
const NO_READ: Rights = Rights {
    read: false,
    ..Rights::OWNER
};

fn assign(stage: &Stage, rights: Rights) {
    let demo = &stage.site.demo;
    let control = stage.site.emulator.control();
    let app = control.directory(|directory| directory.app(demo.service.client_id).cloned());
    control.assign(RoleAssignment {
        store: demo.store.to_owned(),
        principal: app.unwrap().service_principal,
        rights,
    });
}

fn options(stage: &Stage, change: impl FnOnce(&mut StoreOptions)) {
    let (control, store) = (stage.site.emulator.control(), stage.site.demo.store);
    let mut options = control.store_options(store).unwrap();
    change(&mut options);
    control.set_store_options(store, options).unwrap();
}
