//! What the commands that read inputs share: finding them, threads, and how a run ends.

use super::End;
use crate::cli::{Output, Reading};
use miette::{IntoDiagnostic, WrapErr, miette};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use taglint::chain::Markup;
use taglint::config::Config;
use taglint::declaration::AdServers;
use taglint::discover::{self, Discovery, Globs, Input, Selection, discover, file_list};
use taglint::finding::{Problem, Report};
use taglint::scan::{self, Settings};

/// The inputs that were asked for. Reports that this run writes are none of them, though they may lie among the creatives.
pub(crate) fn inputs(reading: &Reading, reports: &[Output], config: &Config) -> miette::Result<Discovery> {
    let mut found = discover(&selection(reading, config)?);
    let reports: Vec<PathBuf> = reports.iter().filter_map(|report| std::path::absolute(&report.path).ok()).collect();
    found.inputs.retain(|input| input.named || !reports.contains(&input.path));
    Ok(found)
}

fn selection(reading: &Reading, config: &Config) -> miette::Result<Selection> {
    let cwd = std::env::current_dir().into_diagnostic().wrap_err("this folder cannot be read")?;
    let mut paths = reading.paths.clone();
    if let Some(list) = &reading.file_list {
        if list == Path::new("-") && paths.contains(list) {
            let help = "give one of them as a file";
            return Err(miette!(help = help, "the standard input cannot be both a creative and the list of files"));
        }
        paths.extend(listed(list)?);
    } else if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    Ok(Selection {
        paths,
        exclude: vec![Globs::new(&cwd, &reading.exclude)?, config.exclude.clone()],
        include: vec![Globs::new(&cwd, &reading.include)?, config.include.clone()],
        no_ignore: reading.no_ignore,
        force_exclude: reading.force_exclude,
        stdin_name: reading.stdin_filename.clone(),
        explain: reading.explain_inputs,
        cwd,
    })
}

fn listed(list: &Path) -> miette::Result<Vec<PathBuf>> {
    let read = if list == Path::new("-") { file_list(io::stdin()) } else { File::open(list).and_then(file_list) };
    read.into_diagnostic().wrap_err_with(|| format!("the file list {} cannot be read", list.display()))
}

/// Says on the standard error how the inputs were read, and what was left out.
pub(crate) fn explain(reading: &Reading, found: &Discovery, report: &Report) {
    if !reading.explain_inputs {
        return;
    }
    let read = report.readings.iter().map(|one| format!("{}: read as {}, because {}\n", one.path, one.what, one.why));
    let skipped = found.skipped.iter().map(|one| format!("{}: left out, because {}\n", one.shown, one.why));
    // Nothing can be said where the standard error is closed.
    let _ = io::stderr().write_all(read.chain(skipped).collect::<String>().as_bytes());
}

/// The ad servers of exports.
pub(crate) fn servers(files: &[PathBuf]) -> miette::Result<AdServers> {
    let mut servers = AdServers::default();
    for file in files {
        let bytes =
            std::fs::read(file).into_diagnostic().wrap_err_with(|| format!("cannot read {}", file.display()))?;
        if !servers.add_export(&bytes) {
            let help = "an export is what the platform's /adserver service answers: {\"adservers\": [{\"id\", \"name\", \"hostnames\", …}]}";
            return Err(miette!(help = help, "{} holds no ad servers", file.display()));
        }
    }
    Ok(servers)
}

/// The calls of the markup that captures are of.
pub(crate) fn markup(files: &[PathBuf], settings: &Settings) -> miette::Result<Markup> {
    let cwd = std::env::current_dir().into_diagnostic().wrap_err("this folder cannot be read")?;
    let mut markup = Markup::default();
    for file in files {
        let path = cwd.join(file);
        let shown = Arc::from(discover::shown(&cwd, &path));
        let input = Input { path, shown, named: true, stdin: false };
        let bytes =
            discover::read(&input).map_err(|problem| miette!("cannot read {}: {}", file.display(), problem.message))?;
        if !scan::markup(&input, &bytes, settings, &mut markup) {
            let help = "give the creative's own file: the tag, the document or the config that was recorded";
            return Err(miette!(help = help, "{} makes no call", file.display()));
        }
    }
    Ok(markup)
}

/// Runs something on the number of threads that was asked for.
pub(crate) fn with_threads<T: Send>(jobs: Option<usize>, run: impl FnOnce() -> T + Send) -> miette::Result<T> {
    // None is as many as there are processors.
    let pool = taglint::extract::js::threads().num_threads(jobs.unwrap_or(0)).build().into_diagnostic()?;
    Ok(pool.install(run))
}

/// How a run without findings that fail ends.
pub(crate) fn end(report: &Report) -> End {
    if report.problems.iter().any(|problem| problem.incomplete) { End::Incomplete } else { End::Clean }
}

/// Problems from finding the inputs, with one that says so where there was nothing to read. A hook may well name only
/// files that are excluded: nothing was to be read then.
pub(crate) fn problems(found: &mut Discovery) -> Vec<Problem> {
    let mut problems = std::mem::take(&mut found.problems);
    if found.inputs.is_empty() && found.excluded == 0 && !problems.iter().any(|problem| problem.incomplete) {
        let message = "There is nothing to read: no file here has a name that creatives have; name the files themselves, or use --include";
        problems.push(Problem {
            path: ".".into(),
            line: None,
            column: None,
            code: "no-inputs",
            message: message.to_owned(),
            incomplete: true,
        });
    }
    problems
}
