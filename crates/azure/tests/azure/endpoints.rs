//! Which text names a store that a token may be sent to.

use azure::{AllowedHost, AllowedHostError, Cloud, CloudName, EndpointError, StoreEndpoint};

use crate::script::local_cloud;

fn public(text: &str) -> Result<StoreEndpoint, EndpointError> {
    StoreEndpoint::parse(text, &Cloud::public(), &[])
}

fn allowing(text: &str, host: &str) -> Result<StoreEndpoint, EndpointError> {
    StoreEndpoint::parse(text, &Cloud::public(), &[AllowedHost::parse(host).unwrap()])
}

fn local(text: &str) -> Result<StoreEndpoint, EndpointError> {
    StoreEndpoint::parse(text, &local_cloud("http://127.0.0.1:1"), &[])
}

#[test]
fn stores_of_the_cloud_are_accepted_in_one_spelling() {
    for (text, endpoint) in [
        ("https://contoso.azconfig.io", "https://contoso.azconfig.io"),
        (
            "https://contoso.azconfig.io/",
            "https://contoso.azconfig.io",
        ),
        (
            "HTTPS://Contoso.AzConfig.IO/",
            "https://contoso.azconfig.io",
        ),
        (
            "https://contoso-replica.azconfig.io",
            "https://contoso-replica.azconfig.io",
        ),
        (
            "https://contoso.privatelink.azconfig.io",
            "https://contoso.privatelink.azconfig.io",
        ),
        ("https://1.azconfig.io", "https://1.azconfig.io"),
        (
            "https://xn--bcher-kva.azconfig.io",
            "https://xn--bcher-kva.azconfig.io",
        ),
    ] {
        let parsed = public(text).unwrap();
        assert_eq!(parsed.to_string(), endpoint);
        assert_eq!(format!("https://{}", parsed.host()), endpoint);
    }
}

#[test]
fn each_refusal_names_its_fault() {
    let suffix = || "azconfig.io".to_owned();
    for (text, fault) in [
        ("", EndpointError::Empty { suffix: suffix() }),
        ("contoso.azconfig.io", EndpointError::NoScheme),
        ("http://contoso.azconfig.io", EndpointError::NotHttps),
        ("https://u:p@contoso.azconfig.io", EndpointError::UserInfo),
        ("https://contoso.azconfig.io:443", EndpointError::Port),
        ("https://contoso.azconfig.io/kv", EndpointError::Path),
        ("https://contoso.azconfig.io/?a", EndpointError::Query),
        ("https://contoso.azconfig.io#a", EndpointError::Fragment),
        (
            "https://a b",
            EndpointError::Character {
                character: ' ',
                suffix: suffix(),
            },
        ),
        (
            "https://2130706433",
            EndpointError::Host { suffix: suffix() },
        ),
        (
            "Endpoint=https://contoso.azconfig.io;Id=a;Secret=b",
            EndpointError::ConnectionString { suffix: suffix() },
        ),
        (
            " id=a ; SECRET = b",
            EndpointError::ConnectionString { suffix: suffix() },
        ),
        (
            "https://contoso.azconfig.azure.us",
            EndpointError::OtherCloud {
                host: "contoso.azconfig.azure.us".to_owned(),
                cloud: CloudName::UsGovernment,
                suffix: suffix(),
            },
        ),
        (
            "https://evil.example",
            EndpointError::NotAStore {
                host: "evil.example".to_owned(),
                suffix: suffix(),
            },
        ),
    ] {
        assert_eq!(public(text), Err(fault), "{text}");
    }
    let password = public("https://user:hunter2@contoso.azconfig.io").unwrap_err();
    assert!(!password.to_string().contains("hunter2"));
}

#[test]
fn an_allowed_host_is_allowed_with_its_port_only() {
    let gateway = "gateway.example.com:8443";
    let endpoint = allowing("https://Gateway.example.com:8443/", gateway).unwrap();
    assert_eq!(endpoint.host(), gateway);
    for refused in [
        "https://gateway.example.com",
        "https://gateway.example.com:443",
        "https://gateway.example.com:08443",
        "https://a.gateway.example.com:8443",
        "http://gateway.example.com:8443",
        "https://gateway.example.com:8443/kv",
        "https://u@gateway.example.com:8443",
    ] {
        assert!(allowing(refused, gateway).is_err(), "{refused}");
    }
}

#[test]
fn the_standard_port_may_be_left_out_of_an_allowed_host_s_endpoint() {
    for text in [
        "https://gateway.example.com",
        "https://gateway.example.com:443",
    ] {
        let endpoint = allowing(text, "gateway.example.com:443").unwrap();
        assert_eq!(endpoint.host(), "gateway.example.com");
    }
}

#[test]
fn an_allowed_host_names_its_port() {
    assert_eq!(
        AllowedHost::parse("gateway.example.com"),
        Err(AllowedHostError::Port)
    );
    assert_eq!(
        AllowedHost::parse("gateway.example.com:x"),
        Err(AllowedHostError::Port)
    );
    assert_eq!(
        AllowedHost::parse("https://gateway"),
        Err(AllowedHostError::Port)
    );
    assert_eq!(
        AllowedHost::parse("*.example.com:443"),
        Err(AllowedHostError::Host)
    );
    assert_eq!(
        AllowedHost::parse("[::1]:8443").unwrap().to_string(),
        "[::1]:8443"
    );
}

#[test]
fn a_custom_cloud_alone_reaches_loopback_also_in_clear() {
    for (text, host) in [
        ("http://127.0.0.1:8484", "127.0.0.1:8484"),
        ("http://localhost:8484/", "localhost:8484"),
        ("https://localhost:8443", "localhost:8443"),
        ("http://[::1]:8484", "[::1]:8484"),
        ("http://127.0.0.1:80", "127.0.0.1"),
        (
            "http://team.azconfig.localhost:8484",
            "team.azconfig.localhost:8484",
        ),
        ("https://team.azconfig.localhost", "team.azconfig.localhost"),
    ] {
        assert_eq!(local(text).unwrap().host(), host);
        assert!(public(text).is_err(), "{text}");
    }
    for refused in [
        "http://127.0.0.1.evil.example:8484",
        "http://localhost.evil.example",
        "http://evil-localhost",
        "http://2130706433:8484",
        "http://127.0.0.1@evil.example",
        "http://10.0.0.1:8484",
        "http://0.0.0.0:8484",
        "https://contoso.azconfig.io",
    ] {
        assert!(local(refused).is_err(), "{refused}");
    }
}
