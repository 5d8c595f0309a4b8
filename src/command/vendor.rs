//! `taglint vendors`: the catalogue, and what it knows of hosts and URLs.

use super::{End, output, setting};
use crate::cli::{ConfigChoice, ListFormat};
use taglint::report::{self, Answer, Style};

/// Prints the catalogue, or what it knows of what was asked.
pub(crate) fn run(asked: &[String], format: ListFormat, config: &ConfigChoice, style: &Style) -> miette::Result<End> {
    let project = setting::config(config)?;
    let catalogue = setting::catalogue(&project)?;
    let answers: Vec<Answer> = asked.iter().map(|asked| Answer::new(asked, &catalogue, project.rules())).collect();
    output::print(|out| match (asked, format) {
        ([], ListFormat::Human) => report::vendors(&catalogue, style, out),
        ([], ListFormat::Json) => report::vendors_json(&catalogue, out),
        (_, ListFormat::Human) => report::answers(&answers, style, out),
        (_, ListFormat::Json) => report::answers_json(&answers, out),
    })
}
