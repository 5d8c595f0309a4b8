//! The plan: for people, as JSON for scripts, and as CSV for a sheet. What each has to say is put together here once.

mod human;

use super::{Format, Style, csv, json};
use crate::finding::{Problem, Report};
use crate::plan::{Body, Entry, Obsolete, Planned, Spelling, body, request};
use crate::remedy::Action;
use serde::Serialize;
use std::io::{self, Write};

const SCHEMA: &str = "taglint.plan/1";

/// Writes the plan.
///
/// # Errors
/// Those of the writer, and [`io::ErrorKind::Unsupported`] for a format that [`super::supports`] denies.
pub fn plan(format: Format, report: &Report, spelling: Spelling, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Human => human::write(report, spelling, style, out),
        Format::Json => {
            let plan = report.plan.iter().map(|entry| Row::new(entry, spelling)).collect();
            json::document(&Document { schema: SCHEMA, plan, problems: &report.problems }, out)
        }
        Format::Csv => csv::table(&COLUMNS, report.plan.iter().flat_map(|entry| lines(entry, spelling)), out),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}

#[derive(Serialize)]
struct Document<'r> {
    schema: &'static str,
    plan: Vec<Row<'r>>,
    problems: &'r [Problem],
}

#[derive(Serialize)]
struct Row<'r> {
    path: &'r str,
    creative: Name<'r>,
    tied_by: Option<&'static str>,
    existing_known: bool,
    request: Option<Request>,
    segments: Vec<Segment<'r>>,
    steps: Vec<String>,
    lost: Vec<Lost<'r>>,
    delete: Vec<Delete<'r>>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct Name<'r> {
    id: Option<&'r str>,
    code: Option<&'r str>,
}

#[derive(Serialize)]
struct Request {
    method: &'static str,
    path: String,
    body: Body,
}

#[derive(Serialize)]
struct Segment<'r> {
    segment: u64,
    code: Option<&'r str>,
    action: String,
    existing: bool,
}

#[derive(Serialize)]
struct Lost<'r> {
    what: &'r str,
    advice: &'static str,
}

#[derive(Serialize)]
struct Delete<'r> {
    path: &'r str,
    line: u32,
    column: u32,
    url: &'r str,
}

impl<'r> Row<'r> {
    fn new(entry: &'r Entry, spelling: Spelling) -> Self {
        let segment = |planned: &'r Planned| Segment {
            segment: planned.segment,
            code: planned.code.as_deref(),
            action: spelling.action(planned),
            existing: planned.existing,
        };
        let delete = |one: &'r Obsolete| Delete { path: &one.path, line: one.line, column: one.column, url: &one.url };
        Self {
            path: &entry.path,
            creative: Name { id: entry.id.as_deref(), code: entry.code.as_deref() },
            tied_by: entry.tied_by,
            existing_known: entry.existing_known,
            request: request(entry).map(|path| Request { method: "PUT", path, body: body(entry, spelling) }),
            segments: entry.segments.iter().map(segment).collect(),
            steps: steps(entry),
            lost: entry.losses.iter().map(|loss| Lost { what: &loss.what, advice: loss.kind.advice() }).collect(),
            delete: entry.obsolete.iter().map(delete).collect(),
            warnings: warnings(entry),
        }
    }
}

/// What to do in the user interface, one step each.
fn steps(entry: &Entry) -> Vec<String> {
    let event = |action: &Result<Action, String>| if *action == Ok(Action::Click) { "Click" } else { "Impression" };
    let step = |planned: &Planned| format!("search for {} and choose {}", planned.segment, event(&planned.action));
    let steps: Vec<String> = entry.added().map(step).collect();
    if steps.is_empty() {
        return steps;
    }
    let name = match (&entry.id, &entry.code) {
        (Some(id), _) => format!("creative {id}"),
        (None, Some(code)) => format!("the creative with the code {code}"),
        (None, None) => "the creative".to_owned(),
    };
    std::iter::once(format!("open the Edit screen of {name} and go to the Segment Pixels section"))
        .chain(steps)
        .collect()
}

/// What has to be known before the plan is carried out.
fn warnings(entry: &Entry) -> Vec<String> {
    let mut warnings = Vec::new();
    if !entry.is_tied() {
        warnings.push(
            "which creative this file belongs to is not known: give its config as well, a [[creative]] entry or a \
             creative-pattern in taglint.toml"
                .to_owned(),
        );
    } else if !entry.existing_known && request(entry).is_some() {
        warnings.push(
            "what the creative is associated with now is not known, and the request replaces it: get the creative \
             first, and give its answer as an input too"
                .to_owned(),
        );
    }
    warnings.extend(entry.deals.iter().map(|deal| format!("{deal}: ask the seller before you make the association")));
    for planned in &entry.segments {
        if let Err(action) = &planned.action {
            warnings
                .push(format!("the association of segment {} has the unknown action \"{action}\"", planned.segment));
        }
    }
    warnings
}

const COLUMNS: [&str; 9] =
    ["creative_id", "creative_code", "step", "segment", "segment_code", "action", "what", "advice", "path"];

/// The rows of an entry: associations first, then what is lost, then what to delete.
fn lines(entry: &Entry, spelling: Spelling) -> Vec<[String; 9]> {
    let row = |step: &str, rest: [String; 5], path: String| {
        let [segment, segment_code, action, what, advice] = rest;
        let (id, code) = (entry.id.clone().unwrap_or_default(), entry.code.clone().unwrap_or_default());
        [id, code, step.to_owned(), segment, segment_code, action, what, advice, path]
    };
    let none = String::new;
    let associations = entry.segments.iter().map(|planned| {
        let step = if planned.existing { "keep" } else { "associate" };
        let code = planned.code.clone().unwrap_or_default();
        row(step, [planned.segment.to_string(), code, spelling.action(planned), none(), none()], entry.path.to_string())
    });
    let lost = entry.losses.iter().map(|loss| {
        let advice = loss.kind.advice().to_owned();
        row("lost", [none(), none(), none(), loss.what.clone(), advice], entry.path.to_string())
    });
    let warned = warnings(entry)
        .into_iter()
        .map(|warning| row("note", [none(), none(), none(), warning, none()], entry.path.to_string()));
    let deleted = entry.obsolete.iter().map(|one| {
        let place = format!("{}:{}:{}", one.path, one.line, one.column);
        row("delete", [none(), none(), none(), one.url.clone(), none()], place)
    });
    associations.chain(lost).chain(warned).chain(deleted).collect()
}
