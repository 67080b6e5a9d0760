//! Takes a PEM text apart into its sections, wiping what it copies.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// One `-----BEGIN …-----` section.
pub(super) struct Section<'a> {
    /// What stands after BEGIN, such as `CERTIFICATE`.
    pub(super) label: &'a str,
    /// The decoded bytes. None when the section does not end, is not base64, or carries headers, as
    /// keys do that are encrypted in the old way.
    pub(super) der: Option<Zeroizing<Vec<u8>>>,
}

/// The sections in their order. Text between them is passed over, as RFC 7468 allows it.
pub(super) fn sections(pem: &str) -> Vec<Section<'_>> {
    let mut sections = Vec::new();
    let mut lines = pem.lines().map(str::trim);
    while let Some(line) = lines.next() {
        let Some(label) = boundary(line, "-----BEGIN ") else {
            continue;
        };
        let mut ended = false;
        let body: Vec<&str> = lines
            .by_ref()
            .take_while(|line| {
                ended = boundary(line, "-----END ") == Some(label);
                !ended
            })
            .collect();
        // Made at its full length, as growing would leave copies behind.
        let length = body.iter().map(|line| line.len()).sum();
        let mut text = Zeroizing::new(String::with_capacity(length));
        text.extend(body);
        let der = STANDARD.decode(text.as_bytes()).ok().filter(|_| ended);
        let der = der.map(Zeroizing::new);
        sections.push(Section { label, der });
    }
    sections
}

fn boundary<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    line.strip_prefix(start)?.strip_suffix("-----")
}
