//! `taglint explain` and `taglint rules`: what the rules are and why.

use super::{End, output};
use crate::cli::ListFormat;
use miette::miette;
use taglint::report::{self, Format, Style};
use taglint::rule;

/// Prints a rule's page.
pub(crate) fn explain(id: &str, style: &Style) -> miette::Result<End> {
    let Some(words) = rule::all().find(|words| words.id == id) else { return Err(unknown(id)) };
    output::print(|out| report::explain(words, style, out))
}

fn unknown(id: &str) -> miette::Report {
    let distance = |known: &str| strsim::damerau_levenshtein(known, id);
    let nearest = rule::all().map(|words| words.id.as_str()).min_by_key(|known| distance(known));
    let help = match nearest.filter(|known| distance(known) <= 6) {
        Some(known) => format!("did you mean `{known}`? `taglint rules` lists them all"),
        None => "`taglint rules` lists them all".to_owned(),
    };
    miette!(help = help, "there is no rule `{id}`")
}

/// Prints the list of rules.
pub(crate) fn rules(format: ListFormat, style: &Style) -> miette::Result<End> {
    let format = match format {
        ListFormat::Human => Format::Human,
        ListFormat::Json => Format::Json,
    };
    output::print(|out| report::rules(rule::all(), format, style, out))
}
