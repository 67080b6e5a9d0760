//! The words by which operators and settings know the clouds.

use std::fmt;
use std::str::FromStr;

use super::Cloud;

/// Which cloud a [`Cloud`] is. Written as `public`, `usgovernment`, `china` and `custom`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CloudName {
    /// The worldwide Azure cloud.
    Public,
    /// Azure US Government.
    UsGovernment,
    /// Azure China, operated by 21Vianet.
    China,
    /// A cloud that the operator described, such as a local emulator.
    Custom,
}

/// The text is no cloud's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("name the cloud as public, usgovernment, china or custom")]
pub struct CloudNameError;

impl CloudName {
    const ALL: [Self; 4] = [Self::Public, Self::UsGovernment, Self::China, Self::Custom];

    /// The cloud of this name. None for a custom one, which only its operator can describe.
    #[must_use]
    pub fn built_in(self) -> Option<Cloud> {
        match self {
            Self::Public => Some(Cloud::public()),
            Self::UsGovernment => Some(Cloud::us_government()),
            Self::China => Some(Cloud::china()),
            Self::Custom => None,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::UsGovernment => "usgovernment",
            Self::China => "china",
            Self::Custom => "custom",
        }
    }
}

impl fmt::Display for CloudName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for CloudName {
    type Err = CloudNameError;

    fn from_str(text: &str) -> Result<Self, CloudNameError> {
        Self::ALL
            .into_iter()
            .find(|name| name.as_str() == text)
            .ok_or(CloudNameError)
    }
}
