//! `taglint explain` and `taglint rules`: what the rules are and why.

use super::{End, output, setting};
use crate::cli::{ConfigChoice, ListFormat};
use miette::miette;
use taglint::report::{self, Format, Style};
use taglint::rule::Rulebook;

/// Prints a rule's page.
pub(crate) fn explain(id: &str, config: &ConfigChoice, style: &Style) -> miette::Result<End> {
    let project = setting::config(config)?;
    let Some(words) = project.rules().words(id) else { return Err(unknown(id, project.rules())) };
    output::print(|out| report::explain(words, style, out))
}

fn unknown(id: &str, rules: &Rulebook) -> miette::Report {
    let distance = |known: &str| strsim::damerau_levenshtein(known, id);
    let nearest = rules.all().map(|words| words.id.as_str()).min_by_key(|known| distance(known));
    let help = match nearest.filter(|known| distance(known) <= 6) {
        Some(known) => format!("did you mean `{known}`? `taglint rules` lists them all"),
        None => "`taglint rules` lists them all".to_owned(),
    };
    miette!(help = help, "there is no rule `{id}`")
}

/// Prints the list of rules.
pub(crate) fn rules(format: ListFormat, config: &ConfigChoice, style: &Style) -> miette::Result<End> {
    let format = match format {
        ListFormat::Human => Format::Human,
        ListFormat::Json => Format::Json,
    };
    let project = setting::config(config)?;
    output::print(|out| report::rules(project.rules().all(), format, style, out))
}
