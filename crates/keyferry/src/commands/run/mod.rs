//! `keyferry run`: runs a program with a folder's secrets in its environment. Values are nowhere
//! else: not in arguments, not in files, not in what is said.

mod start;
mod variables;

use crate::cli::Session;
use crate::client::Place;
use crate::exit::{Failure, Outcome};
use crate::output;
use variables::Variables;

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,
    /// What `:` in a key becomes, since programs read hierarchy so: `Pool:Max` is `Pool__Max`
    #[arg(long, default_value = "__", value_parser = separator)]
    separator: String,
    /// The program and its arguments
    #[arg(required = true, last = true, value_name = "PROGRAM")]
    program: Vec<String>,
}

pub(crate) async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let project = session.project().await?;
    let contents = session.client.contents(&project.id, &args.place).await?;
    let variables = Variables::of(contents, &args.separator);
    for remark in &variables.remarks {
        output::say(&format!("keyferry: {remark}"));
    }
    start::start(&args.program, variables.set).await
}

fn separator(text: &str) -> Result<String, String> {
    if text.contains(['=', '\0']) {
        return Err("the name of a variable cannot contain `=`".to_owned());
    }
    Ok(text.to_owned())
}
