//! GitLab Code Quality: a JSON array that merge requests show.

use super::json::document;
use super::plain::{self, visible};
use crate::finding::{Finding, Problem, Report, Severity};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

pub(super) fn check(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.findings.iter().map(issue);
    let problems = report.problems.iter().map(unread);
    document(&findings.chain(problems).collect::<Vec<_>>(), out)
}

fn issue(finding: &Finding) -> Issue<'_> {
    Issue {
        description: plain::sentence(finding),
        check_name: finding.rule.to_owned(),
        fingerprint: finding.fingerprint.clone(),
        severity: match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Info | Severity::Off => "info",
        },
        location: Location { path: &finding.path, lines: Lines { begin: finding.place.line.max(1) } },
    }
}

/// A problem has no fingerprint; its code and place are what makes it the same one next time.
fn unread(problem: &Problem) -> Issue<'_> {
    let begin = problem.line.unwrap_or(1);
    let column = problem.column.unwrap_or(1);
    Issue {
        description: visible(&problem.message).into_owned(),
        check_name: format!("problem-{}", problem.code),
        fingerprint: format!("problem-{}:{}:{begin}:{column}", problem.code, problem.path),
        severity: "major",
        location: Location { path: &problem.path, lines: Lines { begin } },
    }
}
