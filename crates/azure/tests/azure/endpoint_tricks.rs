//! Texts that look like a store's endpoint and are none: all refused while they are still text, so
//! before any request could be made.

use azure::{AllowedHost, Cloud, StoreEndpoint};

const LOOK_ALIKES: &[&str] = &[
    "https://azconfig.io",
    "https://.azconfig.io",
    "https://evilazconfig.io",
    "https://evil-azconfig.io",
    "https://contoso-azconfig.io",
    "https://contosoazconfig.io",
    "https://contoso.azconfig.io.evil.example",
    "https://contoso.azconfig.io-evil.example",
    "https://contoso.azconfig.io.evil.azconfig.example",
    "https://contoso.azconfig.ioo",
    "https://contoso.azconfig.i",
    "https://contoso.azconfig.co",
    "https://contoso.azconfig.com",
    "https://contoso.azconfig.io.com",
    "https://contoso.azconf1g.io",
    "https://contoso.azc0nfig.io",
    "https://contoso.azconfig.1o",
    "https://contoso.azconflg.io",
    "https://contoso.azconfig-io",
    "https://contoso.az-config.io",
    "https://contoso.azconfigs.io",
    "https://contoso.xazconfig.io",
    "https://contoso.appconfig.azure.com",
    "https://contoso.vault.azure.net",
    "https://contoso.azconfig.localhost",
    "https://evil.example",
];

const OTHER_CLOUDS: &[&str] = &[
    "https://contoso.azconfig.azure.us",
    "https://contoso.azconfig.azure.cn",
    "https://azconfig.azure.us",
    "https://contoso.azconfig.azure.us.azconfig.io.evil.example",
    "https://contoso.azconfig.azure.com",
    "https://contoso.azconfig.azure",
    "https://contoso.appconfig.azure.us",
    "https://contoso.appconfig.sovcloud-api.fr",
    "https://login.microsoftonline.com",
    "https://management.azure.com",
];

const UNICODE: &[&str] = &[
    "https://contoso.azconfig.iо",
    "https://contoso.azcоnfig.io",
    "https://contoso.аzconfig.io",
    "https://contoso.azconfıg.io",
    "https://contoso.azconfig.ⅰo",
    "https://contoso.azconfig.i\u{3bf}",
    "https://contoso．azconfig.io",
    "https://contoso.azconfig．io",
    "https://contoso。azconfig。io",
    "https://contoso｡azconfig.io",
    "https://contoso\u{2024}azconfig.io",
    "https://ⅽontoso.azconfig.io",
    "https://ｃontoso.azconfig.io",
    "https://contoso.azconfig.io\u{ff0f}evil",
    "https://evil.example／.azconfig.io",
    "https://evil.example＃.azconfig.io",
    "https://evil.example？.azconfig.io",
    "https://evil.example＠contoso.azconfig.io",
    "https://evil.example⁄.azconfig.io",
    "https://evil.example℀.azconfig.io",
    "https：//contoso.azconfig.io",
    "https://bücher.azconfig.io",
    "https://ſtore.azconfig.io",
    "https://contoso\u{ad}.azconfig.io",
    "https://contoso\u{200b}.azconfig.io",
    "https://contoso\u{200d}.azconfig.io",
    "https://contoso\u{2060}.azconfig.io",
    "https://\u{202e}oi.gifnocza.osotnoc",
    "\u{feff}https://contoso.azconfig.io",
    "https://contoso.azconfig.io\u{a0}",
    "https://contoso.azconfig.io\u{2028}",
    "https://contoso.azconfig.io\u{85}",
    "https://xn--azcnfig-9db.io",
    "https://contoso.xn--azconfig-.io",
    "https://contoso.azconfig.xn--o-7ia",
];

