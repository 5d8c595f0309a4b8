//! The whole page: the verdict on all inputs, two charts, the inputs from bad to good, and the rules that spoke.

use super::file::{File, Parts};
use crate::catalogue::Words;
use crate::finding::{Finding, Report, Summary};
use crate::report::described;
use crate::report::plain::{self, count, visible};
use crate::report::reference;
use serde::Serialize;
use std::collections::BTreeMap;

/// What the template of the page needs.
#[derive(Debug, Serialize)]
pub(super) struct Page<'r> {
    version: &'static str,
    pub(super) class: &'static str,
    pub(super) headline: String,
    summary: &'r Summary,
    bars: Vec<Bar>,
    pub(super) files: Vec<File>,
    /// Inputs for which the page has no room, none worse than those it has.
    more: usize,
    /// Inputs that make no call and have no finding: counted, not listed.
    silent: usize,
    problems: Vec<Trouble>,
    rules: Vec<Spoken>,
}

/// A part of the chart of verdicts, in units of a thousandth of its width.
#[derive(Debug, Serialize)]
struct Bar {
    class: &'static str,
    label: &'static str,
    count: usize,
    x: usize,
    width: usize,
}

#[derive(Debug, Serialize)]
struct Trouble {
    path: String,
    code: &'static str,
    message: String,
}

/// A rule that spoke, for the chart of rules and for the words at the end.
#[derive(Debug, Serialize)]
struct Spoken {
    id: &'static str,
    severity: &'static str,
    title: &'static str,
    count: usize,
    /// Length of its bar in thousandths.
    width: usize,
    why: Vec<&'static str>,
    fix: &'static str,
    references: Vec<(&'static str, Option<&'static str>)>,
}

/// Inputs that the page shows; other formats have them all.
const FILES: usize = 500;

/// Classes of verdicts from bad to good, with their words in the chart.
const CLASSES: [(&str, &str); 4] =
    [("fails", "would be disapproved"), ("risk", "at risk"), ("unread", "not wholly read"), ("clean", "clean")];

impl<'r> Page<'r> {
    pub(super) fn new(report: &'r Report) -> Self {
        let mut files = files(report);
        let silent = report.summary.inputs.saturating_sub(files.len());
        let class = files.first().map_or("clean", |file| file.class);
        let (headline, bars) = (headline(report, &files), bars(&files, silent));
        let more = files.len().saturating_sub(FILES);
        files.truncate(FILES);
        Self {
            version: env!("CARGO_PKG_VERSION"),
            class: if report.summary.inputs == 0 { "unread" } else { class },
            headline,
            summary: &report.summary,
            bars,
            files,
            more,
            silent,
            problems: report.problems.iter().map(Trouble::new).collect(),
            rules: spoken(&report.findings),
        }
    }
}

/// The inputs that have something to show, from bad to good.
fn files(report: &Report) -> Vec<File> {
    let mut parts: BTreeMap<&str, Parts> = BTreeMap::new();
    for finding in &report.findings {
        parts.entry(&finding.path).or_default().findings.push(finding);
    }
    for record in &report.calls {
        parts.entry(&record.path).or_default().calls.push(record);
    }
    for problem in &report.problems {
        parts.entry(&problem.path).or_default().problems.push(problem);
    }
    let mut files: Vec<File> = parts.iter().map(|(path, parts)| File::new(path, parts)).collect();
    files.sort_by_key(|file| CLASSES.iter().position(|(class, _)| *class == file.class));
    for (number, file) in files.iter_mut().enumerate() {
        file.id = format!("input-{}", number + 1);
    }
    files
}

fn number_of(files: &[File], class: &str) -> usize {
    files.iter().filter(|file| file.class == class).count()
}

fn headline(report: &Report, files: &[File]) -> String {
    // What cannot be read at all is no input of the run, but it is one of the list.
    let inputs = report.summary.inputs.max(files.len());
    if inputs == 0 {
        return "Nothing was read".to_owned();
    }
    match (number_of(files, "fails"), number_of(files, "risk"), number_of(files, "unread")) {
        (0, 0, 0) => "Nothing found that would be disapproved".to_owned(),
        (0, 0, unread) => format!("{unread} of {} not wholly read", count(inputs, "input")),
        (0, risk, _) => format!("{risk} of {} at risk of disapproval", count(inputs, "input")),
        (fails, ..) => format!("{fails} of {} would be disapproved", count(inputs, "input")),
    }
}

fn bars(files: &[File], silent: usize) -> Vec<Bar> {
    let total = (files.len() + silent).max(1);
    let mut before = 0;
    let mut bars = Vec::new();
    for (class, label) in CLASSES {
        let count = number_of(files, class) + if class == "clean" { silent } else { 0 };
        let x = before * 1000 / total;
        before += count;
        if count > 0 {
            bars.push(Bar { class, label, count, x, width: before * 1000 / total - x });
        }
    }
    bars
}

impl Trouble {
    fn new(problem: &crate::finding::Problem) -> Self {
        let place = problem.line.map_or(String::new(), |line| format!(":{line}"));
        Self {
            path: format!("{}{place}", visible(&problem.path)),
            code: problem.code,
            message: visible(&problem.message).into_owned(),
        }
    }
}

/// The rules that have findings, in their own order.
fn spoken(findings: &[Finding]) -> Vec<Spoken> {
    let number = |words: &Words| findings.iter().filter(|finding| finding.rule == words.id).count();
    let counted: Vec<(&'static Words, usize)> =
        described(findings).map(|words| (words, number(words))).filter(|(_, count)| *count > 0).collect();
    let most = counted.iter().map(|(_, count)| *count).max().unwrap_or(1);
    counted.into_iter().map(|(words, count)| Spoken::new(words, count, count * 1000 / most)).collect()
}

impl Spoken {
    fn new(words: &'static Words, count: usize, width: usize) -> Self {
        Self {
            id: &words.id,
            severity: plain::severity(words.default_severity()),
            title: &words.title,
            count,
            width,
            why: words.why.trim().split("\n\n").collect(),
            fix: words.fix.trim(),
            references: words.references.iter().map(|reference| reference::parts(reference)).collect(),
        }
    }
}
