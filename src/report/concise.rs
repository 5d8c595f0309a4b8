//! The concise format: one line a finding, in the form that editors and `grep` know.

use super::plain::{self, visible};
use crate::finding::{PartyRecord, Problem, Report};
use std::io::{self, Write};

/// `path:line:col: severity[rule] message`.
pub(super) fn check(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        let (path, message) = (visible(&finding.path), visible(&finding.message));
        let (line, column, severity) = (finding.place.line, finding.place.column, plain::severity(finding.severity));
        writeln!(out, "{path}:{line}:{column}: {severity}[{}] {message}", finding.rule)?;
    }
    problems(&report.problems, out)
}

/// `path:line:col: kind trigger url (vendor)`, then `path:line:col: party who (domains): kinds, declared`.
pub(super) fn calls(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for record in &report.calls {
        let call = &record.call;
        let (path, url) = (visible(&record.path), visible(&call.url));
        let (kind, trigger) = (call.kind.as_str(), plain::trigger(call.trigger));
        let vendor = call.vendor.as_deref().map_or(String::new(), |vendor| format!(" ({vendor})"));
        writeln!(out, "{path}:{}:{}: {kind} {trigger} {url}{vendor}", record.line, record.column)?;
    }
    report.parties.iter().try_for_each(|one| party(one, out))?;
    problems(&report.problems, out)
}

/// At the call that brings it in.
fn party(party: &PartyRecord, out: &mut dyn Write) -> io::Result<()> {
    let place = party.first.as_ref().map_or_else(String::new, |first| format!(":{}:{}", first.line, first.column));
    let (path, who) = (visible(&party.path), visible(plain::party(party)));
    let (domains, kinds, calls) = (plain::domains(party), plain::kinds(party), plain::count(party.calls, "call"));
    let declared = match party.declared {
        Some(true) => ", declared",
        Some(false) => ", not declared",
        None => "",
    };
    writeln!(out, "{path}{place}: party {who} ({}) {kinds}, {calls}{declared}", visible(&domains))
}

/// `path: problem[code] message`.
fn problems(problems: &[Problem], out: &mut dyn Write) -> io::Result<()> {
    for problem in problems {
        writeln!(out, "{}: problem[{}] {}", problem_place(problem), problem.code, visible(&problem.message))?;
    }
    Ok(())
}

/// `path`, `path:line` or `path:line:column`, as far as it is known.
pub(super) fn problem_place(problem: &Problem) -> String {
    let path = visible(&problem.path);
    match (problem.line, problem.column) {
        (Some(line), Some(column)) => format!("{path}:{line}:{column}"),
        (Some(line), None) => format!("{path}:{line}"),
        _ => path.into_owned(),
    }
}
