//! Keeps what makes a store's replicas answer with at least what we have seen.
//!
//! Microsoft documents the answer header as `id=value;sn=number`, several separated by commas. Per
//! id the value with the highest number is sent back, without the number.

use std::collections::BTreeMap;

/// Stores send one or two ids; more would only be somebody filling memory.
const MOST_IDS: usize = 16;
const LONGEST: usize = 1024;

#[derive(Debug, Default)]
pub(super) struct SyncTokens(BTreeMap<String, Token>);

#[derive(Debug)]
struct Token {
    value: String,
    number: u64,
}

impl SyncTokens {
    pub(super) fn learn(&mut self, header: &str) {
        for entry in header.split(',') {
            let Some((id, value, number)) = read(entry.trim()) else {
                continue;
            };
            let newer = match self.0.get(id) {
                Some(known) => number > known.number,
                None => self.0.len() < MOST_IDS,
            };
            if newer {
                self.0.insert(
                    id.to_owned(),
                    Token {
                        value: value.to_owned(),
                        number,
                    },
                );
            }
        }
    }

    pub(super) fn header(&self) -> Option<String> {
        let tokens: Vec<String> = self
            .0
            .iter()
            .map(|(id, token)| format!("{id}={}", token.value))
            .collect();
        (!tokens.is_empty()).then(|| tokens.join(","))
    }
}

/// The value is base64 and may end in `=`.
fn read(entry: &str) -> Option<(&str, &str, u64)> {
    let (token, parameters) = entry.split_once(';')?;
    let (id, value) = token.split_once('=')?;
    let number = parameters
        .split(';')
        .find_map(|p| p.trim().strip_prefix("sn="))?
        .parse()
        .ok()?;
    let sound = token.len() <= LONGEST && token.bytes().all(|b| b.is_ascii_graphic());
    (sound && !id.is_empty() && !value.is_empty()).then_some((id, value, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learned(headers: &[&str]) -> Option<String> {
        let mut tokens = SyncTokens::default();
        for header in headers {
            tokens.learn(header);
        }
        tokens.header()
    }

    #[test]
    fn a_token_is_sent_back_without_its_number() {
        let sent = learned(&["zAJw6V16=NTo1IzE4MDc1NTQw;sn=18075540"]);
        assert_eq!(sent.as_deref(), Some("zAJw6V16=NTo1IzE4MDc1NTQw"));
    }

    #[test]
    fn the_highest_number_of_each_id_wins() {
        let sent = learned(&["a=MQ==;sn=5", "a=Mg==;sn=7,b=Mw==;sn=1", "a=NA==;sn=6"]);
        assert_eq!(sent.as_deref(), Some("a=Mg==,b=Mw=="));
    }

    #[test]
    fn unreadable_tokens_are_left_out() {
        assert_eq!(
            learned(&[
                "",
                "a",
                "a=1",
                "a=1;sn=x",
                "=1;sn=1",
                "a=;sn=1",
                "a=\u{e9};sn=1"
            ]),
            None
        );
    }

    #[test]
    fn ids_without_end_are_not_collected() {
        let many: Vec<String> = (0..100).map(|n| format!("id{n}=v;sn=1")).collect();
        let sent = learned(&[&many.join(",")]).unwrap();
        assert_eq!(sent.split(',').count(), MOST_IDS);
    }
}
