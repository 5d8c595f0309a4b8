//! `taglint fix`: a diff of the inputs without the flagged calls, or the inputs changed. The standard output holds the
//! diff and nothing else; what is to be done by hand goes to the standard error.

use super::{End, input, output, setting};
use crate::cli::Fix;
use miette::miette;
use rayon::prelude::*;
use std::collections::HashMap;
use std::io::{self, Write};
use taglint::association::Creative;
use taglint::discover::{Input, read};
use taglint::finding::Problem;
use taglint::fix::{self, Fixed, Options};
use taglint::remedy::Associate;
use taglint::report::{self, Style};
use taglint::scan::{self, Around, Used};

/// What became of one input.
struct Done<'i> {
    input: &'i Input,
    before: Vec<u8>,
    fixed: Fixed,
    changed: bool,
}

/// Fixes the inputs.
pub(crate) fn run(asked: &Fix, style: &Style) -> miette::Result<End> {
    let config = setting::config(&asked.reading.config)?;
    let settings = setting::settings(&config, asked.min_confidence)?;
    let mut found = input::inputs(&asked.reading, &[], &config)?;
    if asked.write && found.inputs.iter().any(|input| input.stdin) {
        let help = "name files, or leave out --write to see the changes";
        return Err(miette!(help = help, "--write cannot change the standard input"));
    }
    let mut problems = input::problems(&mut found);
    let options = Options { no_redir: asked.no_redir, associate: asked.associate, bold: asked.bold, only: None };
    let used = Used::new(&settings.ignores);
    let all = || {
        // The standard input can be read only once.
        let files: Vec<Input> = found.inputs.iter().filter(|input| !input.stdin).cloned().collect();
        let (world, disagreements) = scan::world(&files);
        let around = Around { settings: &settings, used: &used, world: &world };
        let mut results: Vec<_> =
            found.inputs.par_iter().with_max_len(1).map(|input| one(input, around, options)).collect();
        if options.associate {
            associate(&mut results, around);
        }
        (results, disagreements)
    };
    let (results, disagreements) = input::with_threads(asked.reading.jobs, all)?;
    problems.extend(disagreements);
    let mut done = Vec::new();
    for result in results {
        match result {
            Ok(one) => done.push(one),
            Err(problem) => problems.push(problem),
        }
    }
    if asked.write {
        write(&done, &mut problems)
    } else {
        print(&done, style)?
    }
    tell(&done, &problems, asked, style);
    Ok(end(&done, &problems, asked.write))
}

fn one<'i>(input: &'i Input, around: Around, options: Options) -> Result<Done<'i>, Problem> {
    let before = read(input)?;
    if let Some(why) = fix::refusal(input, &before) {
        return Err(not_changed(input, why));
    }
    let fixed = fix::fix(input, &before, around, options);
    let changed = before != fixed.bytes;
    let mut done = Done { input, before, fixed, changed };
    // Most inputs are clean: their bytes need not wait for the others.
    if !changed && done.fixed.left.is_empty() && done.fixed.notes.is_empty() {
        done.before = Vec::new();
        done.fixed.bytes = Vec::new();
    }
    Ok(done)
}

/// Writes what tied files are to be associated with into the configs that have their creatives.
fn associate(results: &mut [Result<Done, Problem>], around: Around) {
    let path = |one: &Result<Done, Problem>| one.as_ref().ok().map(|done| done.input.shown.clone());
    let numbers: HashMap<_, _> =
        results.iter().enumerate().filter_map(|(number, one)| Some((path(one)?, number))).collect();
    for number in 0..results.len() {
        let Ok(done) = &results[number] else { continue };
        let (Some(tie), false) = (&done.fixed.tie, done.fixed.associate.is_empty()) else { continue };
        let Some(config) = tie.path.as_ref().and_then(|path| numbers.get(path)) else { continue };
        let (creative, wanted) = (tie.creative.clone(), done.fixed.associate.clone());
        let Some(rest) = results[*config].as_mut().ok().and_then(|config| add(config, around, &creative, &wanted))
        else {
            continue;
        };
        if let Ok(done) = &mut results[number] {
            done.fixed.associate = rest;
        }
    }
}

/// Adds associations to a config; returns those that are still to be made by hand, or none if nothing was added.
fn add(config: &mut Done, around: Around, creative: &Creative, wanted: &[Associate]) -> Option<Vec<Associate>> {
    if config.before.is_empty() {
        // It was clean, and its bytes were let go.
        config.before = read(config.input).ok()?;
        config.fixed.bytes = config.before.clone();
    }
    let (bytes, rest) = fix::associate(config.input, &config.fixed.bytes, around, creative, wanted)?;
    (config.fixed.bytes, config.changed) = (bytes, true);
    Some(rest)
}

fn not_changed(input: &Input, message: &str) -> Problem {
    let (path, message) = (input.shown.clone(), message.to_owned());
    Problem { path, line: None, column: None, code: "not-changed", message, incomplete: true }
}

/// Changes the files. One that cannot be written is a problem, and the rest goes on.
fn write(done: &[Done], problems: &mut Vec<Problem>) {
    for one in done.iter().filter(|one| one.changed) {
        if let Err(error) = output::replace(&one.input.path, &one.before, &one.fixed.bytes) {
            let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
            let (path, message) = (one.input.shown.clone(), causes.join(": "));
            problems.push(Problem { path, line: None, column: None, code: "not-written", message, incomplete: true });
        }
    }
}

fn print(done: &[Done], style: &Style) -> miette::Result<()> {
    let each = |out: &mut dyn Write| {
        let changed = done.iter().filter(|one| one.changed);
        changed
            .into_iter()
            .try_for_each(|one| fix::diff(&one.input.shown, &one.before, &one.fixed.bytes, style.color, out))
    };
    output::print(each).map(drop)
}

fn end(done: &[Done], problems: &[Problem], written: bool) -> End {
    let open = |one: &Done| !one.fixed.left.is_empty() || (one.changed && !written);
    let unread = |one: &Done| one.fixed.notes.iter().any(|note| note.incomplete);
    if done.iter().any(open) {
        End::Found
    } else if done.iter().any(unread) || problems.iter().any(|problem| problem.incomplete) {
        End::Incomplete
    } else {
        End::Clean
    }
}

/// Says on the standard error what is left to do.
fn tell(done: &[Done], problems: &[Problem], asked: &Fix, style: &Style) {
    let mut lines: Vec<String> =
        problems.iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect();
    for one in done {
        lines.extend(report::left(&one.input.shown, &one.before, &one.fixed, asked.write));
    }
    if !style.quiet {
        lines.push(summary(done, asked));
    }
    let _ = io::stderr().write_all(lines.iter().map(|line| format!("{line}\n")).collect::<String>().as_bytes());
}

fn summary(done: &[Done], asked: &Fix) -> String {
    let calls: usize = done.iter().map(|one| one.fixed.calls).sum();
    let left: usize = done.iter().map(|one| one.fixed.left.len()).sum();
    let files = done.iter().filter(|one| one.changed).count();
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