const EMPTY_LABELS: &[&str] = &[
    "https://contoso.azconfig.io.",
    "https://contoso.azconfig.io..",
    "https://contoso..azconfig.io",
    "https://contoso.azconfig..io",
    "https://..azconfig.io",
    "https://.contoso.azconfig.io",
    "https://.",
    "https://..",
    "https://-contoso.azconfig.io",
    "https://contoso-.azconfig.io",
    "https://-.azconfig.io",
    "https://con_toso.azconfig.io",
    "https://*.azconfig.io",
    "https://con*.azconfig.io",
    "https://{store}.azconfig.io",
    "https://<store>.azconfig.io",
    "https://$store.azconfig.io",
    "https://con'toso.azconfig.io",
    "https://con\"toso.azconfig.io",
    "https://con`toso.azconfig.io",
    "https://con^toso.azconfig.io",
    "https://con|toso.azconfig.io",
    "https://con~toso.azconfig.io",
    "https://con!toso.azconfig.io",
    "https://(contoso).azconfig.io",
    "https://con=toso.azconfig.io",
];

const HIDDEN_HOSTS: &[&str] = &[
    "https://evil.example#.azconfig.io",
    "https://evil.example?.azconfig.io",
    "https://evil.example/.azconfig.io",
    "https://evil.example/contoso.azconfig.io",
    "https://evil.example/https://contoso.azconfig.io",
    "https://evil.example?https://contoso.azconfig.io",
    "https://evil.example#@contoso.azconfig.io",
    "https://evil.example?@contoso.azconfig.io",
    "https://contoso.azconfig.io#@evil.example",
    "https://contoso.azconfig.io?@evil.example",
    "https://contoso.azconfig.io/@evil.example",
    "https://contoso.azconfig.io@evil.example",
    "https://contoso.azconfig.io:443@evil.example",
    "https://contoso.azconfig.io:80@evil.example",
    "https://evil.example@contoso.azconfig.io",
    "https://user:hunter2@contoso.azconfig.io",
    "https://user@contoso.azconfig.io",
    "https://:hunter2@contoso.azconfig.io",
    "https://@contoso.azconfig.io",
    "https://:@contoso.azconfig.io",
    "https://a@b@contoso.azconfig.io",
    "https://evil.example;.azconfig.io",
    "https://evil.example&.azconfig.io",
    "https://evil.example,contoso.azconfig.io",
    "https://contoso.azconfig.io,evil.example",
    "https://evil.example:.azconfig.io",
    "https://evil.example:443.azconfig.io",
];

const BACKSLASHES_AND_PERCENTS: &[&str] = &[
    "https://evil.example\\@contoso.azconfig.io",
    "https://evil.example\\.azconfig.io",
    "https://contoso.azconfig.io\\@evil.example",
    "https://contoso.azconfig.io\\",
    "https:\\\\contoso.azconfig.io",
    "https:/\\contoso.azconfig.io",
    "\\\\contoso.azconfig.io",
    "https://evil.example%2f.azconfig.io",
    "https://evil.example%5c.azconfig.io",
    "https://evil.example%23.azconfig.io",
    "https://evil.example%3f.azconfig.io",
    "https://evil.example%40contoso.azconfig.io",
    "https://evil.example%00.azconfig.io",
    "https://evil.example%0d%0a.azconfig.io",
    "https://contoso%2eazconfig%2eio",
    "https://contoso.azconfig.io%2eevil.example",
    "https://contoso.azconfig.io%20",
    "https://%63ontoso.azconfig.io",
    "https://contoso.azconfig.io%252f",
    "https%3A%2F%2Fcontoso.azconfig.io",
];

const WHITE_SPACE_AND_CONTROL: &[&str] = &[
    " https://contoso.azconfig.io",
    "https://contoso.azconfig.io ",
    "https:// contoso.azconfig.io",
    "https://contoso .azconfig.io",
    "https://contoso.azconfig.io evil.example",
    "\thttps://contoso.azconfig.io",
    "https://con\ttoso.azconfig.io",
    "ht\ttps://contoso.azconfig.io",
    "https://contoso.azconfig.io\t",
    "https://contoso.azconfig.io\n",
    "https://contoso.azconfig.io\r",
    "https://contoso.azconfig.io\r\nX-Injected: 1",
    "https://contoso.azconfig.io\r\n\r\nGET / HTTP/1.1",
    "https://evil.example\n.azconfig.io",
    "https://evil.example\r.azconfig.io",
    "https:\n//contoso.azconfig.io",
    "https://contoso.azconfig.io\0",
    "https://evil.example\0.azconfig.io",
    "https://contoso.azconfig.io\u{b}",
    "https://contoso.azconfig.io\u{1b}[31m",
    "https://contoso.azconfig.io\u{7f}",
];

