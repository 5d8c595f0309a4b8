//! *Answers*: what is said of one row, as a line of JSON. The fields and their order are public;
//! `rules/schema/batch.json` describes them.

use super::Tally;
use super::field::Field;
use super::record::{Body, Record, Remark};
use crate::association::Creative;
use crate::discover::Input;
use crate::finding::{Finding, Problem};
use crate::plan::Spelling;
use crate::report::Verdict;
use crate::scan::{Outcome as Scanned, Settings, Text, Tie, Used, alone};
use serde::Serialize;
use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

/// Name and version of the form.
const SCHEMA: &str = "taglint.batch/1";
/// Characters of an id that findings repeat.
const LONGEST: usize = 200;

/// An answer as it is written, and what it counts for.
#[derive(Debug)]
pub struct Outcome {
    /// The line, with its end.
    pub line: Vec<u8>,
    /// What it counts for.
    pub tally: Tally,
}

#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    row: u64,
    id: &'a Value,
    verdict: &'static str,
    incomplete: bool,
    calls: usize,
    suppressed: usize,
    findings: &'a [Finding],
    associations: &'a [Association<'a>],
    problems: &'a [Problem],
}

/// An association that the creative is to have.
#[derive(Serialize)]
struct Association<'a> {
    creative: Option<&'a str>,
    segment: Option<u64>,
    code: Option<&'a str>,
    action: String,
    existing: bool,
}

/// Answers a record. A fault of ours in it is a problem of its row: the other rows do not suffer from it.
pub(crate) fn answer(record: &Record, settings: &Settings, used: &Used) -> Outcome {
    let scanned = catch_unwind(AssertUnwindSafe(|| scan(record, settings, used)));
    let mut scanned = scanned.unwrap_or_else(|_| {
        let mut none = Scanned::default();
        none.problems.push(failed(record));
        none
    });
    scanned.problems.splice(0..0, record.problems.iter().map(|remark| problem(record, remark)));
    let incomplete = scanned.problems.iter().any(|problem| problem.incomplete);
    let verdict = Verdict::of(&scanned.findings);
    let associations = associations(&scanned);
    let answer = Answer {
        schema: SCHEMA,
        row: record.number,
        id: &record.id,
        verdict: word(verdict, incomplete),
        incomplete,
        calls: scanned.calls,
        suppressed: scanned.suppressed,
        findings: &scanned.findings,
        associations: &associations,
        problems: &scanned.problems,
    };
    let mut line = serde_json::to_vec(&answer).expect("an answer has only texts as keys");
    line.push(b'\n');
    let worst = scanned.findings.iter().map(|finding| finding.severity).max();
    let disapproved = u64::from(verdict == Verdict::Fails);
    Outcome { line, tally: Tally { rows: 1, disapproved, incomplete: u64::from(incomplete), worst } }
}

/// The verdict for programs. What was not read may hold anything: it is never clean.
fn word(verdict: Verdict, incomplete: bool) -> &'static str {
    match verdict {
        Verdict::Fails => "disapproved",
        Verdict::Risk => "risk",
        _ if incomplete => "unread",
        Verdict::Flawed => "flawed",
        Verdict::Clean => "clean",
    }
}

fn scan(record: &Record, settings: &Settings, used: &Used) -> Scanned {
    let tie = tie(record);
    let several = record.bodies.len() > 1;
    let mut all = Scanned::default();
    for body in &record.bodies {
        let text = if body.field == Field::Url { Text::Url(&body.text) } else { Text::Code(&body.text) };
        all.join(alone(&input(record, body, several), text, Some(&tie), settings, used));
    }
    all
}

/// The row as an input: findings name it by its id.
fn input(record: &Record, body: &Body, several: bool) -> Input {
    let part = if several { format!("!{}", body.field.name()) } else { String::new() };
    let path = PathBuf::from("creative").with_extension(body.extension);
    Input { path, shown: format!("{}{part}", name(record)).into(), named: true, stdin: false }
}

fn name(record: &Record) -> String {
    match &record.id {
        Value::String(id) => id.chars().take(LONGEST).collect(),
        Value::Null => format!("row {}", record.number),
        id => id.to_string(),
    }
}

/// The creative on the platform that the row is about.
fn tie(record: &Record) -> Tie {
    let id = match &record.id {
        Value::Null => None,
        Value::String(id) => Some(id.clone()),
        id => Some(id.to_string()),
    };
    let creative = Creative { id, declared: record.declared.clone(), ..Creative::default() };
    Tie { creative, known: false, path: None, by: "its row" }
}

fn associations(scanned: &Scanned) -> Vec<Association<'_>> {
    let known = scanned.plan.iter().flat_map(|entry| entry.segments.iter().map(move |one| (entry, one)));
    let known = known.map(|(entry, one)| Association {
        creative: entry.id.as_deref(),
        segment: Some(one.segment),
        code: one.code.as_deref(),
        action: Spelling::Spaces.action(one),
        existing: one.existing,
    });
    // A segment that is called by its code has to be looked up first, and is in no plan.
    let remedies = scanned.findings.iter().filter_map(|finding| finding.remedy.as_ref());
    let coded = remedies.flat_map(|remedy| &remedy.associate).filter(|one| one.segment.is_none());
    let creative = if let [entry] = &scanned.plan[..] { entry.id.as_deref() } else { None };
    let coded = coded.map(|one| Association {
        creative,
        segment: None,
        code: one.code.as_deref(),
        action: one.action.as_str().to_owned(),
        existing: false,
    });
    let mut all: Vec<Association> = known.collect();
    for one in coded.filter(|one| one.code.is_some()) {
        if !all.iter().any(|other| other.segment.is_none() && other.code == one.code && other.action == one.action) {
            all.push(one);
        }
    }
    all
}

fn problem(record: &Record, remark: &Remark) -> Problem {
    let column = remark.column.map(|column| u32::try_from(column).unwrap_or(u32::MAX));
    Problem {
        path: Arc::from(name(record)),
        line: column.and(u32::try_from(record.number).ok()),
        column,
        code: remark.code,
        message: remark.message.clone(),
        incomplete: remark.incomplete,
    }
}

fn failed(record: &Record) -> Problem {
    let message =
        "taglint failed on this creative, so it was not checked; please report it with its content".to_owned();
    problem(record, &Remark { code: "internal-error", message, column: None, incomplete: true })
}
