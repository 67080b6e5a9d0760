//! Measures what Keyferry promises about speed, and prints it beside the physical limit.
//!
//! A missed figure is said and no failure; a request too many or a wrong value is.

mod az;
mod emulator;
mod machine;
mod product;
mod report;
mod serving;
mod syncs;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, ValueEnum};

use crate::machine::Machine;
use crate::product::Product;
use crate::report::Report;

/// Measures syncs, the server's start and its memory against a local emulator.
#[derive(Debug, Parser)]
#[command(name = "bench", version)]
struct Arguments {
    /// How many keys a sync has.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(10..=20_000))]
    keys: u32,
    /// Fewer keys and shorter waits, to see that everything still works.
    #[arg(long)]
    quick: bool,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Output::Table)]
    output: Output,
    /// The `keyferry` binary to measure; the one beside this one unless set.
    #[arg(long, value_name = "FILE", env = "KEYFERRY_BENCH_BINARY")]
    keyferry: Option<PathBuf>,
    /// The `az` command to compare with; the one on the path unless set.
    #[arg(
        long,
        value_name = "FILE",
        env = "KEYFERRY_BENCH_AZ",
        default_value = "az"
    )]
    az: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Output {
    /// Tables for people, in Markdown.
    Table,
    /// One JSON document.
    Json,
}

/// How many keys `--quick` syncs: enough for several pages and for the deletions to stay within what
/// needs no confirmation.
const QUICK_KEYS: u32 = 250;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let keys = if arguments.quick {
        QUICK_KEYS.min(arguments.keys)
    } else {
        arguments.keys
    };
    let product = Product::find(arguments.keyferry)?;

    let machine = Machine::now();
    progress("syncs")?;
    let syncs = syncs::measure(&product, keys)
        .await
        .context("measuring syncs")?;
    progress("az appconfig kv import")?;
    let az = az::measure(&product, &arguments.az, keys)
        .await
        .context("measuring az")?;
    progress("keyferry serve")?;
    let serving = serving::measure(&product, arguments.quick)
        .await
        .context("measuring keyferry serve")?;

    let report = Report {
        machine,
        keys,
        syncs,
        az,
        serving,
    };
    let text = match arguments.output {
        Output::Table => report.to_string(),
        Output::Json => serde_json::to_string_pretty(&report.as_json())?,
    };
    writeln!(io::stdout(), "{text}")?;
    Ok(if report.failures().is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Says on standard error what is being measured, as it takes a while.
fn progress(what: &str) -> io::Result<()> {
    writeln!(io::stderr(), "measuring {what} …")
}