const PORTS: &[&str] = &[
    "https://contoso.azconfig.io:443",
    "https://contoso.azconfig.io:8443",
    "https://contoso.azconfig.io:80",
    "https://contoso.azconfig.io:",
    "https://contoso.azconfig.io:/",
    "https://contoso.azconfig.io:0",
    "https://contoso.azconfig.io:00443",
    "https://contoso.azconfig.io:65536",
    "https://contoso.azconfig.io:65979",
    "https://contoso.azconfig.io:4294967739",
    "https://contoso.azconfig.io:+443",
    "https://contoso.azconfig.io:-443",
    "https://contoso.azconfig.io:0x1bb",
    "https://contoso.azconfig.io:443:443",
    "https://contoso.azconfig.io:https",
    "https://gateway.example.com:8443",
    "https://gateway.example.com:80",
    "https://a.gateway.example.com",
    "https://gateway.example.com.evil.example",
];

const PATHS_AND_SUCH: &[&str] = &[
    "https://contoso.azconfig.io/kv",
    "https://contoso.azconfig.io//",
    "https://contoso.azconfig.io//evil.example",
    "https://contoso.azconfig.io/.",
    "https://contoso.azconfig.io/..",
    "https://contoso.azconfig.io/;x",
    "https://contoso.azconfig.io?",
    "https://contoso.azconfig.io?x",
    "https://contoso.azconfig.io/?x",
    "https://contoso.azconfig.io#",
    "https://contoso.azconfig.io#x",
    "https://contoso.azconfig.io/#",
    "https://gateway.example.com/kv",
];

const SCHEMES: &[&str] = &[
    "",
    "https",
    "https:",
    "https:/",
    "https://",
    "https:///",
    "https:contoso.azconfig.io",
    "https:/contoso.azconfig.io",
    "https:///contoso.azconfig.io",
    "https:////contoso.azconfig.io",
    "//contoso.azconfig.io",
    "://contoso.azconfig.io",
    "contoso.azconfig.io",
    "contoso",
    "http://contoso.azconfig.io",
    "HTTP://contoso.azconfig.io",
    "http://gateway.example.com",
    "httpss://contoso.azconfig.io",
    "xhttps://contoso.azconfig.io",
    "wss://contoso.azconfig.io",
    "ftp://contoso.azconfig.io",
    "file://contoso.azconfig.io",
    "gopher://contoso.azconfig.io",
    "javascript://contoso.azconfig.io",
    "data:text/plain,https://contoso.azconfig.io",
    "blob:https://contoso.azconfig.io",
    "view-source:https://contoso.azconfig.io",
    "https+unix://contoso.azconfig.io",
    "https://https://contoso.azconfig.io",
    "https://http://contoso.azconfig.io",
    "http://https://contoso.azconfig.io",
    "https:https://contoso.azconfig.io",
    "Endpoint=https://contoso.azconfig.io",
    "Endpoint=https://contoso.azconfig.io;Id=a;Secret=aHVudGVyMg==",
];

