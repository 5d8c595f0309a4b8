//! Baselines at `taglint check`: taking out what is known, naming what is stale, writing a new one.

use super::output;
use crate::cli::Check;
use miette::{IntoDiagnostic, WrapErr};
use std::path::Path;
use taglint::baseline::{self, Baseline, Checked, Entry};
use taglint::discover::Input;
use taglint::finding::Report;
use taglint::scan::{self, Settings};

/// Does with the findings what the options about baselines ask for.
pub(crate) fn apply(check: &Check, inputs: &[Input], settings: &Settings, report: &mut Report) -> miette::Result<()> {
    let cwd = std::env::current_dir().into_diagnostic().wrap_err("this folder cannot be read")?;
    match (&check.baseline, &check.write_baseline) {
        (Some(path), _) => compare(&Baseline::load(path, &cwd)?, inputs, &cwd, settings, report),
        (_, Some(path)) => write(path, inputs, &cwd, report)?,
        _ => {}
    }
    Ok(())
}

fn compare(known: &Baseline, inputs: &[Input], cwd: &Path, settings: &Settings, report: &mut Report) {
    let before = report.findings.len();
    let stale = known.take_known(&mut report.findings);
    report.summary.baselined = before - report.findings.len();
    let checked = Checked::new(inputs.iter().map(|input| &input.shown), &report.problems, cwd);
    // What was not asked for this time may be there all the same.
    let asked = |entry: &&Entry| entry.confidence >= settings.min_confidence;
    let stale = stale.into_iter().filter(asked).filter(|entry| checked.has(entry));
    let stale = stale.map(|entry| (entry.span, &*entry.rule));
    let unused = scan::unused_ignores(known.shown(), known.text(), "entry of the baseline", stale, settings);
    report.findings.extend(unused);
    scan::count(report);
}

/// Writes what was found, and keeps what the file knew of others. A file that is no baseline is not overwritten.
fn write(path: &Path, inputs: &[Input], cwd: &Path, report: &mut Report) -> miette::Result<()> {
    let old = if path.exists() { Baseline::load(path, cwd)? } else { Baseline::default() };
    let checked = Checked::new(inputs.iter().map(|input| &input.shown), &report.problems, cwd);
    let others = old.entries().iter().filter(|entry| !checked.has(entry)).cloned();
    let entries: Vec<Entry> = report.findings.iter().map(Entry::from).chain(others).collect();
    output::save(path, baseline::write(entries).as_bytes())?;
    report.summary.baselined = report.findings.len();
    report.findings.clear();
    scan::count(report);
    Ok(())
}
