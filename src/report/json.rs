//! JSON: one document with the schema's name first. The fields and their order are public; `rules/schema/` describes
//! them.

use crate::finding::{CallRecord, Finding, Problem, Report, Summary};
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
    problems: &'r [Problem],
}

pub(super) fn check(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let Report { findings, problems, summary, .. } = report;
    document(&Check { schema: CHECK, findings, problems, summary }, out)
}

pub(super) fn calls(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    document(&Calls { schema: CALLS, calls: &report.calls, problems: &report.problems }, out)
}

/// A document over several lines, ended by a line break.
pub(super) fn document(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
