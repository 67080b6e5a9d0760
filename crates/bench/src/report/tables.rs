//! The report for people: Markdown tables, which read well on a terminal too.

use std::fmt;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::Report;
use crate::az::{self, Imported};
use crate::machine::Machine;
use crate::serving::Database;
use crate::syncs::{self, Measured, Pace};

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.machine)?;
        writeln!(f, "Syncs of {} keys\n\n{}\n", self.keys, self.sync_table())?;
        writeln!(
            f,
            "`az appconfig kv import` of the same keys, unlimited pace\n"
        )?;
        match &self.az {
            Some(imports) => writeln!(f, "{}\n", self.az_table(imports))?,
            None => writeln!(f, "Left out: `az` is not installed here.\n")?,
        }
        writeln!(f, "`keyferry serve`\n\n{}\n", self.serving_table())?;
        write!(f, "What is promised\n\n{}", self.target_table())?;
        for failure in self.failures() {
            write!(f, "\nfailed: {failure}")?;
        }
        Ok(())
    }
}

impl Report {
    fn sync_table(&self) -> Table {
        let heading = [
            "pace", "latency", "run", "requests", "fewest", "304", "429", "seconds", "limit", "×",
        ];
        let rows = self.syncs.iter().map(|run| {
            [
                run.pace.to_string(),
                format!("{} ms", run.latency_ms),
                run.case.to_string(),
                run.arrived.requests.to_string(),
                run.fewest_requests.to_string(),
                run.arrived.not_modified.to_string(),
                run.arrived.throttled.to_string(),
                format!("{:.2}", run.taken.as_secs_f64()),
                run.ratio()
                    .map_or_else(none, |_| format!("{:.2}", run.shortest.as_secs_f64())),
                run.ratio().map_or_else(none, |ratio| format!("{ratio:.2}")),
            ]
        });
        table(heading, rows, 3)
    }

    fn az_table(&self, imports: &[Imported]) -> Table {
        let heading = [
            "latency", "import", "requests", "429", "seconds", "Keyferry", "×",
        ];
        let rows = imports.iter().map(|import| {
            let taken = import.taken.as_secs_f64();
            let ours = self.same(import).map(|run| run.taken.as_secs_f64());
            [
                format!("{} ms", import.latency_ms),
                import.case.to_string(),
                import.arrived.requests.to_string(),
                import.arrived.throttled.to_string(),
                format!("{taken:.2}"),
                ours.map_or_else(none, |ours| format!("{ours:.2}")),
                ours.map_or_else(none, |ours| format!("{:.1}", taken / ours)),
            ]
        });
        table(heading, rows, 2)
    }

    /// The run of ours that does what an import did.
    fn same(&self, import: &Imported) -> Option<&Measured> {
        let case = match import.case {
            az::Case::New => syncs::Case::New,
            az::Case::Unchanged => syncs::Case::Unchanged,
        };
        self.syncs.iter().find(|run| {
            run.pace == Pace::Unlimited && run.latency_ms == import.latency_ms && run.case == case
        })
    }

    fn serving_table(&self) -> Table {
        let rows = self.serving.iter().map(|served| {
            [
                served.database.to_string(),
                format!("{:.3}", served.ready.as_secs_f64()),
                served
                    .resident
                    .map_or_else(none, |bytes| bytes.div_ceil(1_000_000).to_string()),
            ]
        });
        table(["database", "seconds to ready", "idle MB"], rows, 1)
    }

    fn target_table(&self) -> Table {
        let rows = self.targets().into_iter().map(|target| {
            let met = if target.met { "met" } else { "missed" };
            [
                target.what,
                target.promised,
                target.measured,
                met.to_owned(),
            ]
        });
        table(["what", "promised", "measured", ""], rows, 4)
    }
}

fn none() -> String {
    "–".to_owned()
}

/// A table whose columns after the first `words` hold numbers.
fn table<const N: usize>(
    heading: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
    words: usize,
) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::ASCII_MARKDOWN)
        .set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(heading);
    table.add_rows(rows);
    for column in table.column_iter_mut().skip(words) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cores", self.cores)?;
        self.load
            .map_or(Ok(()), |load| write!(f, ", load {load} at the start"))
    }
}

impl fmt::Display for syncs::Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::New => "all new",
            Self::FirstLook => "unchanged, first look after a write",
            Self::Unchanged => "unchanged",
            Self::OnePercentChanged => "1 % changed",
            Self::TenPercentDeleted => "10 % deleted",
        })
    }
}

impl fmt::Display for az::Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::New => "all new",
            Self::Unchanged => "unchanged",
        })
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::New => "new",
            Self::Existing => "existing",
        })
    }
}
