//! The *plan*: for each creative, the request that associates the segments which its markup calls, with the
//! associations that it has already, what is lost, and what to delete afterwards. A plan is only written down; nothing
//! is sent anywhere.

mod gather;
mod merge;
mod request;

pub(crate) use gather::{entries, replaces};
pub use merge::merge;
pub use request::{Body, Spelling, body, request};

use crate::remedy::{Action, Loss};
use crate::span::Span;
use std::sync::Arc;

/// An association in a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Segment id.
    pub segment: u64,
    /// Its code, where the call has that instead of the id.
    pub code: Option<String>,
    /// When the user is added; of one that is there already and has another action, what it has.
    pub action: Result<Action, String>,
    /// Whether the creative has it already.
    pub existing: bool,
}

/// A call that is deleted from the markup once the associations are made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Obsolete {
    /// Path of the input, relative, with `/`.
    pub path: Arc<str>,
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
    /// Byte range in the file.
    pub span: Span,
    /// The URL as resolved.
    pub url: String,
}

/// What the plan says of one creative, or of a file whose creative is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Path of the first input that it is about, relative, with `/`.
    pub path: Arc<str>,
    /// Its id on the platform.
    pub id: Option<String>,
    /// Its owner's code for it.
    pub code: Option<String>,
    /// Whether what it is associated with now is known. If not, the request would overwrite it.
    pub existing_known: bool,
    /// What ties the file to the creative; `None` where the creative's object holds the markup itself.
    pub tied_by: Option<&'static str>,
    /// All associations that it is to have.
    pub segments: Vec<Planned>,
    /// What the associations cannot do that the calls did.
    pub losses: Vec<Loss>,
    /// Calls to delete afterwards.
    pub obsolete: Vec<Obsolete>,
    /// Deals that do not allow an association of it, in words.
    pub deals: Vec<String>,
}

impl Entry {
    /// Whether the creative is known.
    #[must_use]
    pub fn is_tied(&self) -> bool {
        self.id.is_some() || self.code.is_some()
    }

    /// The associations that are to be added.
    pub fn added(&self) -> impl Iterator<Item = &Planned> {
        self.segments.iter().filter(|planned| !planned.existing)
    }
}
