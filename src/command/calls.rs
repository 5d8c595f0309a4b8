//! `taglint calls`: the inventory of every call.

use super::{End, bar, input, output, setting};
use crate::cli::Calls;
use taglint::report::{self, Style};
use taglint::scan::Used;

/// Lists the calls of the inputs.
pub(crate) fn run(calls: &Calls, style: &Style) -> miette::Result<End> {
    output::check(&calls.writing, "calls")?;
    let config = setting::config(&calls.reading.config)?;
    let mut settings = setting::settings(&config, None)?;
    settings.explain = calls.reading.explain_inputs;
    settings.markup = input::markup(&calls.reading.markup, &settings)?;
    settings.servers = input::servers(&calls.reading.declared)?;
    settings.inventory = true;
    let mut found = input::inputs(&calls.reading, &calls.writing.output, &config)?;
    let problems = input::problems(&mut found);
    let used = Used::new(&settings.ignores);
    let report = bar::scan(&found.inputs, &settings, &used, problems, calls.reading.jobs, style)?;
    input::explain(&calls.reading, &found, &report);
    output::write(report::calls, &report, &calls.writing, style)?;
    Ok(input::end(&report))
}
