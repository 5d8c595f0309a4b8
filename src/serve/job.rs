//! *Jobs*: a check of what was sent, and what there is to a check that was made: the report, the plan, the fix. Each is
//! made by the code that the command of its name runs.

use super::answer::Answer;
use crate::discover::{Input, absolute};
use crate::finding::{Report, Summary};
use crate::fix::{self, Fixed, Options};
use crate::plan::Spelling;
use crate::report::{self, Format, Style};
use crate::scan::{Around, Settings, Used, run_bytes, world_of};
use crate::source::decode;
use hyper::StatusCode;
use serde::Serialize;
use std::path::Path;
use std::sync::Arc;

/// What is pasted is called so; without an ending, it is told by its content.
const PASTED: &str = "pasted";
/// Characters of a name; of a longer one, the end is kept.
const NAME: usize = 120;
/// Columns of texts, unless fewer are asked for.
const WIDTH: usize = 100;
/// Columns that a text needs at least.
const NARROW: usize = 36;

/// A check that was made.
#[derive(Debug)]
pub(super) struct Kept {
    input: Input,
    bytes: Vec<u8>,
    report: Report,
}

/// What the page is told of a check.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    /// Its number, by which the rest is asked for.
    pub(super) id: u64,
    name: Arc<str>,
    class: &'static str,
    headline: String,
    /// How many inputs its report shows by themselves.
    shown: usize,
    summary: Summary,
    /// What it was read as.
    read_as: Option<String>,
    /// How many creatives the plan is about.
    planned: usize,
    /// Whether it can be fixed at all, or why not.
    not_fixable: Option<&'static str>,
}

/// What is asked for of a check.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wish {
    /// The report as a page.
    Report,
    /// The plan, texts of it in so many columns.
    Plan(Format, usize),
    /// What a fix changes and leaves.
    Fix(Options),
    /// The fixed bytes.
    Fixed(Options),
}

/// What the page is told of a fix.
#[derive(Debug, Serialize)]
struct Mended {
    /// How many calls were taken out or changed.
    calls: usize,
    changed: bool,
    /// The changes as a unified diff.
    diff: String,
    /// All of it, fixed.
    text: String,
    /// What is left to do by hand, a line each.
    left: Vec<String>,
}

impl Kept {
    /// Checks bytes that were sent under a name, as a file of that name in the folder.
    pub(super) fn new(name: &str, bytes: Vec<u8>, settings: &Settings, folder: &Path) -> Self {
        let name = clean(name);
        let input = Input { path: absolute(folder, Path::new(&name)), shown: name.into(), named: true, stdin: true };
        let report = run_bytes(&input, bytes.clone(), settings, &Used::new(&settings.ignores));
        Self { input, bytes, report }
    }

    /// What the page is told at once.
    pub(super) fn told(&self) -> Told {
        let verdict = report::headline(&self.report);
        Told {
            id: 0,
            name: self.input.shown.clone(),
            class: verdict.class,
            headline: verdict.words,
            shown: verdict.shown,
            summary: self.report.summary,
            read_as: self.report.readings.first().map(|reading| reading.what.clone()),
            planned: self.report.plan.len(),
            not_fixable: fix::refusal(&self.input, &self.bytes),
        }
    }

    /// What was sent, to be observed.
    pub(super) fn subject(&self) -> (Input, Vec<u8>) {
        (self.input.clone(), self.bytes.clone())
    }

    /// What is asked for.
    pub(super) fn give(&self, wish: Wish, settings: &Settings) -> Answer {
        let style = |width| Style { color: false, links: false, width, quiet: false, verbose: true };
        let mut out = Vec::new();
        let written = match wish {
            Wish::Report => report::check(Format::Html, &self.report, &style(WIDTH), &mut out),
            Wish::Plan(format, columns) => {
                report::plan(format, &self.report, Spelling::Spaces, &style(columns), &mut out)
            }
            Wish::Fix(options) => return self.mend(settings, options, |fixed| self.mended(fixed)),
            Wish::Fixed(options) => return self.mend(settings, options, |fixed| Answer::file(fixed.bytes)),
        };
        match (written, wish) {
            (Ok(()), Wish::Report) => Answer::report(out),
            (Ok(()), _) => Answer::text(out),
            (Err(error), _) => Answer::error(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
        }
    }

    fn mend(&self, settings: &Settings, options: Options, tell: impl FnOnce(Fixed) -> Answer) -> Answer {
        if let Some(why) = fix::refusal(&self.input, &self.bytes) {
            return Answer::error(StatusCode::CONFLICT, why);
        }
        let (used, world) = (Used::new(&settings.ignores), world_of(&self.input, &self.bytes));
        tell(fix::fix(&self.input, &self.bytes, Around { settings, used: &used, world: &world }, options))
    }

    fn mended(&self, fixed: Fixed) -> Answer {
        let mut diff = Vec::new();
        // A vector takes everything.
        let _ = fix::diff(&self.input.shown, &self.bytes, &fixed.bytes, false, &mut diff);
        Answer::json(&Mended {
            calls: fixed.calls,
            changed: fixed.bytes != self.bytes,
            diff: String::from_utf8_lossy(&diff).into_owned(),
            text: decode(&fixed.bytes).text.into_owned(),
            left: report::left(&self.input.shown, &self.bytes, &fixed, false),
        })
    }
}

impl Wish {
    /// From the address: its word, and its parameters.
    pub(super) fn new(what: &str, parameter: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let is_set = |name: &str| parameter(name).is_some_and(|value| value == "1");
        let options = || Options {
            no_redir: is_set("no-redir"),
            associate: is_set("associate"),
            bold: is_set("unsafe"),
            only: None,
        };
        Some(match what {
            "report" => Self::Report,
            "plan" => Self::Plan(format(parameter("format").as_deref())?, columns(parameter("columns").as_deref())),
            "fix" => Self::Fix(options()),
            "fixed" => Self::Fixed(options()),
            _ => return None,
        })
    }
}

fn format(name: Option<&str>) -> Option<Format> {
    match name.unwrap_or("human") {
        "human" => Some(Format::Human),
        "json" => Some(Format::Json),
        "csv" => Some(Format::Csv),
        _ => None,
    }
}

/// The columns that are asked for, within what can be read.
pub(super) fn columns(asked: Option<&str>) -> usize {
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(WIDTH).clamp(NARROW, WIDTH)
}

/// A name as it can be shown, without folders.
fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: Vec<char> = last.chars().filter(|c| !c.is_control()).collect();
    let name: String = plain[plain.len().saturating_sub(NAME)..].iter().collect();
    match name.trim() {
        "" | "." | ".." => PASTED.to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_out_of_the_folder() {
        let long = format!("{}.html", "a".repeat(300));
        let cases = [
            ("", "pasted"),
            ("..", "pasted"),
            ("../../etc/passwd", "passwd"),
            ("C:\\fakepath\\tag.html", "tag.html"),
            ("a\u{0}\nb.html", "ab.html"),
            ("spring <b>.html", "spring <b>.html"),
            (&long, &long[long.len() - NAME..]),
        ];
        for (name, expected) in cases {
            assert_eq!(clean(name), expected, "{name:?}");
        }
    }
}
