//! The catalogue as it is written in `rules/vendors/*.toml`: vendors and their endpoints. The build script reads the
//! same types, checks them and packs them into the binary, so a run starts without parsing a few hundred files.

use serde::{Deserialize, Serialize};

/// What a call is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Adds the user to a segment.
    Segment,
    /// Exchanges user ids between companies.
    Usersync,
    /// Records a conversion.
    Conversion,
    /// Puts the user into an audience or data platform.
    Audience,
    /// Ad calls, impressions, ad events.
    Adserving,
    /// Measurement and analytics.
    Tracking,
    /// Viewability, brand safety, fraud.
    Verification,
    /// Images, fonts, libraries, video files.
    Asset,
    /// Click trackers and landing pages.
    Click,
    /// Not in the catalogue.
    #[default]
    Unknown,
}

impl Kind {
    /// The word in reports and data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::Usersync => "usersync",
            Self::Conversion => "conversion",
            Self::Audience => "audience",
            Self::Adserving => "adserving",
            Self::Tracking => "tracking",
            Self::Verification => "verification",
            Self::Asset => "asset",
            Self::Click => "click",
            Self::Unknown => "unknown",
        }
    }
}
