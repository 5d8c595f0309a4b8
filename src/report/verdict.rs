//! The *verdict*: what the findings of an input mean for the audit. It says more than the counts: a finding without a
//! disapproval label may be an error without being a reason to disapprove the creative.

use crate::call::Confidence;
use crate::finding::{Finding, Severity};

/// What is to be expected of the audit, from good to bad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing was found that an audit disapproves.
    #[default]
    Clean,
    /// Something is wrong that no audit disapproves: a typing error, a stale ignore.
    Flawed,
    /// Something may be disapproved, or is a fallback that is easily broken.
    Risk,
    /// The creative would be disapproved.
    Fails,
}

impl Verdict {
    /// The verdict on these findings taken together.
    #[must_use]
    pub fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        findings.into_iter().map(Self::one).max().unwrap_or_default()
    }

    fn one(finding: &Finding) -> Self {
        let (labelled, sure) = (finding.disapproval.is_some(), finding.confidence > Confidence::Low);
        match finding.severity {
            Severity::Error if labelled && sure => Self::Fails,
            Severity::Error | Severity::Warning if labelled || finding.call.is_some() => Self::Risk,
            Severity::Error | Severity::Warning => Self::Flawed,
            Severity::Info | Severity::Off => Self::Clean,
        }
    }

    /// Its word in a list.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Flawed => "to be corrected",
            Self::Risk => "at risk",
            Self::Fails => "would be disapproved",
        }
    }
}