const ADDRESSES: &[&str] = &[
    "https://127.0.0.1",
    "https://127.1",
    "https://127.0.1",
    "https://0",
    "https://0.0.0.0",
    "https://2130706433",
    "https://017700000001",
    "https://0x7f000001",
    "https://0x7f.0.0.1",
    "https://0177.0.0.1",
    "https://127.0.0.1.",
    "https://127.0.0.1.azconfig.io.",
    "https://10.0.0.1",
    "https://192.168.0.1",
    "https://[::1]",
    "https://[::]",
    "https://[0:0:0:0:0:0:0:1]",
    "https://[::ffff:127.0.0.1]",
    "https://[::ffff:7f00:1]",
    "https://[::127.0.0.1]",
    "https://[64:ff9b::7f00:1]",
    "https://[fe80::1]",
    "https://[fe80::1%25eth0]",
    "https://[::1].azconfig.io",
    "https://[contoso.azconfig.io]",
    "https://[::1",
    "https://::1",
    "https://localhost",
    "https://localhost.",
    "https://contoso.localhost",
    "https://localhost.azconfig.io.",
    "https://contoso.azconfig.io.127.0.0.1.nip.io",
];

const METADATA_SERVICES: &[&str] = &[
    "https://169.254.169.254",
    "http://169.254.169.254",
    "http://169.254.169.254/metadata/identity/oauth2/token",
    "https://2852039166",
    "https://0xa9fea9fe",
    "https://0xA9.0xFE.0xA9.0xFE",
    "https://0251.0376.0251.0376",
    "https://169.254.43518",
    "https://[::ffff:169.254.169.254]",
    "https://[::ffff:a9fe:a9fe]",
    "https://[fd00:ec2::254]",
    "https://metadata.google.internal",
    "https://metadata.azure.internal",
    "https://168.63.129.16",
    "https://100.100.100.200",
    "https://169.254.169.254@contoso.azconfig.io",
    "https://contoso.azconfig.io@169.254.169.254",
    "https://169.254.169.254#.azconfig.io",
];

/// Longer than a label, a name, and anything sensible may be.
fn very_long() -> Vec<String> {
    vec![
        format!("https://{}.azconfig.io", "a".repeat(64)),
        format!("https://{}.azconfig.io", "a".repeat(100_000)),
        format!("https://{}azconfig.io", "a.".repeat(122)),
        format!("https://{}azconfig.io", "a.".repeat(50_000)),
        format!("https://contoso.azconfig.io{}", "/".repeat(100_000)),
        format!("{}contoso.azconfig.io", "https://".repeat(10_000)),
        format!("https://{}@contoso.azconfig.io", "a".repeat(100_000)),
        format!("https://contoso.azconfig.io:{}443", "0".repeat(10_000)),
    ]
}

fn tricks() -> Vec<String> {
    let written = [
        LOOK_ALIKES,
        OTHER_CLOUDS,
        UNICODE,
        EMPTY_LABELS,
        HIDDEN_HOSTS,
        BACKSLASHES_AND_PERCENTS,
        WHITE_SPACE_AND_CONTROL,
        PORTS,
        PATHS_AND_SUCH,
        SCHEMES,
        ADDRESSES,
        METADATA_SERVICES,
    ];
    let mut tricks: Vec<String> = written.concat().into_iter().map(str::to_owned).collect();
    tricks.extend(very_long());
    tricks
}

#[test]
fn no_trick_passes_for_a_store() {
    let gateway = [AllowedHost::parse("gateway.example.com:443").unwrap()];
    let tricks = tricks();
    let passed: Vec<&String> = tricks
        .iter()
        .filter(|text| StoreEndpoint::parse(text, &Cloud::public(), &gateway).is_ok())
        .collect();
    println!(
        "{} tricks, {} passed for a store",
        tricks.len(),
        passed.len()
    );
    assert_eq!(passed, Vec::<&String>::new());
}

#[test]
fn no_trick_is_written_down_twice() {
    let mut tricks = tricks();
    let all = tricks.len();
    tricks.sort();
    tricks.dedup();
    assert_eq!(tricks.len(), all);
}

#[test]
fn no_refusal_repeats_a_password_or_a_secret() {
    for text in tricks() {
        if let Err(error) = StoreEndpoint::parse(&text, &Cloud::public(), &[]) {
            let told = format!("{error} {error:?}");
            assert!(
                !told.contains("hunter2") && !told.contains("aHVudGVyMg"),
                "{told}"
            );
        }
    }
}
