//! `keyferry import --from-infisical URL`: copies projects from an Infisical, or another Keyferry,
//! over the API that both speak. What is to be done is worked out from what is there on both
//! sides, so that a second run has nothing left to do, and one that was cut off goes on.

mod apply;
mod plan;
mod report;
mod snapshot;
mod source;

pub(super) use source::SourceArgs;

use std::io::{self, IsTerminal};

use crate::cli::Session;
use crate::environment::Environment;
use crate::exit::{Failure, Outcome};
use crate::output;
use plan::{Left, Plan};
use report::Report;
use snapshot::Snapshot;

pub(super) async fn run(
    args: SourceArgs,
    dry_run: bool,
    session: &Session,
    env: &Environment,
) -> Result<Outcome, Failure> {
    let from = source::open(&args, env).await?;
    let bar = session.output.progress("reading the source");
    let wanted = |slug: &str| args.projects.is_empty() || args.projects.iter().any(|p| p == slug);
    let source = Snapshot::read(&from, wanted, &bar).await?;
    source.must_have(&args.projects)?;
    bar.set_message("reading this server");
    let ours = |slug: &str| source.project(slug).is_some();
    let before = Snapshot::read(&session.client, ours, &bar).await?;
    bar.finish_and_clear();

    let plan = Plan::new(&source, &before, args.overwrite);
    let report = Report::of(&plan);
    if dry_run || plan.is_empty() {
        let complete = plan.is_empty() && plan.left.is_empty();
        report.show(session.output, report::Stage::of(dry_run))?;
        return Ok(if dry_run || complete {
            Outcome::Done
        } else {
            Outcome::Partial
        });
    }
    agree(&args, &report)?;

    let bar = session.output.progress("writing");
    let mut left = apply::apply(&session.client, &plan, &before, &bar).await?;
    bar.set_message("reading back");
    let after = Snapshot::read(&session.client, ours, &bar).await?;
    bar.finish_and_clear();
    let rest = Plan::new(&source, &after, args.overwrite);
    let arrived = rest.is_empty() && rest.left.is_empty();
    let verified = rest.unchanged;
    Left::add_new(&mut left, rest.missing());
    report
        .after(left, verified)
        .show(session.output, report::Stage::Applied)?;
    Ok(if arrived {
        Outcome::Done
    } else {
        Outcome::Partial
    })
}

/// Asks whoever is there; without anybody, `--yes` has to have been given.
fn agree(args: &SourceArgs, report: &Report) -> Result<(), Failure> {
    if args.yes {
        return Ok(());
    }
    output::say(&report.text(report::Stage::Planned));
    if !io::stdin().is_terminal() {
        return Err(Failure::new("nothing was copied: nobody is here to agree")
            .hint("add --yes to copy, or --dry-run to only see what would be copied"));
    }
    output::say("Copy this? [y/N]");
    let mut answer = String::new();
    io::stdin()
        .read_line(&mut answer)
        .map_err(|error| Failure::caused("the answer cannot be read", &error))?;
    if matches!(answer.trim(), "y" | "Y" | "yes") {
        Ok(())
    } else {
        Err(Failure::new("nothing was copied"))
    }
}
