//! A user's file as it is written: its keys and their types, with where each stands.

use crate::call::Trigger;
use crate::catalogue::{Kind, SegmentParams, Sureness};
use crate::finding::Severity;
use crate::page::{Mistake, Page};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

/// A text with where it stands.
pub(super) type Written = Spanned<String>;

/// What a file is about.
#[derive(Debug)]
pub(super) enum File {
    Vendor(Box<VendorFile>),
    Rule(Box<RuleFile>),
}

/// A vendor, in the form of `rules/vendors/*.toml`; what the catalogue has already may be left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VendorFile {
    pub(super) name: Option<Written>,
    pub(super) gvl_id: Option<u32>,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    pub(super) implicit: Option<bool>,
    #[serde(default)]
    pub(super) domains: Vec<Written>,
    pub(super) kind: Option<Kind>,
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) endpoint: Vec<Spanned<EndpointFile>>,
}

/// `[[endpoint]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EndpointFile {
    pub(super) id: Written,
    pub(super) kind: Kind,
    #[serde(default)]
    pub(super) hosts: Vec<Written>,
    pub(super) path: Option<Written>,
    pub(super) path_regex: Option<Written>,
    #[serde(default)]
    pub(super) query: Vec<Written>,
    #[serde(default)]
    pub(super) confidence: Sureness,
    #[serde(default)]
    pub(super) hops: Vec<String>,
    #[serde(default)]
    pub(super) syncs: bool,
    pub(super) source: Option<String>,
    #[serde(default, rename = "match")]
    pub(super) samples: Vec<Written>,
    #[serde(default, rename = "no_match")]
    pub(super) counter_samples: Vec<Written>,
    #[serde(default)]
    pub(super) note: String,
    pub(super) segments: Option<SegmentParams>,
}

/// A rule, or other words for one that comes with the program.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    pub(super) id: Written,
    pub(super) severity: Option<Severity>,
    pub(super) title: Option<String>,
    pub(super) disapproval: Option<String>,
    pub(super) message: Option<Written>,
    pub(super) help: Option<Written>,
    pub(super) why: Option<String>,
    pub(super) bad: Option<String>,
    pub(super) good: Option<String>,
    pub(super) fix: Option<String>,
    pub(super) silence: Option<String>,
    pub(super) references: Option<Vec<String>>,
    pub(super) remove: Option<Spanned<bool>>,
    pub(super) when: Option<Spanned<WhenFile>>,
}

/// `[when]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WhenFile {
    #[serde(default)]
    pub(super) host: Vec<Written>,
    pub(super) path: Option<Written>,
    pub(super) path_regex: Option<Written>,
    #[serde(default)]
    pub(super) query: Vec<Written>,
    pub(super) url_regex: Option<Written>,
    #[serde(default)]
    pub(super) kind: Vec<Kind>,
    #[serde(default)]
    pub(super) vendor: Vec<Written>,
    #[serde(default)]
    pub(super) trigger: Vec<Trigger>,
    #[serde(default)]
    pub(super) via: Vec<Written>,
    pub(super) selector: Option<Written>,
    #[serde(default, rename = "match")]
    pub(super) samples: Vec<Written>,
    #[serde(default, rename = "no_match")]
    pub(super) counter_samples: Vec<Written>,
}

impl File {
    /// Reads a file: one with `endpoint` or `domains` is a vendor, one with an `id` is a rule.
    pub(super) fn parse(page: &Page) -> Result<Self, Box<Mistake>> {
        let keys: toml::Table = parse(page)?;
        if keys.contains_key("endpoint") || keys.contains_key("domains") {
            return parse(page).map(|file| Self::Vendor(Box::new(file)));
        }
        if keys.contains_key("id") || keys.contains_key("when") {
            return parse(page).map(|file| Self::Rule(Box::new(file)));
        }
        let help = "a vendor has `name`, `domains` and `[[endpoint]]` tables; a rule has `id`, `severity`, `title`, `message`, `help` and a `[when]` table".to_owned();
        let message = "this is neither a vendor nor a rule".to_owned();
        Err(page.mistake(0..page.first_line(), message, "here".to_owned(), Some(help)))
    }
}

fn parse<T: DeserializeOwned>(page: &Page) -> Result<T, Box<Mistake>> {
    toml::from_str(page.text()).map_err(|error| page.toml(&error))
}
