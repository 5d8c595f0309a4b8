//! The plan for people: a block for each creative, with the request, the same by hand, what is lost, what to delete.

use super::super::human::{problems, separated};
use super::super::paint::Paint;
use super::super::plain::{count, visible};
use super::super::table::table;
use super::{Style, steps, warnings};
use crate::finding::Report;
use crate::plan::{Entry, Spelling, body, request};
use std::io::{self, Write};

pub(super) fn write(report: &Report, spelling: Spelling, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for entry in &report.plan {
        block(entry, spelling, style, out)?;
    }
    problems(&report.problems, style, out)?;
    if style.quiet { Ok(()) } else { summary(report, style, out) }
}

fn block(entry: &Entry, spelling: Spelling, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint::new(style);
    let tie = entry.tied_by.map_or(String::new(), |by| format!(", tied by {by}"));
    let path = visible(&entry.path);
    writeln!(out, "{}  {}\n", paint.heading(&visible(&title(entry))), paint.dim(&format!("{path}{tie}")))?;
    if !entry.segments.is_empty() {
        writeln!(out, "{}\n", segments(entry, spelling, style))?;
    }
    if let Some(path) = request(entry) {
        let body = serde_json::to_string(&body(entry, spelling))?;
        writeln!(out, "By API: {}\n{body}\n", paint.bold(&format!("PUT {path}")))?;
    }
    list("By hand:", &steps(entry), style, out)?;
    let lost: Vec<String> = entry.losses.iter().map(|loss| format!("{}: {}", loss.what, loss.kind.advice())).collect();
    list("Lost with the calls:", &lost, style, out)?;
    let obsolete = entry.obsolete.iter();
    let delete: Vec<String> =
        obsolete.map(|one| format!("{}:{}:{} {}", one.path, one.line, one.column, one.url)).collect();
    list("Delete from the markup afterwards:", &delete, style, out)?;
    list("Before you start:", &warnings(entry), style, out)
}

fn title(entry: &Entry) -> String {
    match (&entry.id, &entry.code) {
        (Some(id), _) => format!("Creative {id}"),
        (None, Some(code)) => format!("Creative code {code}"),
        (None, None) => "Creative not known".to_owned(),
    }
}

fn segments(entry: &Entry, spelling: Spelling, style: &Style) -> String {
    let mut table = table(style.width, &["Segment", "Code", "Action", "Now"]);
    for planned in &entry.segments {
        let now = if planned.existing { "there already, kept" } else { "to be added" };
        let code = visible(planned.code.as_deref().unwrap_or("–")).into_owned();
        table.add_row([planned.segment.to_string(), code, spelling.action(planned), now.to_owned()]);
    }
    table.trim_fmt()
}

/// A headed list, wrapped to the width; nothing if it is empty.
fn list(head: &str, items: &[String], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "{head}")?;
    for (number, item) in items.iter().enumerate() {
        let first = format!("  {}. ", number + 1);
        let indent = " ".repeat(first.len());
        let options = textwrap::Options::new(style.width).initial_indent(&first).subsequent_indent(&indent);
        writeln!(out, "{}", textwrap::fill(&visible(item), options))?;
    }
    writeln!(out)
}

fn summary(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let added: usize = report.plan.iter().map(|entry| entry.added().count()).sum();
    let untied = report.plan.iter().filter(|entry| !entry.is_tied()).count();
    let creatives = report.plan.len() - untied;
    let mut line = format!(
        "{}, {}: {} to make",
        count(report.summary.inputs, "input"),
        count(creatives, "creative"),
        count(added, "association")
    );
    if untied > 0 {
        line.push_str(&format!("; {} could not be tied to a creative", count(untied, "file")));
    }
    separated(&[&line, "Nothing was sent; the plan is yours to carry out"], style.width, out)
}
