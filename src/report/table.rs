//! Tables for people: the inventory of calls, and the list of rules.

use super::human::{problems, separated};
use super::paint::Paint;
use super::plain::{self, count, visible};
use super::{Format, Style, json};
use crate::catalogue::Words;
use crate::finding::{CallRecord, FirstCall, PartyRecord, Report};
use comfy_table::{Cell, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};
use serde::Serialize;
use std::io::{self, Write};

/// Columns that a terminal needs for the labels to stand beside the rules.
const LABELLED: usize = 116;

/// The calls of each file in a table of its own.
pub(super) fn calls(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint::new(style);
    for group in report.calls.chunk_by(|left, right| left.path == right.path) {
        writeln!(out, "{}  {}", paint.heading(&visible(&group[0].path)), paint.dim(&count(group.len(), "call")))?;
        writeln!(out, "{}\n", calls_table(group, style).trim_fmt())?;
        let parties: Vec<&PartyRecord> = report.parties.iter().filter(|party| party.path == group[0].path).collect();
        if !parties.is_empty() {
            writeln!(out, "{}\n", parties_table(&parties, style).trim_fmt())?;
        }
    }
    problems(&report.problems, style, out)?;
    if style.quiet {
        return Ok(());
    }
    let summary = &report.summary;
    writeln!(out, "{}, {}", count(summary.inputs, "input"), count(report.calls.len(), "call"))
}

fn calls_table(records: &[CallRecord], style: &Style) -> Table {
    let mut table = table(style.width, &["Place", "Kind", "When", "Vendor", "How", "URL"]);
    for record in records {
        table.add_row(call_row(record));
        for hop in &record.call.hops {
            let vendor = visible(hop.vendor.as_deref().unwrap_or("–"));
            table.add_row(["", hop.kind.as_str(), "", &vendor, "", &format!("↳ {}", visible(&hop.url))]);
        }
    }
    // What is short keeps its width; the URL takes the rest.
    let widest = [(0, 12), (1, 14), (2, 7), (3, 20), (4, 22)];
    for (column, width) in widest {
        let constraint = ColumnConstraint::UpperBoundary(Width::Fixed(width));
        if let Some(column) = table.column_mut(column) {
            column.set_constraint(constraint);
        }
    }
    table
}

/// Whom the calls go to, and whether they are declared.
fn parties_table(parties: &[&PartyRecord], style: &Style) -> Table {
    let by_creative = parties.iter().any(|party| party.creative.is_some());
    let mut header = vec!["Party", "Domains", "Kinds", "Calls", "Declared", "First call"];
    header.extend(by_creative.then_some("By"));
    let mut table = table(style.width, &header);
    for party in parties {
        let declared = Some(plain::declared(party)).filter(|word| !word.is_empty()).unwrap_or("–");
        let name = visible(party.vendor.as_deref().unwrap_or("–")).into_owned();
        let mut row = vec![name, visible(&plain::domains(party)).into_owned(), plain::kinds(party)];
        let first = party.first.as_ref().map_or_else(String::new, first_call);
        row.extend([party.calls.to_string(), declared.to_owned(), first]);
        row.extend(by_creative.then(|| visible(party.creative.as_deref().unwrap_or("–")).into_owned()));
        table.add_row(row);
    }
    table
}

/// Its place, and the way to it where that is one of a capture.
fn first_call(first: &FirstCall) -> String {
    let place = format!("{}:{}", first.line, first.column);
    match first.chain.split_last() {
        Some((via, way)) if via.starts_with("har") && !way.is_empty() => {
            format!("{place}, by {}", visible(&way.join(" › ")))
        }
        _ => place,
    }
}

fn call_row(record: &CallRecord) -> [Cell; 6] {
    let call = &record.call;
    [
        Cell::new(format!("{}:{}", record.line, record.column)),
        Cell::new(call.kind.as_str()),
        Cell::new(plain::trigger(call.trigger)),
        Cell::new(visible(call.vendor.as_deref().unwrap_or("–"))),
        Cell::new(visible(&call.via)),
        Cell::new(visible(&call.url)),
    ]
}

/// The list of rules, as a table or as JSON.
///
/// # Errors
/// Those of the writer.
pub fn rules<'w>(
    all: impl IntoIterator<Item = &'w Words>,
    format: Format,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct Rules<'w> {
        schema: &'static str,
        rules: Vec<&'w Words>,
    }
    let rules: Vec<&Words> = all.into_iter().collect();
    if format == Format::Json {
        return json::document(&Rules { schema: "taglint.rules/1", rules }, out);
    }
    let header = ["Rule", "Severity", "About", "Google's label"];
    let columns = if style.width < LABELLED { 3 } else { 4 };
    let mut table = table(style.width, &header[..columns]);
    for words in &rules {
        let label = words.disapproval.as_deref().unwrap_or_default();
        table.add_row(&[&*words.id, &words.severity, &words.title, label][..columns]);
    }
    writeln!(out, "{}\n", table.trim_fmt())?;
    separated(&["`taglint explain RULE` says why a rule matters and how to fix what it finds"], style.width, out)
}

pub(super) fn table(width: usize, header: &[&str]) -> Table {
    let mut table = Table::new();
    let line = LineStyle::none().fill('─').junction('─');
    table.load_style(TableStyle::new().header_separator(line));
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table.set_header(header);
    table
}
