//! The table as people read it: printed, and kept as a page of the documentation.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::Row;

const ANEW: &str = "KEYFERRY_WRITE_DOCS=1 cargo test -p server --test server refusals";

#[expect(clippy::print_stdout, reason = "the table is what the test shows")]
fn print(codes: &[Row], stores: &[Row], impossible: &[String]) {
    for row in codes.iter().chain(stores) {
        let told = &row.told;
        println!(
            "{} (by {}) -> {} -> {}\n    {}\n    {}",
            row.what, row.by, told.cause, told.health, told.sentence, told.mend
        );
        if let Some(command) = &told.command {
            println!("    {command}");
        }
    }
    println!(
        "\nrefusals the emulator cannot produce: {}",
        impossible.len()
    );
    for one in impossible {
        println!("    {one}");
    }
}

/// Prints the rows, and holds the page against them or writes it anew.
pub(super) fn show(codes: &[Row], stores: &[Row], impossible: &[String]) {
    print(codes, stores, impossible);
    let page = written(codes, stores);
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/connect-azure/errors.md");
    if std::env::var_os("KEYFERRY_WRITE_DOCS").is_some() {
        std::fs::write(&file, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == page,
        "docs/connect-azure/errors.md is stale; make it anew: {ANEW}"
    );
}

fn written(codes: &[Row], stores: &[Row]) -> String {
    let mut page = format!(
        "# What Azure refuses, and what to do\n\n\
         Every refusal that Keyferry tells apart, as its pages, API and command line put it. Each line was met by a real \
         request to\nthe emulator; a test writes this page:\n\n```\n{ANEW}\n```\n\n\
         Where a command is shown, run it with rights on the store; a link is for an admin of the tenant. Every refusal of \
         Microsoft\nEntra ID comes with a correlation ID, by which Microsoft's support finds it.\n\n\
         How a connection is doing: **reconnect-needed** waits for other credentials or another sign-in and its syncs are \
         paused;\n**missing-permission** waits for a role; **throttled** and **unreachable** are tried again without \
         anybody.\n"
    );
    table(&mut page, "Microsoft Entra ID", "code", codes);
    page.push_str(
        "\nA wrong redirect URI, an application unknown in the tenant and the like are often shown on Microsoft's own page, \
         which\ndoes not lead back here; the code on it is in this table all the same. A code that is not is told with \
         Microsoft's own\nsentence behind Keyferry's.\n",
    );
    table(&mut page, "The store", "answer", stores);
    page
}

fn table(page: &mut String, title: &str, first: &str, rows: &[Row]) {
    let head = format!("\n## {title}\n\n| {first} | health | you see | do |\n|---|---|---|---|\n");
    page.push_str(&head);
    for Row { what, told, .. } in rows {
        let command = match &told.command {
            Some(command) => format!("<br>`{command}`"),
            None => String::new(),
        };
        let mend = without_time(&told.mend);
        let line = format!(
            "| {what} | {} | {} | {mend}{command} |",
            told.health, told.sentence
        );
        writeln!(page, "{line}").unwrap();
    }
}

/// A page that is kept says no time of day: "until 03:59 UTC and after" becomes nothing.
fn without_time(text: &str) -> String {
    let time = text.find(" until ").zip(text.find(" UTC and after"));
    match time {
        Some((start, end)) if start < end => {
            format!(
                "{}{}",
                &text[..start],
                &text[end + " UTC and after".len()..]
            )
        }
        _ => text.to_owned(),
    }
}
