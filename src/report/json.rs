//! JSON: one document with the schema's name first, or one object a line. The fields and their order are public;
//! `rules/schema/` describes them.

use crate::finding::{CallRecord, Finding, PartyRecord, Problem, Report, Summary};
use serde::Serialize;
use std::io::{self, Write};

/// Name and version of the form of `check`.
pub(super) const CHECK: &str = "taglint.check/1";
/// Name and version of the form of `calls`.
pub(super) const CALLS: &str = "taglint.calls/1";

#[derive(Serialize)]
struct Check<'r> {
    schema: &'static str,
    findings: &'r [Finding],
    problems: &'r [Problem],
    summary: &'r Summary,
}

#[derive(Serialize)]
struct Calls<'r> {
    schema: &'static str,
    calls: &'r [CallRecord],
    parties: &'r [PartyRecord],
    problems: &'r [Problem],
}

pub(super) fn check(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let Report { findings, problems, summary, .. } = report;
    document(&Check { schema: CHECK, findings, problems, summary }, out)
}

pub(super) fn calls(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    document(&Calls { schema: CALLS, calls: &report.calls, parties: &report.parties, problems: &report.problems }, out)
}

/// A document over several lines, ended by a line break.
pub(super) fn document(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

/// A line of JSON Lines: what it is, then the fields that the document has for it.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'r> {
    Finding(&'r Finding),
    Call(&'r CallRecord),
    Party(&'r PartyRecord),
    Problem(&'r Problem),
    Summary {
        schema: &'static str,
        #[serde(flatten)]
        summary: &'r Summary,
    },
}

pub(super) fn check_lines(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    lines(report.findings.iter().map(Line::Finding), report, CHECK, out)
}

pub(super) fn call_lines(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let parties = report.parties.iter().map(Line::Party);
    lines(report.calls.iter().map(Line::Call).chain(parties), report, CALLS, out)
}

/// The lines, the problems, and last the counts: a reader that sees them knows that nothing was cut off.
fn lines<'r>(
    what: impl Iterator<Item = Line<'r>>,
    report: &'r Report,
    schema: &'static str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let problems = report.problems.iter().map(Line::Problem);
    let last = Line::Summary { schema, summary: &report.summary };
    for line in what.chain(problems).chain([last]) {
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
    }
    Ok(())
}
