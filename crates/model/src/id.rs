//! Ids: one type for each kind of thing, so that one cannot stand in for another. All are version 7
//! UUIDs, which sort by the time they were made.

use std::fmt;
use std::str::FromStr;

use utoipa::openapi::{KnownFormat, SchemaFormat};
use uuid::{Builder, Uuid};

use crate::entropy::random_bytes;
use crate::{Clock, Entropy, NameError};

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident ($what:literal),)+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
            #[serde(transparent)]
            pub struct $name(Uuid);

            impl $name {
                /// A new id, ordered by the time it was made.
                pub fn generate(clock: &dyn Clock, entropy: &dyn Entropy) -> Self {
                    Self(new_v7(clock, entropy))
                }

                /// From a stored UUID.
                #[must_use]
                pub const fn from_uuid(uuid: Uuid) -> Self {
                    Self(uuid)
                }

                /// The UUID to store.
                #[must_use]
                pub const fn as_uuid(self) -> Uuid {
                    self.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    fmt::Display::fmt(&self.0, f)
                }
            }

            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{}({})", stringify!($name), self.0)
                }
            }

            crate::name::described_as_text!($name, format(SchemaFormat::KnownFormat(KnownFormat::Uuid)));

            impl FromStr for $name {
                type Err = NameError;

                fn from_str(text: &str) -> Result<Self, NameError> {
                    Uuid::try_parse(text)
                        .map(Self)
                        .map_err(|_| NameError::new($what, "is not a UUID", "ids look like `0198c0de-0000-7000-8000-000000000000`"))
                }
            }
        )+
    };
}

fn new_v7(clock: &dyn Clock, entropy: &dyn Entropy) -> Uuid {
    let millis = u64::try_from(clock.now().as_micros() / 1_000).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &random_bytes(entropy)).into_uuid()
}

ids! {
    /// The organization: one in each instance.
    OrganizationId("organization id"),
    /// A person who signs in.
    UserId("user id"),
    /// A signed-in browser.
    SessionId("session id"),
    /// A machine identity.
    IdentityId("identity id"),
    /// A client secret of a machine identity.
    ClientSecretId("client secret id"),
    /// An access token given to a machine identity.
    AccessTokenId("access token id"),
    /// A project.
    ProjectId("project id"),
    /// A person's or identity's place in a project.
    MembershipId("membership id"),
    /// A role within a membership.
    MembershipRoleId("membership role id"),
    /// A custom role of a project.
    RoleId("role id"),
    /// A person's invitation.
    InviteId("invitation id"),
    /// A way in which a machine identity signs in.
    AuthMethodId("auth method id"),
    /// An environment of a project.
    EnvironmentId("environment id"),
    /// A folder of an environment.
    FolderId("folder id"),
    /// A secret, whatever its version.
    SecretId("secret id"),
    /// A tag of a project's secrets.
    TagId("tag id"),
    /// An import of one folder by another.
    SecretImportId("secret import id"),
    /// One version of a secret.
    SecretVersionId("secret version id"),
    /// An app connection.
    ConnectionId("connection id"),
    /// One check of an app connection.
    ConnectionCheckId("connection check id"),
    /// A browser sign-in under way.
    FlowId("sign-in id"),
    /// A link that lets its holder sign a connection in again.
    LinkId("reconnect link id"),
    /// Something somebody has to be told.
    AlertId("alert id"),
    /// A destination store, known by its host.
    StoreId("store id"),
    /// A secret sync.
    SyncId("sync id"),
    /// One run of a sync.
    RunId("run id"),
    /// A data key.
    DataKeyId("data key id"),
    /// An audit record.
    AuditId("audit record id"),
    /// One running process of Keyferry, for leases and audit chains.
    ReplicaId("replica id"),
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Timestamp;
    use crate::clock::ManualClock;

    struct Zeros;

    impl Entropy for Zeros {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(0);
        }
    }

    #[test]
    fn ids_sort_by_the_time_they_were_made() {
        let clock = ManualClock::at(Timestamp::from_micros(1_767_323_045_678_901));
        let first = SyncId::generate(&clock, &Zeros);
        clock.advance(Duration::from_millis(1));
        let second = SyncId::generate(&clock, &Zeros);
        assert!(first < second);
        assert_eq!(first.as_uuid().get_version_num(), 7);
    }

    #[test]
    fn an_id_that_is_not_a_uuid_is_refused_by_name() {
        let error = "abc".parse::<ProjectId>().unwrap_err();
        assert!(
            error.to_string().starts_with("project id is not a UUID"),
            "{error}"
        );
    }
}
