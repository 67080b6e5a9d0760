//! Tables without lines: they read well on a terminal and can be cut by columns.

use comfy_table::{ContentArrangement, Table, presets};

/// A table with a heading. `empty` is said instead of a table without rows.
pub(crate) fn table<const N: usize>(
    heading: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
    empty: &str,
) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(heading.map(str::to_uppercase));
    let mut any = false;
    for row in rows {
        table.add_row(row.map(|cell| one_line(&cell)));
        any = true;
    }
    if !any {
        return empty.to_owned();
    }
    let lines = table.lines();
    let lines: Vec<_> = lines
        .map(|line| line.trim_end().trim_start_matches(' ').to_owned())
        .collect();
    lines.join("\n")
}

/// A cell keeps to its line, and cannot steer the terminal.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for c in text.chars() {
        if c.is_control() {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_under_their_heading() {
        let rows = [
            ["A".to_owned(), "1".to_owned()],
            [
                "Logging:Level".to_owned(),
                "two\nlines\u{1b}[31m".to_owned(),
            ],
        ];
        let text = table(["key", "value"], rows, "nothing");
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        let column = lines[0].find("VALUE").unwrap();
        assert_eq!(lines[1].find('1'), Some(column));
        assert!(lines[2].ends_with("two\\nlines\\u{1b}[31m"), "{text}");
    }

    #[test]
    fn an_empty_table_says_so() {
        assert_eq!(table(["key"], [], "no secrets here"), "no secrets here");
    }
}
