//! Who calls a use case, and the one place that says whether they may.

use std::net::IpAddr;

use model::access::{Action, AddressRange, At, Grants, OrgRole};
use model::id::{IdentityId, LinkId, ProjectId, SessionId, UserId};
use store::{ReadTx, memberships};

use crate::Error;
use crate::access::held;

/// Somebody who is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub principal: Principal,
    /// Their role in the organization.
    pub org_role: OrgRole,
    /// Where the call comes from.
    pub origin: Origin,
}

/// The longest user agent that is kept, in characters.
const USER_AGENT: usize = 200;

/// Where a call comes from, as far as that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    address: Option<IpAddr>,
    user_agent: Option<String>,
}

impl Origin {
    /// A call from this address by this program. Of the program's name 200 characters are kept.
    #[must_use]
    pub fn new(address: Option<IpAddr>, user_agent: Option<&str>) -> Self {
        Self {
            address: address.map(|address| address.to_canonical()),
            user_agent: user_agent.map(|name| name.chars().take(USER_AGENT).collect()),
        }
    }

    /// The address.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// What the program calls itself.
    #[must_use]
    pub fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }

    /// Whether the address is in one of the ranges. One that is not known is only where all are.
    pub(crate) fn is_among(&self, ranges: &[AddressRange]) -> bool {
        ranges.iter().any(|range| match self.address {
            Some(address) => range.contains(address),
            None => range.is_unlimited(),
        })
    }
}

/// A person, a machine, or Keyferry itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// A person in a browser.
    User {
        /// Who.
        id: UserId,
        /// Their e-mail address.
        email: String,
        /// The browser session they use.
        session: SessionId,
    },
    /// A machine identity.
    Identity {
        /// Which.
        id: IdentityId,
        /// Its name.
        name: String,
    },
    /// Whoever holds a link to sign one connection in again. Nothing else is allowed to them.
    LinkHolder {
        /// The link.
        id: LinkId,
        /// What pages and audit records show: `reconnect link made by ada@contoso.com`.
        name: String,
    },
    /// Keyferry itself, such as the reconciler.
    Platform,
}

impl Caller {
    /// Keyferry itself. Only code that acts on stored intent, not on a request, may be this.
    #[must_use]
    pub(crate) fn platform() -> Self {
        Self {
            principal: Principal::Platform,
            org_role: OrgRole::Admin,
            origin: Origin::default(),
        }
    }

    /// Whoever holds a link that this person or machine made.
    #[must_use]
    pub(crate) fn link_holder(id: LinkId, made_by: &str) -> Self {
        Self {
            principal: Principal::LinkHolder {
                id,
                name: format!("reconnect link made by {made_by}"),
            },
            org_role: OrgRole::Member,
            origin: Origin::default(),
        }
    }

    /// The same caller, whose call comes from there.
    #[must_use]
    pub fn coming_from(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// The name that pages and audit records show.
    #[must_use]
    pub fn display_name(&self) -> &str {
        match &self.principal {
            Principal::User { email, .. } => email,
            Principal::Identity { name, .. } | Principal::LinkHolder { name, .. } => name,
            Principal::Platform => "keyferry",
        }
    }

    /// What the caller may do in this project.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn grants(&self, tx: &ReadTx, project: ProjectId) -> Result<Grants, Error> {
        if self.org_role == OrgRole::Admin {
            return Ok(Grants::Everything);
        }
        match (&self.principal, self.member()) {
            (Principal::Platform, _) => Ok(Grants::Everything),
            (_, Some(member)) => held::grants(tx, project, member).await,
            (_, None) => Ok(Grants::nothing()),
        }
    }

    /// The caller as somebody who can be a member of projects.
    pub(crate) fn member(&self) -> Option<memberships::Principal> {
        match self.principal {
            Principal::User { id, .. } => Some(memberships::Principal::User(id)),
            Principal::Identity { id, .. } => Some(memberships::Principal::Identity(id)),
            Principal::LinkHolder { .. } | Principal::Platform => None,
        }
    }

    /// Whether the caller may do this in the project as a whole.
    ///
    /// # Errors
    /// [`Error::Denied`] when their roles do not allow it.
    pub(crate) async fn must(
        &self,
        tx: &ReadTx,
        project: ProjectId,
        action: Action,
    ) -> Result<(), Error> {
        self.must_at(tx, project, action, &At::project()).await
    }

    /// Whether the caller may do this at this place of the project.
    ///
    /// # Errors
    /// [`Error::Denied`] when their roles do not allow it.
    pub(crate) async fn must_at(
        &self,
        tx: &ReadTx,
        project: ProjectId,
        action: Action,
        at: &At<'_>,
    ) -> Result<(), Error> {
        if self.grants(tx, project).await?.allows(action, at) {
            Ok(())
        } else {
            Err(Error::Denied(action))
        }
    }

    /// Whether the caller may do this in the project as a whole, for those who tell nothing when not.
    pub(crate) async fn may(
        &self,
        tx: &ReadTx,
        project: ProjectId,
        action: Action,
    ) -> Result<bool, Error> {
        let grants = self.grants(tx, project).await?;
        Ok(grants.allows(action, &At::project()))
    }

    /// Whether the caller is an admin of the organization.
    ///
    /// # Errors
    /// [`Error::AdminsOnly`] when not.
    pub(crate) fn must_be_admin(&self) -> Result<(), Error> {
        if self.org_role == OrgRole::Admin {
            Ok(())
        } else {
            Err(Error::AdminsOnly)
        }
    }

    /// Whether the caller belongs to the organization, so that they may see who else does.
    ///
    /// # Errors
    /// [`Error::Outside`] when not.
    pub(crate) fn must_belong(&self) -> Result<(), Error> {
        match (&self.principal, self.org_role) {
            (Principal::LinkHolder { .. }, _) | (_, OrgRole::NoAccess) => Err(Error::Outside),
            _ => Ok(()),
        }
    }
}
