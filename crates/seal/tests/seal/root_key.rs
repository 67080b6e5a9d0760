use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use seal::{
    DataKey, KeyForm, RootKey, RootKeyError, SealError, SystemEntropy, Weakness, WrappedKey,
};
use secrecy::ExposeSecret as _;

use crate::{entropy, home, key_id};

const HEX: &str = "f1c3a9805be7624d9e01fb3c77d8a2640b95ee13c4528fd06a7db819e530cf42";
const INFISICAL: &str = "8d2f0b6ac94e17f35aa1c06de7b3942c";

fn parse(text: &str) -> RootKey {
    RootKey::parse(text).unwrap().0
}

fn weakness(text: &str) -> Weakness {
    match RootKey::parse(text).unwrap_err() {
        RootKeyError::Weak(weakness) => weakness,
        other => panic!("{text}: {other}"),
    }
}

#[test]
fn hex_and_base64_of_the_same_bytes_are_the_same_key() {
    let bytes = hex::decode(HEX).unwrap();
    let check = parse(HEX).key_check();
    for text in [
        HEX.to_uppercase(),
        format!("  {HEX}\n"),
        STANDARD.encode(&bytes),
        STANDARD_NO_PAD.encode(&bytes),
        URL_SAFE.encode(&bytes),
    ] {
        let (key, form) = RootKey::parse(&text).unwrap();
        assert_eq!((key.key_check(), form), (check, KeyForm::Direct), "{text}");
    }
}

#[test]
fn infisicals_short_form_is_taken_and_told_apart() {
    let (key, form) = RootKey::parse(INFISICAL).unwrap();
    assert_eq!(form, KeyForm::Derived);
    assert_ne!(key.key_check(), parse(HEX).key_check());
}

#[test]
fn what_is_no_key_is_refused_with_the_way_to_make_one() {
    assert_eq!(RootKey::parse(" \n").unwrap_err(), RootKeyError::Empty);
    for text in [
        "changeme",
        &HEX[..63],
        &"g".repeat(64),
        &"z".repeat(32),
        &"ü".repeat(32),
    ] {
        let error = RootKey::parse(text).unwrap_err();
        let characters = text.chars().count();
        assert_eq!(error, RootKeyError::NotAKey { characters });
        assert!(error.to_string().contains("openssl rand -hex 32"));
        assert!(!error.to_string().contains(text));
    }
}

#[test]
fn weak_keys_are_refused_for_what_makes_them_weak() {
    let ascending = hex::encode((0..32).collect::<Vec<u8>>());
    let descending = hex::encode((0..32).rev().collect::<Vec<u8>>());
    assert_eq!(weakness(&"00".repeat(32)), Weakness::Repeats);
    assert_eq!(weakness(&"a".repeat(32)), Weakness::Repeats);
    assert_eq!(weakness(&INFISICAL.repeat(2)), Weakness::Repeats);
    assert_eq!(weakness(&"0123456789abcdef".repeat(4)), Weakness::Repeats);
    assert_eq!(weakness(&ascending), Weakness::Counts);
    assert_eq!(weakness(&descending), Weakness::Counts);
    assert_eq!(
        weakness("00112233445566778899aabbccddeeff"),
        Weakness::Counts
    );
    let two_bytes = format!("{}{}", "11".repeat(31), "22");
    assert_eq!(weakness(&two_bytes), Weakness::FewBytes);
}

#[test]
fn a_generated_key_is_read_back_from_its_text() {
    for _ in 0..200 {
        let (key, text) = RootKey::generate(&SystemEntropy);
        assert_eq!(parse(text.expose_secret()).key_check(), key.key_check());
    }
}

#[test]
fn a_wrapped_key_opens_under_its_root_key_and_id() {
    let key = DataKey::generate(&entropy(0));
    let wrapped = WrappedKey::from_bytes(parse(HEX).wrap(key_id(1), &key).into_bytes());
    let again = parse(HEX).unwrap(key_id(1), &wrapped).unwrap();
    let sealed = key.seal(&home(), b"value");
    assert_eq!(again.open(&home(), &sealed).unwrap().as_slice(), b"value");
    assert_eq!(
        again.digests().digest("c", &[b"v"]),
        key.digests().digest("c", &[b"v"])
    );
}

#[test]
fn a_wrapped_key_opens_under_nothing_else() {
    let wrapped = parse(HEX).wrap(key_id(1), &DataKey::generate(&entropy(0)));
    let wrong_root = parse(INFISICAL).unwrap(key_id(1), &wrapped).unwrap_err();
    let wrong_id = parse(HEX).unwrap(key_id(2), &wrapped).unwrap_err();
    assert!(matches!(wrong_root, SealError::Refused { .. }));
    assert!(matches!(wrong_id, SealError::Refused { .. }));
}

#[test]
fn keys_do_not_show_in_debug_output() {
    let (root, data) = (parse(HEX), DataKey::generate(&entropy(0)));
    assert_eq!(format!("{root:?} {data:?}"), "RootKey(••••) DataKey(••••)");
}
