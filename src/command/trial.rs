//! `taglint test-rules`: the samples of a project's own vendors and rules.

use super::{End, output, setting};
use crate::cli::TestRules;
use miette::{IntoDiagnostic, WrapErr, miette};
use taglint::custom::Custom;
use taglint::report::{self, Style};

/// Holds every sample and shows what failed.
pub(crate) fn run(asked: &TestRules, style: &Style) -> miette::Result<End> {
    let trial = match &asked.folder {
        Some(folder) => {
            let cwd = std::env::current_dir().into_diagnostic().wrap_err("this folder cannot be read")?;
            Custom::load(std::slice::from_ref(folder), &cwd)?.trial()
        }
        None => setting::config(&asked.config)?.custom().ok_or_else(nothing)?.trial(),
    };
    output::print(|out| report::trial(&trial, style, out))?;
    Ok(if trial.failures.is_empty() { End::Clean } else { End::Found })
}

fn nothing() -> miette::Report {
    let help = "name a folder, or set `rules = [\"folder\"]` in taglint.toml; the samples of the vendors that come with taglint are tested when it is built (`cargo test --test catalogue`)";
    miette!(help = help, "there are no vendors or rules of your own to test")
}
