//! `taglint observe`.

use super::{End, output, setting};
use crate::cli::Observe;
use miette::{IntoDiagnostic, WrapErr};
use taglint::discover::{self, Input};
use taglint::observe::{self, Options, Subject};
use taglint::report::{self, Style};

/// Observes the inputs and writes the reports.
pub(crate) fn run(asked: &Observe, style: &Style) -> miette::Result<End> {
    output::check(&asked.writing, "check")?;
    let config = setting::config(&asked.config)?;
    let mut settings = setting::settings(&config, None)?;
    settings.inventory = true;
    let cwd = std::env::current_dir().into_diagnostic().wrap_err("this folder cannot be read")?;
    let path = cwd.join(&asked.subjects[0]);
    let input = Input { shown: discover::shown(&cwd, &path).into(), path, named: true, stdin: false };
    let bytes = discover::read(&input).map_err(|problem| miette::miette!("{}", problem.message))?;
    let subject = Subject::Creative(input, bytes);
    let options = Options {
        no_sandbox: asked.no_sandbox,
        click: asked.click,
        offline: asked.offline,
        host_rules: asked.host_rules.clone(),
        ..Options::default()
    };
    let observation = observe::observe(&subject, &observe::unsaved(&subject), &options, &mut settings)?;
    if let Some(file) = &asked.har {
        output::save(file, observation.har.as_bytes())?;
    }
    output::write(report::check, &observation.report, &asked.writing, style)?;
    Ok(End::Clean)
}
