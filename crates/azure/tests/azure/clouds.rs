//! Clouds by their names, and which cloud a store is in.

use azure::appconfig::{ConnectionString, ConnectionStringError};
use azure::{Cloud, CloudName, CloudNameError, EndpointError};

use crate::script::local_cloud;

#[test]
fn each_built_in_cloud_has_a_word_that_leads_back_to_it() {
    let words = ["public", "usgovernment", "china"];
    for (cloud, word) in Cloud::built_in().into_iter().zip(words) {
        assert_eq!(cloud.name().to_string(), word);
        let name: CloudName = word.parse().unwrap();
        assert_eq!(name.built_in(), Some(cloud));
    }
    assert_eq!("custom".parse(), Ok(CloudName::Custom));
    assert_eq!(CloudName::Custom.built_in(), None);
}

#[test]
fn other_words_name_no_cloud() {
    for word in ["", "Public", "usgov", "azurecloud", "public "] {
        assert_eq!(word.parse::<CloudName>(), Err(CloudNameError), "{word:?}");
    }
}

#[test]
fn a_store_s_host_tells_its_cloud() {
    for (endpoint, cloud) in [
        ("https://contoso.azconfig.io", Some(CloudName::Public)),
        ("https://Contoso.AzConfig.io/", Some(CloudName::Public)),
        (
            "https://contoso.azconfig.azure.us",
            Some(CloudName::UsGovernment),
        ),
        ("https://contoso.azconfig.azure.cn", Some(CloudName::China)),
        ("https://contoso.azconfig.localhost", None),
        ("https://contoso.azconfig.io.evil.example", None),
        ("https://evil.example#.azconfig.io", None),
        ("http://contoso.azconfig.io", None),
        ("contoso.azconfig.io", None),
        ("", None),
    ] {
        assert_eq!(Cloud::of_store(endpoint), cloud, "{endpoint}");
    }
}

#[test]
fn a_store_of_another_cloud_is_told_apart_from_a_stranger() {
    let endpoint = ConnectionString::parse(
        "Endpoint=https://contoso.azconfig.azure.cn;Id=key-1;Secret=aHVudGVyMg==",
    )
    .unwrap();
    assert_eq!(endpoint.id(), "key-1");
    assert_eq!(Cloud::of_store(endpoint.endpoint()), Some(CloudName::China));
    for cloud in [Cloud::public(), local_cloud("http://127.0.0.1:1")] {
        let refusal = endpoint.store(&cloud, &[]).unwrap_err();
        assert_eq!(
            refusal,
            EndpointError::OtherCloud {
                host: "contoso.azconfig.azure.cn".to_owned(),
                cloud: CloudName::China,
                suffix: cloud.store_suffix().to_owned(),
            }
        );
        assert!(refusal.to_string().contains("cloud `china`"));
    }
    let store = endpoint.store(&Cloud::china(), &[]).unwrap();
    assert_eq!(store.to_string(), "https://contoso.azconfig.azure.cn");
}

#[test]
fn a_connection_string_s_endpoint_passes_the_same_checks_as_any_other() {
    for endpoint in [
        "https://contoso.azconfig.io#.evil.example",
        "https://contoso.azconfig.io@evil.example",
        "https://contoso.azconfig.io.evil.example",
        "http://contoso.azconfig.io",
        "https://169.254.169.254",
    ] {
        let text = format!("Endpoint={endpoint};Id=key-1;Secret=aHVudGVyMg==");
        let parsed = ConnectionString::parse(&text).unwrap();
        assert!(parsed.store(&Cloud::public(), &[]).is_err(), "{endpoint}");
    }
}

#[test]
fn no_error_about_a_connection_string_repeats_its_secret() {
    for text in [
        "Endpoint=https://contoso.azconfig.io;Id=key-1;Secret=hunter2;Secret=hunter2",
        "Endpoint=https://contoso.azconfig.io;Secret=hunter2",
        "Endpoint=https://contoso.azconfig.io;Id=key-1;hunter2",
        "Id=key-1;Secret=hunter2",
        "hunter2",
    ] {
        let error: ConnectionStringError = ConnectionString::parse(text).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{text}");
    }
}
