//! Who may do what: roles, actions and the one rule that relates them.

use crate::name::word_set;

word_set! {
    /// A person's or identity's role in the organization.
    pub enum OrgRole ("organization role") {
        /// May do everything, in every project.
        Admin = "admin",
        /// May do what project roles allow.
        Member = "member",
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

/// What somebody wants to do in a project. Each has Infisical's subject and action words, which
/// denials name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See which secrets exist and read their values.
    ReadSecrets,
    /// Create, change and delete secrets.
    WriteSecrets,
    /// Create, rename and delete folders.
    WriteFolders,
    /// Create, rename and delete environments.
    WriteEnvironments,
    /// See app connections.
    ReadConnections,
    /// Add an app connection.
    CreateConnections,
    /// Change or reconnect an app connection.
    EditConnections,
    /// Delete an app connection.
    DeleteConnections,
    /// Use an app connection in a sync.
    UseConnections,
    /// See syncs, their plans and runs.
    ReadSyncs,
    /// Add a sync.
    CreateSyncs,
    /// Change or pause a sync.
    EditSyncs,
    /// Delete a sync.
    DeleteSyncs,
    /// Run a sync now, or confirm a held plan.
    RunSyncs,
    /// Take a destination's values into the project.
    ImportFromSyncs,
    /// Remove what a sync wrote from its destination.
    RemoveFromSyncs,
    /// See who may do what.
    ReadMembers,
    /// Change who may do what.
    WriteMembers,
    /// Read the audit log.
    ReadAudit,
    /// Rename the project.
    EditProject,
    /// Delete the project.
    DeleteProject,
}

impl Action {
    /// The subject, as Infisical calls it.
    #[must_use]
    pub fn subject(self) -> &'static str {
        match self {
            Self::ReadSecrets | Self::WriteSecrets => "secrets",
            Self::WriteFolders => "secret-folders",
            Self::WriteEnvironments => "environments",
            Self::ReadConnections
            | Self::CreateConnections
            | Self::EditConnections
            | Self::DeleteConnections
            | Self::UseConnections => "app-connections",
            Self::ReadSyncs
            | Self::CreateSyncs
            | Self::EditSyncs
            | Self::DeleteSyncs
            | Self::RunSyncs
            | Self::ImportFromSyncs
            | Self::RemoveFromSyncs => "secret-syncs",
            Self::ReadMembers | Self::WriteMembers => "member",
            Self::ReadAudit => "audit-logs",
            Self::EditProject | Self::DeleteProject => "project",
        }
    }

    /// The action, as Infisical calls it.
    #[must_use]
    pub fn verb(self) -> &'static str {
        match self {
            Self::ReadSecrets => "readValue",
            Self::WriteSecrets
            | Self::WriteFolders
            | Self::WriteEnvironments
            | Self::EditSyncs
            | Self::WriteMembers
            | Self::EditProject => "edit",
            Self::ReadConnections => "read-app-connections",
            Self::CreateConnections => "create-app-connections",
            Self::EditConnections => "edit-app-connections",
            Self::DeleteConnections => "delete-app-connections",
            Self::UseConnections => "connect-app-connections",
            Self::ReadSyncs | Self::ReadMembers | Self::ReadAudit => "read",
            Self::CreateSyncs => "create",
            Self::DeleteSyncs | Self::DeleteProject => "delete",
            Self::RunSyncs => "sync-secrets",
            Self::ImportFromSyncs => "import-secrets",
            Self::RemoveFromSyncs => "remove-secrets",
        }
    }
}

impl ProjectRole {
    /// Whether the role allows the action.
    #[must_use]
    pub fn allows(self, action: Action) -> bool {
        match self {
            Self::Admin => true,
            Self::NoAccess => false,
            Self::Viewer => is_reading(action),
            Self::Developer => {
                is_reading(action)
                    || matches!(
                        action,
                        Action::WriteSecrets
                            | Action::WriteFolders
                            | Action::UseConnections
                            | Action::CreateSyncs
                            | Action::EditSyncs
                            | Action::RunSyncs
                            | Action::ImportFromSyncs
                    )
            }
        }
    }
}

fn is_reading(action: Action) -> bool {
    matches!(
        action,
        Action::ReadSecrets | Action::ReadConnections | Action::ReadSyncs | Action::ReadMembers
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_viewer_reads_and_changes_nothing() {
        assert!(ProjectRole::Viewer.allows(Action::ReadSecrets));
        for action in [
            Action::WriteSecrets,
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
