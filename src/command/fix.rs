//! `taglint fix`: a diff of the inputs without the flagged calls, or the inputs changed. The standard output holds the
//! diff and nothing else; what is to be done by hand goes to the standard error.

use super::{End, input, output, setting};
use crate::cli::Fix;
use miette::miette;
use rayon::prelude::*;
use std::io::{self, Write};
use taglint::discover::{Input, read};
use taglint::finding::Problem;
use taglint::fix::{self, Fixed, Options};
use taglint::report::Style;
use taglint::scan::{Settings, Used};
use taglint::source::{Lines, decode};

/// What became of one input.
struct Done<'i> {
    input: &'i Input,
    before: Vec<u8>,
    fixed: Fixed,
}

/// Fixes the inputs.
pub(crate) fn run(asked: &Fix, style: &Style) -> miette::Result<End> {
    let config = setting::config(&asked.reading.config)?;
    let settings = setting::settings(&config, asked.min_confidence)?;
    let mut found = input::inputs(&asked.reading, &config)?;
    if asked.write && found.inputs.iter().any(|input| input.stdin) {
        let help = "name files, or leave out --write to see the changes";
        return Err(miette!(help = help, "--write cannot change the standard input"));
    }
    let mut problems = input::problems(&mut found);
    let options = Options { no_redir: asked.no_redir, associate: asked.associate, bold: asked.bold };
    let one = |input| one(input, &settings, options);
    let all: Vec<Result<Done, Problem>> =
        input::with_threads(asked.reading.jobs, || found.inputs.par_iter().map(one).collect())?;
    let (mut done, mut incomplete) = (Vec::new(), false);
    for result in all {
        match result {
            Ok(one) => done.push(one),
            Err(problem) => problems.push(problem),
        }
    }
    for one in &done {
        incomplete |= one.fixed.notes.iter().any(|note| note.incomplete);
    }
    incomplete |= problems.iter().any(|problem| problem.incomplete);
    change(&done, asked, style)?;
    tell(&done, &problems, asked, style);
    let left = done.iter().any(|one| !one.fixed.left.is_empty());
    let changed = done.iter().any(|one| one.before != one.fixed.bytes);
    Ok(match (left || (changed && !asked.write), incomplete) {
        (true, _) => End::Found,
        (false, true) => End::Incomplete,
        (false, false) => End::Clean,
    })
}

/// Inputs without anything to fix need not be kept.
fn one<'i>(input: &'i Input, settings: &Settings, options: Options) -> Result<Done<'i>, Problem> {
    let before = read(input)?;
    let used = Used::new(&settings.ignores);
    let mut fixed = fix::fix(input, &before, settings, &used, options);
    if before == fixed.bytes {
        fixed.bytes = Vec::new();
        let before = if fixed.left.is_empty() && fixed.notes.is_empty() { Vec::new() } else { before };
        return Ok(Done { input, fixed: Fixed { bytes: before.clone(), ..fixed }, before });
    }
    Ok(Done { input, before, fixed })
}

/// Writes the files, or prints the diff.
fn change(done: &[Done], asked: &Fix, style: &Style) -> miette::Result<()> {
    let changed = || done.iter().filter(|one| one.before != one.fixed.bytes);
    if asked.write {
        return changed().try_for_each(|one| output::replace(&one.input.path, &one.before, &one.fixed.bytes));
    }
    let print = |out: &mut dyn Write| {
        changed().try_for_each(|one| fix::diff(&one.input.shown, &one.before, &one.fixed.bytes, style.color, out))
    };
    output::print(print).map(drop)
}

/// Says on the standard error what is left to do.
fn tell(done: &[Done], problems: &[Problem], asked: &Fix, style: &Style) {
    let mut lines: Vec<String> =
        problems.iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect();
    for one in done {
        lines.extend(of_input(one));
    }
    if !style.quiet {
        lines.push(summary(done, asked));
    }
    let _ = io::stderr().write_all(lines.iter().map(|line| format!("{line}\n")).collect::<String>().as_bytes());
}

fn of_input(done: &Done) -> Vec<String> {
    let shown = &done.input.shown;
    let mut lines = Vec::new();
    if done.fixed.notes.iter().any(|note| note.incomplete) {
        let decoded = decode(&done.before);
        let table = Lines::new(&decoded);
        let place = |span| table.place(span);
        lines.extend(done.fixed.notes.iter().filter(|note| note.incomplete).map(|note| {
            let place = place(note.span);
            format!("{shown}:{}:{}: {}", place.line, place.column, note.message)
        }));
    }
    lines.extend(done.fixed.left.iter().map(|left| {
        format!(
            "{shown}:{}:{}: left [{}] {}\n  {}",
            left.place.line,
            left.place.column,
            left.rule,
            clipped(&left.url),
            left.why
        )
    }));
    lines.extend(done.fixed.associate.iter().map(|one| {
        let what = match (one.segment, &one.code) {
            (Some(id), _) => format!("segment {id}"),
            (None, Some(code)) => format!("the segment with the code {code} (look its id up first)"),
            (None, None) => "its segments".to_owned(),
        };
        format!("{shown}: associate {what} with the creative on the server, action \"{}\"", one.action.as_str())
    }));
    lines
}

fn clipped(url: &str) -> String {
    const LONGEST: usize = 120;
    match url.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &url[..cut]),
        None => url.to_owned(),
    }
}

fn summary(done: &[Done], asked: &Fix) -> String {
    let calls: usize = done.iter().map(|one| one.fixed.calls).sum();
    let left: usize = done.iter().map(|one| one.fixed.left.len()).sum();
    let files = done.iter().filter(|one| one.before != one.fixed.bytes).count();
    let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    let changed = match (calls, asked.write) {
        (0, _) => "Nothing to change".to_owned(),
        (_, true) => format!("{} fixed in {}", count(calls, "call"), count(files, "file")),
        (_, false) => {
            format!("{} in {} can be fixed: --write does it", count(calls, "call"), count(files, "file"))
        }
    };
    if left == 0 { changed } else { format!("{changed}; {} left to do by hand", count(left, "call")) }
}
