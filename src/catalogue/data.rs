//! The data of `rules/` as it is written: vendors and their endpoints (`vendors/*.toml`), and the words of rules
//! (`rule/*.toml`). The build script reads the same types, checks them and packs them into the binary, so a run starts
//! without parsing a few hundred files.

use serde::{Deserialize, Serialize};

/// How sure an entry is, as written in the data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sureness {
    /// A guess.
    Low,
    /// Plausible, not confirmed at that path.
    Medium,
    /// Documented host and path.
    #[default]
    High,
}

/// A company and what its hosts do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// As people in ad ops know it.
    pub name: String,
    /// Its number in the IAB Global Vendor List.
    #[serde(default)]
    pub gvl_id: Option<u32>,
    /// Other names it goes by, in declarations for instance.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whether it is the platform that serves the creative itself, and so needs no declaration.
    #[serde(default)]
    pub implicit: bool,
    /// Registrable domains it owns.
    pub domains: Vec<String>,
    /// What a call to one of them is where no endpoint says better.
    #[serde(default)]
    pub kind: Kind,
    /// Where this comes from.
    pub source: String,
    /// What is known of its paths.
    #[serde(default, rename = "endpoint")]
    pub endpoints: Vec<Endpoint>,
}

/// One place of a vendor that does one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// Unique within its vendor.
    pub id: String,
    /// What a call to it does.
    pub kind: Kind,
    /// Host suffixes; `=host` is that host alone. Empty: the vendor's domains.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// `/exact` or `/prefix/*`.
    #[serde(default)]
    pub path: Option<String>,
    /// A pattern, where `path` cannot say it.
    #[serde(default)]
    pub path_regex: Option<String>,
    /// Conditions on the query, all of which must hold: `name`, `name=value`, `!name`.
    #[serde(default)]
    pub query: Vec<String>,
    /// How sure.
    #[serde(default)]
    pub confidence: Sureness,
    /// Parameters that carry the browser on; `?` is the whole query, `?path` a path on the same host.
    #[serde(default)]
    pub hops: Vec<String>,
    /// Whether user syncs follow the call.
    #[serde(default)]
    pub syncs: bool,
    /// Where this comes from.
    pub source: String,
    /// URLs it must claim. Left out of the binary.
    #[serde(default, rename = "match")]
    pub samples: Vec<String>,
    /// URLs it must not claim. Left out of the binary.
    #[serde(default, rename = "no_match")]
    pub counter_samples: Vec<String>,
    /// What happens when a browser calls it, for people.
    #[serde(default)]
    pub note: String,
    /// How its query names segments, where an association can replace the call.
    #[serde(default)]
    pub segments: Option<SegmentParams>,
}

/// Parameters that name segments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentParams {
    /// Comma list of ids, each `id` or `id:value`.
    #[serde(default)]
    pub add: String,
    /// Comma list of codes.
    #[serde(default)]
    pub add_code: String,
    /// Parameters that take the user out of segments.
    #[serde(default)]
    pub remove: Vec<String>,
    /// Parameters that an association has no place for.
    #[serde(default)]
    pub lost: Vec<String>,
    /// `name=value` of the documented fallback that keeps user syncs from following.
    #[serde(default)]
    pub mitigated_by: Option<String>,
}

/// The words of a rule, as written in `rules/rule/<id>.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Public id.
    pub id: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// A few words.
    pub title: String,
    /// The disapproval label that fits, if one does.
    #[serde(default)]
    pub disapproval: Option<String>,
    /// What is wrong, with `{placeholders}`.
    pub message: String,
    /// What to do, with `{placeholders}`.
    pub help: String,
    /// The same for a call that names no segment.
    #[serde(default)]
    pub help_without_segment: Option<String>,
    /// Why it matters.
    pub why: String,
    /// An example that fails.
    pub bad: String,
    /// What to have instead.
    pub good: String,
    /// How to get there.
    pub fix: String,
    /// When it is right to silence the rule.
    #[serde(default)]
    pub silence: String,
    /// Pages to read.
    #[serde(default)]
    pub references: Vec<String>,
}

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
