//! A *finding* is what a rule says about a call, an association or an input. It is complete in itself: position, words
//! and a clipped excerpt of the source travel with it, so that a report never opens a file again. A *problem* is an
//! input, or a part of one, that could not be read. Nothing is skipped without one of the two.

use crate::call::{Confidence, Trigger};
use crate::catalogue::{Kind, Words};
use crate::plan::Entry;
use crate::remedy::Remedy;
use crate::span::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How bad it is. `Off` never reaches a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The rule is switched off.
    Off,
    /// Worth knowing.
    Info,
    /// Puts the creative at risk, or loses something.
    Warning,
    /// The creative would be disapproved.
    Error,
}

/// Where something is in its file: what is printed and what editors jump to.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// 1-based line.
    pub line: u32,
    /// 1-based column, counted in characters.
    pub column: u32,
    /// 1-based line of the end.
    pub end_line: u32,
    /// 1-based column one past the last character.
    pub end_column: u32,
    /// Byte range in the file as it is on disk.
    pub span: Span,
}

/// The source around a span, clipped: creatives are one-liners of megabytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// Decoded source text, at most a few hundred characters, whole lines where they are short; `…` marks a cut.
    pub text: String,
    /// Byte offset in `text` where the span starts.
    pub start: usize,
    /// Length of the span in `text`, in bytes (clipped too where the span is very long).
    pub len: usize,
    /// 1-based line of the first line of `text`.
    pub line: u32,
    /// 1-based column at which `text` starts in that line (not 1 where the front was cut off).
    pub column: u32,
}

/// A nested call as reports show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HopView {
    /// URL as resolved.
    pub url: String,
    /// Host, lower case, if known.
    pub host: Option<String>,
    /// Vendor, if known.
    pub vendor: Option<Arc<str>>,
    /// Kind.
    pub kind: Kind,
}

/// A call as reports show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallView {
    /// URL as resolved; run-time parts stand as `{…}`, macros as written.
    pub url: String,
    /// Host, lower case, if known.
    pub host: Option<String>,
    /// Vendor, if known.
    pub vendor: Option<Arc<str>>,
    /// Kind.
    pub kind: Kind,
    /// When it is sent.
    pub trigger: Trigger,
    /// How it is made: the last step of the chain.
    pub via: String,
    /// The route from the file to the call.
    pub chain: Vec<String>,
    /// The calls nested in it.
    pub hops: Vec<HopView>,
}

/// What a rule says, placed and worded.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// Rule id.
    pub rule: &'static str,
    /// The rule's words.
    #[serde(skip)]
    pub words: &'static Words,
    /// Severity after configuration.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// The disapproval label that Google would give, if one fits.
    pub disapproval: Option<&'static str>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Path of the input, relative, with `/`.
    pub path: Arc<str>,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// The call it is about, if it is about one.
    pub call: Option<CallView>,
    /// What to do instead, for machines.
    pub remedy: Option<Remedy>,
    /// Stays the same when lines move: rule, path, normalised call and its count, hashed.
    pub fingerprint: String,
    /// The source around it.
    #[serde(skip)]
    pub excerpt: Excerpt,
    /// What to delete, if that can be said: the place of `remedy.remove`.
    #[serde(skip)]
    pub removal: Option<Place>,
    /// Other places that belong to it, with a word on each.
    #[serde(skip)]
    pub related: Vec<(Place, String)>,
}

/// One row of the inventory (`taglint calls`).
#[derive(Clone, Debug, Serialize)]
pub struct CallRecord {
    /// Path of the input, relative, with `/`.
    pub path: Arc<str>,
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
    /// Byte range in the file.
    pub span: Span,
    /// The call.
    #[serde(flatten)]
    pub call: CallView,
}

/// The call that brings a party in: the first that goes to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FirstCall {
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
    /// URL as resolved.
    pub url: String,
    /// The route to it; in a capture, the hosts on the way.
    pub chain: Vec<String>,
}

/// A party of a creative: whom its calls go to, by themselves or by redirects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartyRecord {
    /// Path of the input, relative, with `/`.
    pub path: Arc<str>,
    /// The creative object, where one is known.
    pub creative: Option<String>,
    /// Who it is, if that is known.
    pub vendor: Option<Arc<str>>,
    /// Registrable domains of the hosts called.
    pub domains: BTreeSet<String>,
    /// What the calls do.
    pub kinds: BTreeSet<Kind>,
    /// How many calls, redirects counted.
    pub calls: usize,
    /// Whether it is declared; `None` where nothing is, or where it cannot be told.
    pub declared: Option<bool>,
    /// The call that brings it in.
    pub first: Option<FirstCall>,
}

impl PartyRecord {
    /// A party without calls.
    #[must_use]
    pub fn new(path: Arc<str>, creative: Option<String>, vendor: Option<Arc<str>>, declared: Option<bool>) -> Self {
        let (domains, kinds) = Default::default();
        Self { path, creative, vendor, domains, kinds, calls: 0, declared, first: None }
    }
}

/// An input, or a part of one, that could not be read as it should.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// Path of the input, relative, with `/`.
    pub path: Arc<str>,
    /// Where in it, if that is known: 1-based line and column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// 1-based column, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// `unreadable`, `too-large`, `broken-json` …
    pub code: &'static str,
    /// What is wrong and what to do, in plain words.
    pub message: String,
    /// Whether a part of the input went unread, so that "no finding" proves nothing (exit code 3).
    #[serde(skip)]
    pub incomplete: bool,
}

/// How an input was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Path of the input, relative, with `/`.
    pub path: Arc<str>,
    /// What it was read as, to follow "as".
    pub what: String,
    /// Why, to follow "because".
    pub why: &'static str,
}

/// The counts at the end of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Inputs looked at.
    pub inputs: usize,
    /// Calls found in them.
    pub calls: usize,
    /// Findings by severity.
    pub errors: usize,
    /// Findings by severity.
    pub warnings: usize,
    /// Findings by severity.
    pub infos: usize,
    /// Findings silenced by an ignore comment or by the configuration.
    pub suppressed: usize,
    /// Findings that a baseline already knows.
    pub baselined: usize,
    /// Inputs with segment calls that could not be tied to a creative, though the run has creatives.
    #[serde(skip_serializing_if = "is_none")]
    pub untied: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "that is how serde asks")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

/// All that a run has to say.
#[derive(Debug, Default)]
pub struct Report {
    /// Findings, by path and position.
    pub findings: Vec<Finding>,
    /// Every call, when the inventory was asked for.
    pub calls: Vec<CallRecord>,
    /// Whom the creatives call, when the inventory was asked for.
    pub parties: Vec<PartyRecord>,
    /// The plan, when it was asked for.
    pub plan: Vec<Entry>,
    /// Problems, by path and position.
    pub problems: Vec<Problem>,
    /// How the inputs were read, if that was asked for.
    pub readings: Vec<Reading>,
    /// The counts.
    pub summary: Summary,
}
