//! *Reports*: the same findings in many formats. Each format is one small file that maps the model of
//! [`crate::finding`] to its own form; none of them opens a file or decides what is wrong.

mod concise;
mod csv;
mod explain;
mod github;
mod gitlab;
mod html;
mod human;
mod json;
mod junit;
mod left;
mod observe;
mod paint;
mod plain;
mod plan;
mod reference;

mod sarif;
mod table;
mod trial;
mod vendor;
mod verdict;

#[cfg(test)]
mod tests;

pub use explain::explain;
pub use html::{Headline, headline};
pub use left::left;
pub use observe::observe;
pub use plan::plan;
pub(crate) use reference::page as page_of;
pub use table::rules;
pub use trial::trial;
pub use vendor::{Answer, answers, answers_json, vendors, vendors_json};
pub use verdict::Verdict;

use crate::catalogue::Words;
use crate::finding::{Finding, Report};
use crate::rule;
use clap::ValueEnum;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What a report looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, ValueEnum)]
pub enum Format {
    /// For people at a terminal.
    #[default]
    Human,
    /// One line a finding.
    Concise,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations in GitHub Actions.
    Github,
    /// GitLab Code Quality.
    Gitlab,
    /// JUnit XML, for CI servers.
    Junit,
    /// One page that opens in a browser.
    Html,
    /// A table for spreadsheets.
    Csv,
}

/// How a report is to look where the format leaves a choice.
#[derive(Clone, Debug)]
pub struct Style {
    /// Whether to use terminal colours.
    pub color: bool,
    /// Whether the terminal knows hyperlinks.
    pub links: bool,
    /// Width of the terminal in columns.
    pub width: usize,
    /// Say only what was found.
    pub quiet: bool,
    /// Say more: the whole route to a call, every loss in full.
    pub verbose: bool,
}

/// Whether a command (`check`, `calls`, `plan`) can be written in a format.
#[must_use]
pub fn supports(command: &str, format: Format) -> bool {
    use Format::{Concise, Csv, Human, Json, Jsonl};
    match command {
        "check" | "observe" => true,
        "calls" => matches!(format, Human | Concise | Json | Jsonl | Csv),
        "plan" => matches!(format, Human | Json | Csv),
        _ => false,
    }
}

/// The words of all rules that come with the program, as the findings have them, and of users' rules that found something.
pub(crate) fn described(findings: &[Finding]) -> impl Iterator<Item = &'static Words> {
    let spoken: BTreeMap<&str, &'static Words> = findings.iter().map(|finding| (finding.rule, finding.words)).collect();
    let known: Vec<&Words> = rule::all().map(|words| *spoken.get(words.id.as_str()).unwrap_or(&words)).collect();
    let new = spoken.into_iter().filter(|(id, _)| rule::words(id).is_none()).map(|(_, words)| words);
    known.into_iter().chain(new)
}

/// Writes what `taglint check` has found.
///
/// # Errors
/// Those of the writer.
pub fn check(format: Format, report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Human => human::check(report, style, out),
        Format::Concise => concise::check(report, out),
        Format::Json => json::check(report, out),
        Format::Jsonl => json::check_lines(report, out),
        Format::Sarif => sarif::check(report, out),
        Format::Github => github::check(report, out),
        Format::Gitlab => gitlab::check(report, out),
        Format::Junit => junit::check(report, out),
        Format::Csv => csv::check(report, out),
        Format::Html => html::check(report, out),
    }
}

/// Writes the inventory of calls.
///
/// # Errors
/// Those of the writer, and [`io::ErrorKind::Unsupported`] for a format that [`supports`] denies.
pub fn calls(format: Format, report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Human => table::calls(report, style, out),
        Format::Concise => concise::calls(report, out),
        Format::Json => json::calls(report, out),
        Format::Jsonl => json::call_lines(report, out),
        Format::Csv => csv::calls(report, out),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}
