//! Annotations in GitHub Actions: workflow commands on the standard output, shown next to the lines of a change.

use super::plain::{self, visible};
use crate::finding::{Finding, Place, Problem, Report, Severity};
use std::io::{self, Write};

pub(super) fn check(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        writeln!(out, "{}", annotation(finding))?;
    }
    for problem in &report.problems {
        writeln!(out, "{}", warning(problem))?;
    }
    Ok(())
}

fn annotation(finding: &Finding) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Off => "notice",
    };
    let label = finding.disapproval.map_or(String::new(), |label| format!(" ({label})"));
    let title = property(&format!("{}{label}", finding.rule));
    let (file, place) = (property(&finding.path), position(&finding.place));
    format!("::{command} file={file},{place},title={title}::{}", data(&plain::sentence(finding)))
}

/// Columns are allowed only within one line.
fn position(place: &Place) -> String {
    let Place { line, column, end_line, end_column, .. } = place;
    if line == end_line {
        format!("line={line},endLine={end_line},col={column},endColumn={end_column}")
    } else {
        format!("line={line},endLine={end_line}")
    }
}

fn warning(problem: &Problem) -> String {
    let line = problem.line.map_or(String::new(), |line| format!(",line={line}"));
    let title = property(&format!("problem: {}", problem.code));
    format!("::warning file={}{line},title={title}::{}", property(&problem.path), data(&visible(&problem.message)))
}

/// What ends a command must not stand in its text.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Nor may what ends a property stand in its value.
fn property(text: &str) -> String {
    data(&visible(text)).replace(':', "%3A").replace(',', "%2C")
}
