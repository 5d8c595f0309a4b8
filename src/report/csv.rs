//! Tables for spreadsheets: a row for each finding or call, for each party of the creatives, and for each problem. A cell that a spreadsheet would run
//! as a formula gets a `'` in front.

use super::plain;
use crate::finding::{CallRecord, CallView, Finding, PartyRecord, Problem, Report};
use crate::remedy::Remedy;
use std::io::{self, Write};

const CHECK: [&str; 18] = [
    "path",
    "line",
    "column",
    "severity",
    "rule",
    "confidence",
    "disapproval",
    "message",
    "help",
    "url",
    "host",
    "vendor",
    "kind",
    "trigger",
    "via",
    "associate",
    "lost",
    "fingerprint",
];
const CALLS: [&str; 16] = [
    "path", "line", "column", "kind", "trigger", "vendor", "host", "url", "via", "route", "then", "problem", "party",
    "domains", "calls", "declared",
];

pub(super) fn check(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.findings.iter().map(finding_row);
    table(&CHECK, findings.chain(report.problems.iter().map(problem_row)), out)
}

pub(super) fn calls(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let calls = report.calls.iter().map(call_row);
    let parties = report.parties.iter().map(party_row);
    table(&CALLS, calls.chain(parties).chain(report.problems.iter().map(unread_row)), out)
}

/// Rows of cells under a header.
pub(super) fn table<const N: usize>(
    header: &[&str; N],
    rows: impl Iterator<Item = [String; N]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row.map(inert))?;
    }
    writer.flush()
}

fn inert(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

fn finding_row(finding: &Finding) -> [String; 18] {
    let [url, host, vendor, kind, trigger, via] = finding.call.as_ref().map(call_cells).unwrap_or_default();
    let [associate, lost] = finding.remedy.as_ref().map(remedy_cells).unwrap_or_default();
    [
        finding.path.to_string(),
        finding.place.line.to_string(),
        finding.place.column.to_string(),
        plain::severity(finding.severity).to_owned(),
        finding.rule.to_owned(),
        plain::confidence(finding.confidence).to_owned(),
        finding.disapproval.unwrap_or_default().to_owned(),
        finding.message.clone(),
        finding.help.clone(),
        url,
        host,
        vendor,
        kind,
        trigger,
        via,
        associate,
        lost,
        finding.fingerprint.clone(),
    ]
}

fn call_cells(call: &CallView) -> [String; 6] {
    [
        call.url.clone(),
        call.host.clone().unwrap_or_default(),
        call.vendor.as_deref().unwrap_or_default().to_owned(),
        call.kind.as_str().to_owned(),
        plain::trigger(call.trigger).to_owned(),
        call.via.clone(),
    ]
}

/// `1234567 add on view; code cart add on click`, and what is lost.
fn remedy_cells(remedy: &Remedy) -> [String; 2] {
    let one = |one: &crate::remedy::Associate| {
        let code = || one.code.as_ref().map_or(String::new(), |code| format!("code {code}"));
        format!("{} {}", one.segment.map_or_else(code, |id| id.to_string()), one.action.as_str())
    };
    [remedy.associate.iter().map(one).collect::<Vec<_>>().join("; "), remedy.lost.join("; ")]
}

fn problem_row(problem: &Problem) -> [String; 18] {
    let mut row: [String; 18] = Default::default();
    let [path, line, column] = problem_cells(problem);
    (row[0], row[1], row[2]) = (path, line, column);
    (row[3], row[4], row[7]) = ("problem".to_owned(), problem.code.to_owned(), problem.message.clone());
    row
}

fn problem_cells(problem: &Problem) -> [String; 3] {
    let number = |number: Option<u32>| number.map_or(String::new(), |number| number.to_string());
    [problem.path.to_string(), number(problem.line), number(problem.column)]
}

fn call_row(record: &CallRecord) -> [String; 16] {
    let [url, host, vendor, kind, trigger, via] = call_cells(&record.call);
    let hops: Vec<&str> = record.call.hops.iter().map(|hop| hop.url.as_str()).collect();
    let (line, column) = (record.line.to_string(), record.column.to_string());
    let (route, then) = (record.call.chain.join(" > "), hops.join(" "));
    let mut row: [String; 16] = Default::default();
    let cells = [record.path.to_string(), line, column, kind, trigger, vendor, host, url, via, route, then];
    row.iter_mut().zip(cells).for_each(|(place, cell)| *place = cell);
    row
}

/// A party stands with the call that brings it in; the last cells say who it is.
fn party_row(party: &PartyRecord) -> [String; 16] {
    let mut row: [String; 16] = Default::default();
    row[0] = party.path.to_string();
    if let Some(first) = &party.first {
        (row[1], row[2], row[7]) = (first.line.to_string(), first.column.to_string(), first.url.clone());
    }
    row[3] = plain::kinds(party);
    row[5] = party.vendor.as_deref().unwrap_or_default().to_owned();
    row[12] = plain::party(party).to_owned();
    row[13] = plain::domains(party);
    (row[14], row[15]) = (party.calls.to_string(), plain::declared(party).to_owned());
    row
}

fn unread_row(problem: &Problem) -> [String; 16] {
    let mut row: [String; 16] = Default::default();
    let [path, line, column] = problem_cells(problem);
    (row[0], row[1], row[2]) = (path, line, column);
    row[11] = format!("{}: {}", problem.code, problem.message);
    row
}
