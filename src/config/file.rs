//! The configuration as it is written: its keys and their types, with where each stands.

use crate::call::Confidence;
use crate::finding::Severity;
use crate::page::{Mistake, Page, span};
use crate::span::Span;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A text with where it stands.
pub(super) type Written = Spanned<String>;

/// All of a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct File {
    pub(super) fail_on: Option<FailOn>,
    pub(super) min_confidence: Option<Confidence>,
    #[serde(default)]
    pub(super) exclude: Vec<Written>,
    #[serde(default)]
    pub(super) include: Vec<Written>,
    #[serde(default)]
    pub(super) rules: Vec<Written>,
    #[serde(default)]
    pub(super) severity: BTreeMap<Written, Severity>,
    #[serde(default)]
    pub(super) aliases: BTreeMap<Written, Written>,
    #[serde(default)]
    pub(super) declare: Vec<Spanned<Declare>>,
    #[serde(default)]
    pub(super) ignore: Vec<Ignore>,
    pub(super) creative_pattern: Option<Written>,
    #[serde(default)]
    pub(super) creative: Vec<Spanned<Creative>>,
}

/// The lowest severity that fails.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

/// `[[declare]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Declare {
    pub(super) vendor: Option<Written>,
    pub(super) gvl: Option<u32>,
    pub(super) domain: Option<Written>,
    pub(super) paths: Option<Spanned<Vec<Written>>>,
}

/// `[[ignore]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ignore {
    pub(super) rule: Written,
    pub(super) paths: Option<Spanned<Vec<Written>>>,
    pub(super) url: Option<Written>,
    pub(super) reason: Option<String>,
}

/// `[[creative]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Creative {
    pub(super) paths: Spanned<Vec<Written>>,
    pub(super) id: Option<u64>,
    pub(super) code: Option<String>,
}

impl FailOn {
    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}

impl File {
    pub(super) fn parse(page: &Page) -> Result<Self, Box<Mistake>> {
        toml::from_str(page.text()).map_err(|error| page.toml(&error))
    }

    /// Every rule that is named, with where.
    pub(super) fn rules_named(&self) -> Vec<(String, Span)> {
        let named = self.severity.keys().chain(self.ignore.iter().map(|ignore| &ignore.rule));
        named.map(|rule| (rule.as_ref().clone(), span(rule))).collect()
    }
}
