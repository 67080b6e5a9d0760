//! The roles that are built in.

use super::Action;
use crate::name::word_set;

word_set! {
    /// A person's or identity's role in the organization.
    pub enum OrgRole ("organization role") {
        /// May do everything, in every project.
        Admin = "admin",
        /// May do what project roles allow.
        Member = "member",
        /// May do what project roles allow, and see nothing of the organization itself.
        NoAccess = "no-access",
    }
}

word_set! {
    /// A built-in role in a project (Infisical's names; `member` is its developer).
    pub enum ProjectRole ("project role") {
        /// May do everything in the project.
        Admin = "admin",
        /// Reads and writes secrets, uses connections, runs syncs.
        Developer = "member",
        /// Reads.
        Viewer = "viewer",
        /// Sees nothing.
        NoAccess = "no-access",
    }
}

word_set! {
    /// Who can act (Infisical's words).
    pub enum ActorType ("actor type") {
        /// A person.
        User = "user",
        /// A machine identity.
        Identity = "identity",
        /// Keyferry itself.
        Platform = "platform",
    }
}

impl ProjectRole {
    /// Whether the role allows the action.
    #[must_use]
    pub fn allows(self, action: Action) -> bool {
        match self {
            Self::Admin => true,
            Self::NoAccess => false,
            Self::Viewer => action.only_reads(),
            Self::Developer => action.only_reads() || is_daily_work(action),
        }
    }
}

/// What a developer does beyond reading. Connections, environments and people are the admin's.
fn is_daily_work(action: Action) -> bool {
    matches!(
        action,
        Action::CreateSecrets
            | Action::EditSecrets
            | Action::DeleteSecrets
            | Action::CreateFolders
            | Action::EditFolders
            | Action::DeleteFolders
            | Action::CreateImports
            | Action::EditImports
            | Action::DeleteImports
            | Action::CreateTags
            | Action::EditTags
            | Action::DeleteTags
            | Action::UseConnections
            | Action::CreateSyncs
            | Action::EditSyncs
            | Action::RunSyncs
            | Action::ImportFromSyncs
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_viewer_reads_and_changes_nothing() {
        assert!(ProjectRole::Viewer.allows(Action::ReadSecrets));
        for action in [
            Action::EditSecrets,
            Action::RunSyncs,
            Action::CreateConnections,
            Action::ReadAudit,
        ] {
            assert!(!ProjectRole::Viewer.allows(action), "{action:?}");
        }
    }

    #[test]
    fn a_developer_runs_syncs_but_does_not_make_connections() {
        assert!(ProjectRole::Developer.allows(Action::RunSyncs));
        assert!(!ProjectRole::Developer.allows(Action::CreateConnections));
        assert!(!ProjectRole::Developer.allows(Action::RemoveFromSyncs));
    }

    #[test]
    fn without_access_nothing_is_allowed() {
        assert!(!ProjectRole::NoAccess.allows(Action::ReadSecrets));
        assert!(ProjectRole::Admin.allows(Action::DeleteProject));
    }
}
