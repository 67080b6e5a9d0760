//! `keyferry dev`: everything at once, twice on the same folder, and the commands beside it.

use crate::harness::keyferry::Workplace;

#[test]
fn once_syncs_the_samples_and_shows_what_a_second_client_read_back() {
    let place = Workplace::new();
    let ended = place.dev_once().done();
    for expected in [
        "Logging:LogLevel:Default",
        "Storefront:Discount:Threshold          1e3",
        "Storefront:Discount:Loyal Customers    1.50",
        "Pâtisserie Zoë",
        "settings arrived in App Configuration",
        "Sign in  demo@keyferry.localhost",
        "keyferry syncs run demo",
        "Never use it in",
    ] {
        assert!(
            ended.out.contains(expected),
            "{expected:?} in {}",
            ended.out
        );
    }
    let key = ended
        .out
        .lines()
        .find(|line| line.starts_with("PAYMENT_API_KEY"));
    assert!(
        key.is_some_and(|line| line.contains("••••••••")),
        "{}",
        ended.out
    );

    let again = place.dev_once().done();
    assert!(again.out.contains("The sync succeeded."), "{}", again.out);
}

#[test]
fn its_folder_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let place = Workplace::new();
    place.dev_once().done();
    let folder = place.path().join(".keyferry");
    let mode = |path| {
        std::fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode(folder.clone()), 0o700);
    for file in [
        "cli.toml",
        "emulator.env",
        "encryption.key",
        "password",
        "keyferry.db",
    ] {
        assert_eq!(mode(folder.join(file)), 0o600, "{file}");
    }
}

#[test]
fn the_other_commands_find_it_and_a_change_travels() {
    let place = Workplace::new();
    let dev = place.dev();

    place
        .run(&["secrets", "set", "a/b?c#d:e=x=y", "--env", "prod"])
        .done();
    let value = place
        .run(&["secrets", "get", "a/b?c#d:e", "--env", "prod"])
        .done();
    assert_eq!(value.out, "x=y\n");
    let ran = place.run(&["syncs", "run", "demo"]).done();
    assert!(ran.out.starts_with("succeeded: "), "{ran:?}");
    let nothing = place.run(&["syncs", "plan", "demo"]).done();
    assert!(nothing.out.starts_with("nothing to do"), "{nothing:?}");

    place
        .run(&["secrets", "delete", "a/b?c#d:e", "--env", "prod"])
        .done();
    let ran = place
        .run(&["syncs", "run", "demo", "--output", "json"])
        .done();
    assert!(ran.out.contains("\"outcome\": \"succeeded\""), "{ran:?}");
    let status = place.run(&["syncs", "status", "demo"]).done();
    assert!(status.out.contains("source      prod:/"), "{status:?}");
    drop(dev);
}

#[test]
fn a_version_is_found_and_restored_and_no_value_is_printed_unasked() {
    let place = Workplace::new();
    let _dev = place.dev();
    for pair in ["KEY=planted-one", "KEY=planted-two"] {
        place.run(&["secrets", "set", pair, "--env", "prod"]).done();
    }
    let about = |command, options: &[&str]| {
        let words = ["secrets", command, "KEY", "--env", "prod"];
        place.run(&[&words, options].concat())
    };
    let masked = about("versions", &[]).done();
    assert!(masked.out.contains("••••••••") && !masked.out.contains("planted"));
    assert_eq!(masked.out.lines().count(), 3, "{masked:?}");
    let oldest = about("versions", &["--offset", "1", "--reveal"]).done();
    assert!(oldest.out.contains("planted-one") && !oldest.out.contains("planted-two"));

    let restored = about("restore", &["--version", "1"]).done();
    assert_eq!(restored.out, "restored version 1 as version 3\n");
    assert_eq!(about("get", &[]).done().out, "planted-one\n");
    let again = about("restore", &["--version", "3"]);
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.err.contains("current version"), "{again:?}");
    let listed = about("versions", &["--limit", "1", "--output", "json"]).done();
    let listed: serde_json::Value = serde_json::from_str(&listed.out).expect("JSON");
    assert_eq!(listed[0]["keyferry"]["restoredVersion"], 1);
    assert_eq!(listed[0]["secretValueHidden"], true);
}

#[test]
fn an_emptied_source_is_held_until_its_very_plan_is_confirmed() {
    let place = Workplace::new();
    let _dev = place.dev();
    place.file("few.env", b"A=1\nB=2\nC=3\n");
    place
        .run(&["import", "few.env", "--env", "dev", "--path", "/few"])
        .done();
    let store = store_of(&place);
    place
        .run(&[
            "syncs",
            "create",
            "few",
            "--connection",
            "contoso",
            "--env",
            "dev",
            "--path",
            "/few",
            "--store",
            &store,
            "--label",
            "few",
        ])
        .done();
    place.run(&["syncs", "run", "few"]).done();

    place
        .run(&[
            "secrets", "delete", "A", "B", "C", "--env", "dev", "--path", "/few",
        ])
        .done();
    let held = place.run(&["syncs", "run", "few"]);
    assert_eq!(held.code, Some(4), "{held:?}");
    let hint = held
        .err
        .lines()
        .find(|line| line.contains("syncs confirm few "))
        .expect("a hint");
    let plan = hint.rsplit(' ').next().expect("a plan");

    let wrong = place.run(&["syncs", "confirm", "few", "another"]);
    assert_eq!(wrong.code, Some(1), "{wrong:?}");
    place.run(&["syncs", "confirm", "few", plan]).done();
    let ran = place.run(&["syncs", "run", "few"]).done();
    let plan = place.run(&["syncs", "plan", "few"]).done();
    assert!(plan.out.starts_with("nothing to do"), "{ran:?} {plan:?}");
}

fn store_of(place: &Workplace) -> String {
    let text = std::fs::read_to_string(place.path().join(".keyferry/emulator.env"));
    let text = text.expect("dev wrote it");
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("AZURE_APPCONFIG_HTTP_ENDPOINT="));
    line.expect("the endpoint").trim_matches('\'').to_owned()
}
