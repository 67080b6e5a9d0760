//! Bad input: each is answered with a sentence that names the field and the fix, and an exit code
//! that is not 0.

use crate::harness::keyferry::{KEY, Workplace, free_port};

#[test]
fn a_missing_or_weak_encryption_key_stops_the_server_at_once() {
    let place = Workplace::new();
    for variables in [
        &[][..],
        &[("ENCRYPTION_KEY", "0000000000000000")][..],
        &[(
            "ENCRYPTION_KEY",
            "0000000000000000000000000000000000000000000000000000000000000000",
        )][..],
    ] {
        let ended = place.run_with(&["serve"], variables);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.err.contains("ENCRYPTION_KEY"), "{ended:?}");
        assert!(ended.err.contains("openssl rand -hex 32"), "{ended:?}");
    }
}

#[test]
fn a_port_in_use_is_named_with_the_way_to_another() {
    let place = Workplace::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("its address").port().to_string();
    let served = place.run_with(
        &["serve"],
        &[("ENCRYPTION_KEY", KEY), ("PORT", port.as_str())],
    );
    assert_eq!(served.code, Some(1), "{served:?}");
    assert!(
        served
            .err
            .contains(&format!("port {port} of 127.0.0.1 is in use")),
        "{served:?}"
    );
    assert!(served.err.contains("hint: "), "{served:?}");

    for flag in ["--port", "--http-port", "--https-port", "--admin-port"] {
        let mut arguments = vec!["dev", "--once"];
        for other in ["--port", "--http-port", "--https-port", "--admin-port"] {
            arguments.extend([other, if other == flag { port.as_str() } else { "0" }]);
        }
        let ended = place.run(&arguments);
        assert_eq!(ended.code, Some(1), "{flag}: {ended:?}");
        assert!(
            ended.err.contains(&port) && ended.err.contains(flag),
            "{flag}: {ended:?}"
        );
    }
}

#[test]
fn a_database_that_is_open_already_is_not_opened_twice() {
    let place = Workplace::new();
    let _first = place.serve(&[]);
    let port = free_port().to_string();
    let second = place.run_with(
        &["serve"],
        &[("ENCRYPTION_KEY", KEY), ("PORT", port.as_str())],
    );
    assert_eq!(second.code, Some(1), "{second:?}");
    assert!(
        second
            .err
            .contains("keyferry.db is open in another process"),
        "{second:?}"
    );
    assert!(second.err.contains("hint: "), "{second:?}");
}

#[test]
fn another_key_than_the_databases_is_refused() {
    let place = Workplace::new();
    let (code, _) = place.serve(&[]).stop();
    assert_eq!(code, Some(0));
    let port = free_port().to_string();
    let other = KEY.chars().rev().collect::<String>();
    let ended = place.run_with(
        &["serve"],
        &[("ENCRYPTION_KEY", other.as_str()), ("PORT", port.as_str())],
    );
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended
            .err
            .contains("is not the key this database was sealed with"),
        "{ended:?}"
    );
}

#[test]
fn the_server_says_the_set_up_code_and_stops_when_it_is_told_to() {
    let place = Workplace::new();
    let (code, said) = place.serve(&[("KEYFERRY_LOG_FORMAT", "json")]).stop();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("/setup and enter the code "), "{said}");
    assert!(said.contains("\"stopped\""), "{said}");
    assert!(said.lines().all(|line| line.starts_with('{')), "{said}");
    assert!(!said.contains(KEY), "{said}");
}

#[test]
fn commands_say_what_is_wrong_with_what_they_were_given() {
    let place = Workplace::new();
    let nowhere = place.run(&["secrets", "list", "--env", "prod"]);
    assert_eq!(nowhere.code, Some(1), "{nowhere:?}");
    assert!(nowhere.err.contains("KEYFERRY_URL"), "{nowhere:?}");

    let _dev = place.dev();
    place.file("bad.json", b"{\n  \"a\": 1,\n  \"b\" 2\n}\n");
    place.file("percent.env", b"GOOD=1\nBAD%KEY=2\n");
    for (arguments, sentence) in [
        (&["import", "bad.json", "--env", "dev"][..], "line 3"),
        (&["import", "percent.env", "--env", "dev"], "line 2"),
        (
            &["import", "none.env", "--env", "dev"],
            "none.env cannot be read",
        ),
        (
            &["import", "bad.json", "--env", "dev", "--separator", "abc"],
            "separator",
        ),
        (
            &["secrets", "set", "100%=1", "--env", "dev"],
            "contains `%`",
        ),
        (
            &["secrets", "get", "NOPE", "--env", "dev"],
            "`NOPE` was not found",
        ),
        (
            &["secrets", "list", "--env", "mars"],
            "`mars` was not found",
        ),
        (
            &["secrets", "list", "--env", "dev", "--project", "nope"],
            "`nope` was not found",
        ),
        (&["syncs", "plan", "nope"], "`nope` was not found"),
        (
            &[
                "connections",
                "check",
                "contoso",
                "--store",
                "https://evil.example/x.azconfig.io",
            ],
            "store: ",
        ),
        (
            &[
                "connections",
                "check",
                "contoso",
                "--store",
                "http://contoso.azconfig.io",
            ],
            "store: ",
        ),
        (
            &[
                "connections",
                "check",
                "contoso",
                "--store",
                "https://u@contoso.azconfig.io",
            ],
            "store: ",
        ),
    ] {
        let ended = place.run(arguments);
        assert_eq!(ended.code, Some(1), "{arguments:?}: {ended:?}");
        assert!(ended.err.starts_with("error: "), "{arguments:?}: {ended:?}");
        assert!(ended.err.contains(sentence), "{arguments:?}: {ended:?}");
        assert_eq!(ended.out, "", "{arguments:?}");
    }
    let usage = place.run(&["secrets", "list"]);
    assert_eq!(usage.code, Some(2), "{usage:?}");
}

#[test]
fn a_connection_that_cannot_sign_in_is_not_made_and_says_why() {
    let place = Workplace::new();
    let _dev = place.dev();
    place.file("wrong", b"not-the-secret\n");
    let create = |tenant: &str| {
        place.run(&[
            "connections",
            "create",
            "other",
            "--tenant",
            tenant,
            "--client-id",
            "5b9e8d7c-6a14-4e3d-b0f2-c4a1d2e3f402",
            "--client-secret-file",
            "wrong",
        ])
    };
    let wrong_secret = create("contoso.onmicrosoft.com");
    assert_eq!(wrong_secret.code, Some(1), "{wrong_secret:?}");
    assert!(
        wrong_secret.err.contains("AADSTS7000215"),
        "{wrong_secret:?}"
    );
    assert!(
        !wrong_secret.err.contains("not-the-secret"),
        "{wrong_secret:?}"
    );
    let unknown_tenant = create("nobody.example.com");
    assert_eq!(unknown_tenant.code, Some(1), "{unknown_tenant:?}");
    assert!(
        unknown_tenant.err.contains("nobody.example.com"),
        "{unknown_tenant:?}"
    );
    let list = place.run(&["connections", "list"]).done();
    assert!(!list.out.contains("other"), "{list:?}");
}
