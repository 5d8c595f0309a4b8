//! `taglint check`: the main job.

use super::{End, bar, baseline, input, output, setting};
use crate::cli::{Check, FailOn};
use taglint::config::Config;
use taglint::finding::{Report, Severity};
use taglint::report::{self, Format, Style};
use taglint::scan::Used;

/// Checks the inputs and writes the reports.
pub(crate) fn run(check: &Check, style: &Style) -> miette::Result<End> {
    let (end, all) = round(check, style)?;
    // The program ends here: to give back thousands of findings one by one would only take time.
    std::mem::forget(all);
    Ok(end)
}

/// The same once of several times: how it ends, and what is left of it.
pub(super) fn round(check: &Check, style: &Style) -> miette::Result<(End, impl Sized)> {
    output::check(&check.writing, "check")?;
    let config = setting::config(&check.reading.config)?;
    let mut settings = setting::settings(&config, check.min_confidence)?;
    settings.explain = check.reading.explain_inputs;
    settings.markup = input::markup(&check.reading.markup, &settings)?;
    settings.servers = input::servers(&check.reading.declared)?;
    (settings.inventory, settings.verbose) = (wants_calls(check), style.verbose);
    let mut found = input::inputs(&check.reading, &check.writing.output, &config)?;
    let problems = input::problems(&mut found);
    let used = Used::new(&settings.ignores);
    let mut report = bar::scan(&found.inputs, &settings, &used, problems, check.reading.jobs, style)?;
    input::explain(&check.reading, &found, &report);
    // Where only some files were named, as pre-commit does, nobody can say that an ignore is of no use.
    if found.inputs.iter().any(|input| !input.named) {
        setting::report_unused(&config, &settings, &used, &mut report);
    }
    baseline::apply(check, &found.inputs, &settings, &mut report)?;
    output::write(report::check, &report, &check.writing, style)?;
    let end = end(&report, fails(check.fail_on, &config));
    Ok((end, (found, settings, report)))
}

/// The lowest severity that fails: as the command line says, else the configuration.
pub(super) fn fails(asked: Option<FailOn>, config: &Config) -> Option<Severity> {
    asked.map_or_else(|| config.fail_on.unwrap_or(Some(Severity::Error)), FailOn::severity)
}

/// The HTML report shows the parties that a creative calls.
fn wants_calls(check: &Check) -> bool {
    check.writing.format == Format::Html || check.writing.output.iter().any(|output| output.format == Format::Html)
}

/// How a run ends whose findings fail from this severity on.
pub(super) fn end(report: &Report, fails: Option<Severity>) -> End {
    let fails = |severity: Severity| fails.is_some_and(|least| severity >= least);
    if report.findings.iter().any(|finding| fails(finding.severity)) { End::Found } else { input::end(report) }
}
