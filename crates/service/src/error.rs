//! How a use case can fail, in terms every face can render.

use std::time::Duration;

use model::access::Action;
use model::{Diagnosis, NameError, SecretPath};
use store::{Constraint, StoreError};
use thiserror::Error;

/// Why a use case did not happen. Nothing here holds a secret.
#[derive(Debug, Error)]
pub enum Error {
    /// The request has a field that cannot be used.
    #[error("{0}")]
    Invalid(#[from] Invalid),
    /// It does not exist, or the caller may not know that it does.
    #[error("{what} `{name}` was not found")]
    NotFound {
        /// What was looked for.
        what: What,
        /// The name or id it was looked for by.
        name: String,
    },
    /// The name is in use.
    #[error("a {what} called `{name}` exists already: choose another name")]
    Taken {
        /// What was to be made.
        what: What,
        /// The name that is taken.
        name: String,
    },
    /// The caller's role does not allow it.
    #[error("you need the permission to {} {} here", .0.verb(), .0.subject())]
    Denied(Action),
    /// The caller's role does not allow it at this place.
    #[error("you need the permission to {} {} in {place}", .action.verb(), .action.subject())]
    DeniedThere {
        /// What was not allowed.
        action: Action,
        /// Where: an environment, a folder and maybe a secret.
        place: String,
    },
    /// It would give somebody more than the caller may do.
    #[error("the role `{0}` allows more than you may do: nobody gives or takes away such a role")]
    BeyondOwn(String),
    /// Only an organization admin may do this.
    #[error("only an admin of the organization may do this")]
    AdminsOnly,
    /// Only those who have a role in the organization may do this.
    #[error("only members of the organization may do this")]
    Outside,
    /// It cannot be done as things stand: why, and what to do.
    #[error("{0}")]
    Refused(&'static str),
    /// The caller is not known.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// Too many attempts or requests: wait.
    #[error("too many attempts: try again in {} seconds", .0.as_secs().max(1))]
    TooMany(Duration),
    /// Something else still uses it.
    #[error("{what} `{name}` is still used by {users}: delete or move those first")]
    StillUsed {
        /// What was to be deleted.
        what: What,
        /// Its name.
        name: String,
        /// Who uses it, in words.
        users: String,
    },
    /// It refuses to be deleted.
    #[error("project `{name}` is protected from deletion: switch its delete protection off first")]
    Protected {
        /// The project's name.
        name: String,
    },
    /// It can be deleted only with what is in it, which was not asked for.
    #[error("folder `{path}` is not empty: delete what is in it first, or ask to delete it all")]
    NotEmpty {
        /// The folder.
        path: SecretPath,
    },
    /// A run of a sync writes right now.
    #[error("secret sync `{name}` is running: try again when its run has ended")]
    Running {
        /// The sync's name.
        name: String,
    },
    /// Somebody else changed it in the meantime.
    #[error("it was changed in the meantime: load it again and repeat your change")]
    Stale,
    /// A service that Keyferry talks to refused or failed.
    #[error("{}", .0.cause)]
    Diagnosed(Box<Diagnosis>),
    /// The database is busy; repeating helps.
    #[error("the database is busy: try again")]
    Busy,
    /// Something inside Keyferry failed. The text is for the log, not for the caller.
    #[error("internal error: {0}")]
    Internal(String),
}

/// A field that cannot be used: which one, why, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{field}: {problem}")]
pub struct Invalid {
    /// The field, as the API and the form name it.
    pub field: &'static str,
    /// What is wrong and what is allowed.
    pub problem: String,
}

/// The kinds of things that can be missing, taken or in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A project.
    Project,
    /// An environment.
    Environment,
    /// A folder.
    Folder,
    /// A secret.
    Secret,
    /// A version of a secret.
    Version,
    /// An app connection.
    Connection,
    /// A secret sync.
    Sync,
    /// A run of a sync.
    Run,
    /// A tag.
    Tag,
    /// An import of one folder by another.
    Import,
    /// A custom role.
    Role,
    /// A place in a project.
    Membership,
    /// An invitation.
    Invite,
    /// A machine identity.
    Identity,
    /// A way in which a machine identity signs in.
    AuthMethod,
    /// A client secret of a machine identity.
    ClientSecret,
    /// An access token of a machine identity.
    AccessToken,
    /// A user.
    User,
    /// A sign-in that was under way.
    SignIn,
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Project => "project",
            Self::Environment => "environment",
            Self::Folder => "folder",
            Self::Secret => "secret",
            Self::Version => "version",
            Self::Connection => "app connection",
            Self::Sync => "secret sync",
            Self::Run => "run",
            Self::Tag => "tag",
            Self::Import => "secret import",
            Self::Role => "role",
            Self::Membership => "membership",
            Self::Invite => "invitation",
            Self::Identity => "machine identity",
            Self::AuthMethod => "auth method",
            Self::ClientSecret => "client secret",
            Self::AccessToken => "access token",
            Self::User => "user",
            Self::SignIn => "sign-in",
        })
    }
}

impl Error {
    /// A field that cannot be used.
    pub fn invalid(field: &'static str, problem: impl Into<String>) -> Self {
        Self::Invalid(Invalid {
            field,
            problem: problem.into(),
        })
    }

    /// A name that broke its rule, under the field it came in.
    pub fn bad_name(field: &'static str) -> impl Fn(NameError) -> Self {
        move |error| Self::invalid(field, error.to_string())
    }

    /// Something that is not there.
    #[expect(clippy::needless_pass_by_value, reason = "ids, names and texts alike")]
    pub fn not_found(what: What, name: impl ToString) -> Self {
        Self::NotFound {
            what,
            name: name.to_string(),
        }
    }

    pub(crate) fn diagnosed(diagnosis: Diagnosis) -> Self {
        Self::Diagnosed(Box::new(diagnosis))
    }

    /// Maps a unique violation to [`Error::Taken`] and everything else as [`From`] does.
    #[expect(clippy::needless_pass_by_value, reason = "ids, names and texts alike")]
    pub(crate) fn taken(
        what: What,
        name: impl ToString,
        on: Constraint,
    ) -> impl Fn(StoreError) -> Self {
        let name = name.to_string();
        move |error| match error {
            StoreError::Conflict(constraint) if constraint == on => Self::Taken {
                what,
                name: name.clone(),
            },
            other => other.into(),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Retry => Self::Busy,
            StoreError::Stale { .. } => Self::Stale,
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<seal::SealError> for Error {
    fn from(error: seal::SealError) -> Self {
        Self::Internal(error.to_string())
    }
}
