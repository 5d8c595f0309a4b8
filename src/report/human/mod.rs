//! The human format: findings by file, each with the source around it, then what could not be read, then the counts
//! and the verdict. Ad operations read this as well as engineers.

mod finding;
mod note;
mod snippet;

use super::concise::problem_place;
use super::paint::Paint;
use super::plain::{self, count, visible};
use super::{Style, Verdict};
use crate::finding::{Finding, Problem, Report, Severity, Summary};
use std::io::{self, Write};

/// Everything `check` has to say.
pub(super) fn check(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for group in report.findings.chunk_by(|left, right| left.path == right.path) {
        file(group, style, out)?;
    }
    problems(&report.problems, style, out)?;
    if style.quiet { Ok(()) } else { summary(report, style, out) }
}

fn file(findings: &[Finding], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint::new(style);
    writeln!(out, "{}  {}\n", paint.heading(&visible(&findings[0].path)), paint.dim(&counts(&tally(findings))))?;
    for one in findings {
        writeln!(out, "{}", finding::render(one, style))?;
    }
    Ok(())
}

fn tally(findings: &[Finding]) -> Summary {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings, infos) = (of(Severity::Error), of(Severity::Warning), of(Severity::Info));
    Summary { errors, warnings, infos, ..Summary::default() }
}

/// `1 error, 2 infos`: only what there is.
fn counts(summary: &Summary) -> String {
    let kinds = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.infos, "info")];
    let present: Vec<String> =
        kinds.iter().filter(|(number, _)| *number > 0).map(|(number, word)| count(*number, word)).collect();
    present.join(", ")
}

/// What could not be read, and what to do.
pub(super) fn problems(problems: &[Problem], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint::new(style);
    for problem in problems {
        let code = paint.severity(Severity::Warning, &format!("problem[{}]", problem.code));
        writeln!(out, "{code} {}\n", paint.bold(&problem_place(problem)))?;
        let mark = paint.severity(Severity::Warning, "⚠");
        let first = format!("  {mark} ");
        let options =
            textwrap::Options::new(style.width.saturating_sub(2)).initial_indent(&first).subsequent_indent("    ");
        writeln!(out, "{}\n", textwrap::fill(&visible(&problem.message), options))?;
    }
    Ok(())
}

/// Paragraphs, wrapped to the width.
pub(super) fn separated(paragraphs: &[&str], width: usize, out: &mut dyn Write) -> io::Result<()> {
    for paragraph in paragraphs {
        writeln!(out, "{}", textwrap::fill(paragraph, width))?;
    }
    Ok(())
}

fn summary(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let summary = &report.summary;
    let mut line = format!(
        "{}, {}: {}, {}, {}",
        count(summary.inputs, "input"),
        count(summary.calls, "call"),
        count(summary.errors, "error"),
        count(summary.warnings, "warning"),
        count(summary.infos, "info")
    );
    for (number, what) in [(summary.suppressed, "silenced"), (summary.baselined, "known from the baseline")] {
        if number > 0 {
            line.push_str(&format!(", {number} {what}"));
        }
    }
    let mut paragraphs = vec![line];
    paragraphs.extend(untied(summary.untied, style.verbose));
    paragraphs.push(verdict(report, Paint::new(style)));
    separated(&paragraphs.iter().map(String::as_str).collect::<Vec<_>>(), style.width, out)
}

/// What associations were not held against.
fn untied(number: usize, named: bool) -> Option<String> {
    let which = if named { "" } else { " (--verbose names them)" };
    let rest = "what is associated on the server was not checked there";
    (number > 0).then(|| format!("{} could not be tied to a creative: {rest}{which}", count(number, "input")))
}

/// The last line: what the audit would say.
fn verdict(report: &Report, paint: Paint) -> String {
    let unread = report.problems.iter().filter(|problem| problem.incomplete).count();
    let words = verdict_words(report, unread);
    let warning = || paint.severity(Severity::Warning, "⚠");
    let mark = match Verdict::of(&report.findings) {
        Verdict::Fails => paint.severity(Severity::Error, "✗"),
        Verdict::Risk | Verdict::Flawed => warning(),
        Verdict::Clean if unread > 0 || report.summary.inputs == 0 => warning(),
        Verdict::Clean => paint.good("✓"),
    };
    format!("{mark} {words}")
}

fn verdict_words(report: &Report, unread: usize) -> String {
    if report.summary.inputs == 0 {
        return "Nothing was read".to_owned();
    }
    let groups = report.findings.chunk_by(|left, right| left.path == right.path);
    let verdicts: Vec<Verdict> = groups.map(Verdict::of).collect();
    let of = |wanted: Verdict| verdicts.iter().filter(|verdict| **verdict == wanted).count();
    let (fails, risk, flawed) = (of(Verdict::Fails), of(Verdict::Risk), of(Verdict::Flawed));
    let mut parts = vec![match (fails, risk) {
        (0, 0) => "Nothing found that would be disapproved".to_owned(),
        (0, risk) => format!("{} at risk of disapproval", plain::be(risk, "input")),
        (fails, 0) => format!("{} would be disapproved", count(fails, "input")),
        (fails, risk) => {
            format!("{} would be disapproved; {} at risk of it", count(fails, "input"), plain::be(risk, "input"))
        }
    }];
    if flawed > 0 {
        parts.push(format!("{} to be corrected otherwise", plain::be(flawed, "input")));
    }
    if unread > 0 {
        parts.push(format!("{} went unread, about which nothing is known", count(unread, "part")));
    }
    parts.join("; ")
}
