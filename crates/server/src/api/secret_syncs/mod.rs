//! Secret syncs: their description, their plan and their runs.

mod by_name;
mod check_destination;
mod confirm;
mod create;
mod delete;
mod get;
mod import_secrets;
mod list;
mod options;
mod pause;
mod plan;
mod remove_secrets;
mod resume;
mod run;
mod run_items;
mod runs;
mod update;
mod wire;

use super::description::Routes;

pub(super) fn routes() -> Routes {
    let destination = "/api/v1/secret-syncs/{destination}";
    let sync = "/api/v1/secret-syncs/{destination}/{syncId}";
    Routes::tagged("Secret syncs")
        .at("/api/v1/secret-syncs/options", options::operation())
        .at("/api/v1/secret-syncs", list::of_every_destination())
        .at(destination, list::of_one_destination())
        .at(destination, create::operation())
        .at(
            &format!("{destination}/sync-name/{{name}}"),
            by_name::operation(),
        )
        .at(
            &format!("{destination}/check-destination"),
            check_destination::operation(),
        )
        .at(sync, get::operation())
        .at(sync, update::operation())
        .at(sync, delete::operation())
        .at(&format!("{sync}/sync-secrets"), run::operation())
        .at(
            &format!("{sync}/import-secrets"),
            import_secrets::operation(),
        )
        .at(
            &format!("{sync}/remove-secrets"),
            remove_secrets::operation(),
        )
        .at(&format!("{sync}/plan"), plan::operation())
        .at(&format!("{sync}/runs"), runs::operation())
        .at(&format!("{sync}/runs/{{runId}}"), run_items::operation())
        .at(&format!("{sync}/confirm"), confirm::operation())
        .at(&format!("{sync}/pause"), pause::operation())
        .at(&format!("{sync}/resume"), resume::operation())
}
