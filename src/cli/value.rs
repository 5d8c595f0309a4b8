//! The values that options take.

use clap::ValueEnum;
use std::path::PathBuf;
use std::str::FromStr;
use taglint::call::Confidence;
use taglint::finding::Severity;
use taglint::plan::Spelling;
use taglint::report::Format;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// A table.
    Human,
    /// Data.
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Enum {
    /// `add on view`
    Spaces,
    /// `add_on_view`
    Underscore,
}

impl From<Enum> for Spelling {
    fn from(spelling: Enum) -> Self {
        match spelling {
            Enum::Spaces => Self::Spaces,
            Enum::Underscore => Self::Underscores,
        }
    }
}

/// What there is a schema of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Schema {
    /// taglint.toml.
    Config,
    /// `taglint check --format json`.
    Check,
    /// `taglint calls --format json`.
    Calls,
    /// `taglint plan --format json`.
    Plan,
    /// A line of `taglint check --format jsonl`.
    CheckLine,
    /// A line of `taglint calls --format jsonl`.
    CallsLine,
    /// `taglint observe --format json`.
    Observe,
    /// A line that `taglint batch` writes.
    Batch,
    /// Lists of associations.
    Associations,
}

/// A report in a file.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    pub(crate) format: Format,
    pub(crate) path: PathBuf,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text.split_once('=').ok_or("write it as FORMAT=FILE, for example sarif=out.sarif")?;
        Ok(Self { format: Format::from_str(format, true)?, path: PathBuf::from(path) })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sure {
    Low,
    Medium,
    High,
}

impl From<Sure> for Confidence {
    fn from(sure: Sure) -> Self {
        match sure {
            Sure::Low => Self::Low,
            Sure::Medium => Self::Medium,
            Sure::High => Self::High,
        }
    }
}
