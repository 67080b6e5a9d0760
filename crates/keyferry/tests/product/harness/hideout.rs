//! Looking for a planted text in whatever form it may have been written down.

use std::{fmt::Write as _, fs, path::Path};

use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// A text that must not be found.
pub(crate) struct Planted {
    name: &'static str,
    forms: Vec<(&'static str, String)>,
}

impl Planted {
    /// A text with all the forms it may take.
    pub(crate) fn new(name: &'static str, text: &str) -> Self {
        let bytes = text.as_bytes();
        let json = escaped(text);
        let mut forms = vec![
            ("plain", text.to_owned()),
            ("hex", hex::encode(bytes)),
            ("upper-case hex", hex::encode_upper(bytes)),
            ("percent", percent(bytes, |byte| !is_unreserved(byte))),
            ("percent throughout", percent(bytes, |_| true)),
            ("JSON", json.clone()),
            ("JSON in JSON", escaped(&json)),
            ("ASCII JSON", ascii(&json)),
            ("HTML", html(text)),
        ];
        for skipped in 0..3 {
            forms.push(("base64", base64(&STANDARD_NO_PAD, bytes, skipped)));
            forms.push(("URL-safe base64", base64(&URL_SAFE_NO_PAD, bytes, skipped)));
        }
        let forms = forms
            .into_iter()
            .map(|(form, text)| (form, one_by_one(text.as_bytes())));
        Self {
            name,
            forms: forms.collect(),
        }
    }

    /// The forms in which it is found.
    pub(crate) fn found_in(&self, heap: &Heap) -> Vec<String> {
        let found = self
            .forms
            .iter()
            .filter(|(_, text)| heap.bytes.contains(text));
        found
            .map(|(form, _)| format!("{} as {form} in {}", self.name, heap.name))
            .collect()
    }
}

/// Bytes to look through.
pub(crate) struct Heap {
    pub(crate) name: String,
    bytes: String,
}

impl Heap {
    pub(crate) fn of(name: &str, bytes: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            bytes: one_by_one(bytes),
        }
    }

    /// Every file below a folder.
    pub(crate) fn files(folder: &Path) -> Vec<Self> {
        let mut heaps = Vec::new();
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                heaps.extend(Self::files(&path));
            } else {
                let bytes = fs::read(&path).expect("the file is there");
                heaps.push(Self::of(&path.display().to_string(), &bytes));
            }
        }
        heaps
    }
}

/// Each byte as a character of its own: the search for text is fast, and bytes need not be text.
fn one_by_one(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// The part of the base64 form that does not depend on what stands before and behind.
fn base64(engine: &impl base64::Engine, bytes: &[u8], skipped: usize) -> String {
    let whole = (bytes.len() - skipped) / 3 * 3;
    engine.encode(&bytes[skipped..skipped + whole])
}

fn percent(bytes: &[u8], escapes: impl Fn(u8) -> bool) -> String {
    let mut text = String::new();
    for byte in bytes {
        if escapes(*byte) {
            write!(text, "%{byte:02X}").expect("a text takes more");
        } else {
            text.push(char::from(*byte));
        }
    }
    text
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn escaped(text: &str) -> String {
    let json = serde_json::to_string(text).expect("a text is JSON");
    json[1..json.len() - 1].to_owned()
}

fn ascii(json: &str) -> String {
    let mut text = String::new();
    for character in json.chars() {
        if character.is_ascii() {
            text.push(character);
        } else {
            write!(text, "\\u{:04x}", u32::from(character)).expect("a text takes more");
        }
    }
    text
}

fn html(text: &str) -> String {
    let text = text.replace('&', "&#38;").replace('"', "&#34;");
    text.replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('\'', "&#39;")
}
