//! An input as the page shows it: its verdict, the parties it calls, what to associate instead, its findings and calls.

use super::item::{Association, Item};
use super::picture::Picture;
use crate::finding::{CallRecord, Finding, Problem, Severity};
use crate::report::Verdict;
use crate::report::plain::{count, visible, when};
use serde::Serialize;
use std::collections::BTreeSet;

/// Calls of one input that the page lists; `taglint calls` has them all.
const CALLS: usize = 100;
/// Findings of one input that it lists; other formats have them all.
const FINDINGS: usize = 50;

/// Associations of one input that it lists; the plan has them all.
const ASSOCIATIONS: usize = 200;

/// What belongs to one path.
#[derive(Debug, Default)]
pub(super) struct Parts<'r> {
    pub(super) findings: Vec<&'r Finding>,
    pub(super) calls: Vec<&'r CallRecord>,
    pub(super) problems: Vec<&'r Problem>,
}

/// What the template of an input needs.
#[derive(Debug, Serialize)]
pub(super) struct File {
    pub(super) id: String,
    path: String,
    /// `fails`, `risk`, `unread` or `clean`.
    pub(super) class: &'static str,
    verdict: &'static str,
    counts: String,
    calls: usize,
    picture: Option<Picture>,
    associate: Vec<Association>,
    more_associations: usize,
    /// The associations as the platform's API takes them.
    body: String,
    findings: Vec<Item>,
    more_findings: usize,
    inventory: Vec<Row>,
    more_calls: usize,
    problems: Vec<String>,
}

/// A row of the list of calls.
#[derive(Debug, Serialize)]
struct Row {
    place: String,
    kind: &'static str,
    when: &'static str,
    vendor: String,
    via: String,
    url: String,
}

impl File {
    pub(super) fn new(path: &str, parts: &Parts) -> Self {
        let (class, verdict) = judged(parts);
        let mut associate = associations(&parts.findings);
        let more_associations = associate.len().saturating_sub(ASSOCIATIONS);
        associate.truncate(ASSOCIATIONS);
        Self {
            id: String::new(),
            path: visible(path).into_owned(),
            class,
            verdict,
            counts: counts(&parts.findings),
            calls: parts.calls.len(),
            picture: Picture::new(&parts.calls, &parts.findings),
            // A part of the list would replace the whole.
            body: if more_associations == 0 { body(&associate) } else { String::new() },
            associate,
            more_associations,
            findings: parts.findings.iter().take(FINDINGS).map(|finding| Item::new(finding)).collect(),
            more_findings: parts.findings.len().saturating_sub(FINDINGS),
            inventory: parts.calls.iter().take(CALLS).map(|record| row(record)).collect(),
            more_calls: parts.calls.len().saturating_sub(CALLS),
            problems: parts.problems.iter().map(|problem| visible(&problem.message).into_owned()).collect(),
        }
    }
}

/// Class and words of the verdict. Of what went unread nothing is known, so it is never clean.
fn judged(parts: &Parts) -> (&'static str, &'static str) {
    let verdict = Verdict::of(parts.findings.iter().copied());
    let class = match verdict {
        Verdict::Fails => "fails",
        Verdict::Risk => "risk",
        _ if parts.problems.iter().any(|problem| problem.incomplete) => return ("unread", "not wholly read"),
        Verdict::Flawed => "flawed",
        Verdict::Clean => "clean",
    };
    (class, verdict.as_str())
}

fn counts(findings: &[&Finding]) -> String {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let kinds = [(of(Severity::Error), "error"), (of(Severity::Warning), "warning"), (of(Severity::Info), "info")];
    let present = kinds.iter().filter(|(number, _)| *number > 0).map(|(number, word)| count(*number, word));
    let words = present.collect::<Vec<_>>().join(", ");
    if words.is_empty() { "no findings".to_owned() } else { words }
}

/// What all findings together ask to associate, each once.
fn associations(findings: &[&Finding]) -> Vec<Association> {
    let asked = findings.iter().filter_map(|finding| finding.remedy.as_ref()).flat_map(|remedy| &remedy.associate);
    let mut seen = BTreeSet::new();
    asked.filter(|one| seen.insert(*one)).map(Association::new).collect()
}

/// The update of the creative object, as far as the segments' ids are known.
fn body(associations: &[Association]) -> String {
    let known = associations.iter().filter_map(|one| Some((one.id?, one.action)));
    let segments: Vec<String> = known.map(|(id, action)| format!(r#"{{"id": {id}, "action": "{action}"}}"#)).collect();
    if segments.is_empty() {
        return String::new();
    }
    format!(r#"{{"creative": {{"segments": [{}]}}}}"#, segments.join(", "))
}

fn row(record: &CallRecord) -> Row {
    let call = &record.call;
    Row {
        place: format!("{}:{}", record.line, record.column),
        kind: call.kind.as_str(),
        when: when(call.trigger),
        vendor: visible(call.vendor.as_deref().unwrap_or("–")).into_owned(),
        via: visible(&call.via).into_owned(),
        url: visible(&call.url).into_owned(),
    }
}
