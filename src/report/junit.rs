//! JUnit XML for CI servers: a suite for each input that has something to say, a case for each finding. Errors fail,
//! what is less is shown as skipped with its text, and what could not be read is an error of the run.

use super::plain;
use crate::finding::{Finding, Problem, Report, Severity};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use std::io::{self, Write};

pub(super) fn check(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut junit = quick_junit::Report::new("taglint");
    for group in report.findings.chunk_by(|left, right| left.path == right.path) {
        junit.add_test_suite(suite(&group[0].path, group.iter().map(case)));
    }
    for group in report.problems.chunk_by(|left, right| left.path == right.path) {
        junit.add_test_suite(suite(&group[0].path, group.iter().map(unread)));
    }
    if junit.test_suites.is_empty() {
        // A file without cases is an error to many servers.
        junit.add_test_suite(suite("taglint", [TestCase::new("no findings", TestCaseStatus::success())]));
    }
    junit.serialize(&mut *out).map_err(io::Error::other)
}

fn suite(path: &str, cases: impl IntoIterator<Item = TestCase>) -> TestSuite {
    let mut suite = TestSuite::new(path);
    suite.add_test_cases(cases);
    suite
}

fn case(finding: &Finding) -> TestCase {
    let mut status = match finding.severity {
        Severity::Error => TestCaseStatus::non_success(NonSuccessKind::Failure),
        _ => TestCaseStatus::skipped(),
    };
    status.set_message(finding.message.as_str()).set_type(finding.rule);
    let (line, column) = (finding.place.line, finding.place.column);
    let label = finding.disapproval.map_or(String::new(), |label| format!("\nGoogle: {label}"));
    let severity = plain::severity(finding.severity);
    status.set_description(format!(
        "{}:{line}:{column}: {severity}: {}\n{}{label}",
        finding.path, finding.message, finding.help
    ));
    let mut case = TestCase::new(format!("{} at {line}:{column}", finding.rule), status);
    case.set_classname(&*finding.path);
    case
}

fn unread(problem: &Problem) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message(problem.message.as_str()).set_type(problem.code);
    let mut case = TestCase::new(format!("problem: {}", problem.code), status);
    case.set_classname(&*problem.path);
    case
}
