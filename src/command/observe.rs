//! `taglint observe`: creatives shown to a browser. Only this command sends anything to the network.

use super::{End, check, output, setting};
use crate::cli::Observe;
use miette::{IntoDiagnostic, WrapErr, miette};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use taglint::discover::{self, Input};
use taglint::finding::{Problem, Report};
use taglint::observe::{self, Observation, Options, Subject};
use taglint::report::{self, Style};
use taglint::scan::{self, Settings};

/// Observes the creatives and writes the reports.
pub(crate) fn run(asked: &Observe, style: &Style) -> miette::Result<End> {
    output::check(&asked.writing, "observe")?;
    if asked.har.is_some() && asked.subjects.len() > 1 {
        let help = "observe one creative at a time, each with a file of its own";
        return Err(miette!(help = help, "--har saves the capture of one creative"));
    }
    let config = setting::config(&asked.config)?;
    let mut settings = setting::settings(&config, None)?;
    settings.inventory = true;
    let options = options(asked)?;
    say_sandbox(asked, style);
    let mut report = Report::default();
    let mut observations = Vec::new();
    for path in &asked.subjects {
        match subject(path, asked)? {
            Ok(subject) => observations.push(one(&subject, asked, &options, &settings)?),
            Err(problem) => report.problems.push(problem),
        }
    }
    report.summary.inputs = observations.len();
    observations.iter_mut().for_each(|one| join(&mut report, std::mem::take(&mut one.report)));
    scan::count(&mut report);
    let render = |format, report: &Report, style: &Style, out: &mut dyn Write| {
        report::observe(format, &observations, report, style, out)
    };
    output::write(render, &report, &asked.writing, style)?;
    Ok(check::end(&report, check::fails(asked.fail_on, &config)))
}

fn options(asked: &Observe) -> miette::Result<Options> {
    let stop = Arc::new(AtomicBool::new(false));
    let set = stop.clone();
    // The browser and its profile have to be cleared away.
    ctrlc::set_handler(move || set.store(true, Ordering::Relaxed)).into_diagnostic()?;
    Ok(Options {
        browser: asked.browser.clone(),
        no_sandbox: asked.no_sandbox,
        size: asked.size.map(|size| (size.0, size.1)),
        click: asked.click,
        wait: Duration::from_secs(asked.wait),
        timeout: Duration::from_secs(asked.timeout),
        offline: asked.offline,
        allow: asked.allow.clone(),
        block: asked.block.clone(),
        host_rules: asked.host_rules.clone(),
        runs: usize::try_from(asked.runs).unwrap_or(1),
        stop,
    })
}

fn say_sandbox(asked: &Observe, style: &Style) {
    if asked.no_sandbox && !style.quiet {
        let words =
            "note: the browser runs without its sandbox (--no-sandbox); observe only creatives that you trust that far";
        // Nothing can be said where the standard error is closed.
        let _ = writeln!(io::stderr(), "{words}");
    }
}

/// What is to be observed, or why it cannot be read.
fn subject(path: &Path, asked: &Observe) -> miette::Result<Result<Subject, Problem>> {
    if let Some(address) = path.to_str().filter(|path| path.starts_with("http://") || path.starts_with("https://")) {
        return Ok(Ok(Subject::Address(address.to_owned())));
    }
    let stdin = path == Path::new("-");
    let name = if stdin { asked.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("-")) } else { path.to_owned() };
    let mut input = input(&name)?;
    input.stdin = stdin;
    Ok(discover::read(&input).map(|bytes| Subject::Creative(input, bytes)))
}

fn input(path: &Path) -> miette::Result<Input> {
    let cwd = std::env::current_dir().into_diagnostic().wrap_err("this folder cannot be read")?;
    let path = cwd.join(path);
    Ok(Input { shown: discover::shown(&cwd, &path).into(), path, named: true, stdin: false })
}

/// Observes one creative, and saves its capture.
fn one(subject: &Subject, asked: &Observe, options: &Options, settings: &Settings) -> miette::Result<Observation> {
    let capture = match &asked.har {
        Some(file) => input(file)?,
        None => observe::unsaved(subject),
    };
    let observation = observe::observe(subject, &capture, options, settings)?;
    if let Some(file) = &asked.har {
        output::save(file, observation.har.as_bytes())?;
    }
    Ok(observation)
}

fn join(report: &mut Report, one: Report) {
    report.findings.extend(one.findings);
    report.calls.extend(one.calls);
    report.parties.extend(one.parties);
    report.problems.extend(one.problems);
    report.summary.calls += one.summary.calls;
    report.summary.suppressed += one.summary.suppressed;
}
