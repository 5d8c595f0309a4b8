//! `taglint plan`: what to associate on the server. It is written down; nothing is sent.

use super::{End, bar, input, output, setting};
use crate::cli::Plan;
use taglint::plan::Spelling;
use taglint::report::{self, Style};
use taglint::scan::Used;

/// Writes the plan for the inputs.
pub(crate) fn run(asked: &Plan, style: &Style) -> miette::Result<End> {
    output::check(&asked.writing, "plan")?;
    let config = setting::config(&asked.reading.config)?;
    let mut settings = setting::settings(&config, None)?;
    settings.plan = true;
    let mut found = input::inputs(&asked.reading, &asked.writing.output, &config)?;
    let problems = input::problems(&mut found);
    let used = Used::new(&settings.ignores);
    let report = bar::scan(&found.inputs, &settings, &used, problems, asked.reading.jobs, style)?;
    let spelling = Spelling::from(asked.spelling);
    let render = |format, report: &_, style: &_, out: &mut dyn std::io::Write| {
        report::plan(format, report, spelling, style, out)
    };
    output::write(render, &report, &asked.writing, style)?;
    Ok(input::end(&report))
}
