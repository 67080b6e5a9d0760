//! What somebody can want to do in a project, in Infisical's words.

/// Gives every action its subject and verb.
macro_rules! actions {
    ($($(#[$meta:meta])* $name:ident = $subject:literal $verb:literal,)+) => {
        /// What somebody wants to do in a project. Each has Infisical's subject and action words,
        /// which permission rules are made of and denials name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$meta])* $name,)+
        }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The subject, as Infisical calls it.
            #[must_use]
            pub const fn subject(self) -> &'static str {
                match self {
                    $(Self::$name => $subject,)+
                }
            }

            /// The action, as Infisical calls it.
            #[must_use]
            pub const fn verb(self) -> &'static str {
                match self {
                    $(Self::$name => $verb,)+
                }
            }
        }
    };
}

actions! {
    /// See which secrets there are, without their values.
    DescribeSecrets = "secrets" "describeSecret",
    /// Read the values of secrets.
    ReadSecrets = "secrets" "readValue",
    /// Create secrets.
    CreateSecrets = "secrets" "create",
    /// Change or rename secrets.
    EditSecrets = "secrets" "edit",
    /// Delete secrets.
    DeleteSecrets = "secrets" "delete",
    /// See folders. Whoever may see secrets in one sees it too.
    ReadFolders = "secret-folders" "read",
    /// Create folders.
    CreateFolders = "secret-folders" "create",
    /// Rename or describe folders.
    EditFolders = "secret-folders" "edit",
    /// Delete folders.
    DeleteFolders = "secret-folders" "delete",
    /// See what a folder imports.
    ReadImports = "secret-imports" "read",
    /// Import another folder.
    CreateImports = "secret-imports" "create",
    /// Change or reorder imports.
    EditImports = "secret-imports" "edit",
    /// Remove imports.
    DeleteImports = "secret-imports" "delete",
    /// See environments.
    ReadEnvironments = "environments" "read",
    /// Create environments.
    CreateEnvironments = "environments" "create",
    /// Rename or reorder environments.
    EditEnvironments = "environments" "edit",
    /// Delete environments.
    DeleteEnvironments = "environments" "delete",
    /// See tags.
    ReadTags = "tags" "read",
    /// Create tags.
    CreateTags = "tags" "create",
    /// Change tags.
    EditTags = "tags" "edit",
    /// Delete tags.
    DeleteTags = "tags" "delete",
    /// See app connections.
    ReadConnections = "app-connections" "read-app-connections",
    /// Add an app connection.
    CreateConnections = "app-connections" "create-app-connections",
    /// Change or reconnect an app connection.
    EditConnections = "app-connections" "edit-app-connections",
    /// Delete an app connection.
    DeleteConnections = "app-connections" "delete-app-connections",
    /// Use an app connection in a sync.
    UseConnections = "app-connections" "connect-app-connections",
    /// See syncs, their plans and runs.
    ReadSyncs = "secret-syncs" "read",
    /// Add a sync.
    CreateSyncs = "secret-syncs" "create",
    /// Change or pause a sync.
    EditSyncs = "secret-syncs" "edit",
    /// Delete a sync.
    DeleteSyncs = "secret-syncs" "delete",
    /// Run a sync now, or confirm a held plan.
    RunSyncs = "secret-syncs" "sync-secrets",
    /// Take a destination's values into the project.
    ImportFromSyncs = "secret-syncs" "import-secrets",
    /// Remove what a sync wrote from its destination.
    RemoveFromSyncs = "secret-syncs" "remove-secrets",
    /// See which people are members.
    ReadMembers = "member" "read",
    /// Add people.
    CreateMembers = "member" "create",
    /// Give people other roles.
    EditMembers = "member" "edit",
    /// Remove people.
    DeleteMembers = "member" "delete",
    /// See which machine identities are members.
    ReadIdentities = "identity" "read",
    /// Add machine identities.
    CreateIdentities = "identity" "create",
    /// Give machine identities other roles.
    EditIdentities = "identity" "edit",
    /// Remove machine identities.
    DeleteIdentities = "identity" "delete",
    /// See custom roles.
    ReadRoles = "role" "read",
    /// Create custom roles.
    CreateRoles = "role" "create",
    /// Change custom roles.
    EditRoles = "role" "edit",
    /// Delete custom roles.
    DeleteRoles = "role" "delete",
    /// Read the audit log.
    ReadAudit = "audit-logs" "read",
    /// Rename the project.
    EditProject = "workspace" "edit",
    /// Delete the project.
    DeleteProject = "workspace" "delete",
}

impl Action {
    /// Whether it changes nothing. Reading the audit log is kept for admins and is not among these.
    #[must_use]
    pub(super) const fn only_reads(self) -> bool {
        matches!(
            self,
            Self::DescribeSecrets
                | Self::ReadSecrets
                | Self::ReadFolders
                | Self::ReadImports
                | Self::ReadEnvironments
                | Self::ReadTags
                | Self::ReadConnections
                | Self::ReadSyncs
                | Self::ReadMembers
                | Self::ReadIdentities
                | Self::ReadRoles
        )
    }
}
