//! Makes text that came from a server fit for an error message.

/// Long enough for a sentence of Microsoft's, short enough for a log line.
const LONGEST: usize = 400;

/// One line without control characters, cut to a readable length.
pub(crate) fn one_line(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST)
        .collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}
