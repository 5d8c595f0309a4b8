//! `taglint vendors`: the catalogue, and what it knows of hosts and URLs.

use super::{End, output, setting};
use crate::cli::{ConfigChoice, ListFormat};
use taglint::association::World;
use taglint::call::RawCall;
use taglint::catalogue::{Catalogue, judge};
use taglint::declaration::Declarations;
use taglint::report::{self, Answer, Style};
use taglint::rule::{self, Case, Rulebook};

/// Prints the catalogue, or what it knows of what was asked.
pub(crate) fn run(asked: &[String], format: ListFormat, config: &ConfigChoice, style: &Style) -> miette::Result<End> {
    let project = setting::config(config)?;
    let catalogue = setting::catalogue(&project)?;
    let answers: Vec<Answer> = asked.iter().map(|asked| answer(asked, &catalogue, project.rules())).collect();
    output::print(|out| match (asked, format) {
        ([], ListFormat::Human) => report::vendors(&catalogue, style, out),
        ([], ListFormat::Json) => report::vendors_json(&catalogue, out),
        (_, ListFormat::Human) => report::answers(&answers, style, out),
        (_, ListFormat::Json) => report::answers_json(&answers, out),
    })
}

fn answer<'c>(asked: &str, catalogue: &'c Catalogue, rules: &Rulebook) -> Answer<'c> {
    let url = if asked.contains("//") { asked.to_owned() } else { format!("https://{asked}") };
    let call = judge(RawCall::pixel(&url), catalogue);
    let world = World::default();
    let case = Case {
        catalogue,
        calls: &[],
        creatives: &[],
        objects: &[],
        tied: None,
        world: &world,
        declarations: Declarations::default(),
    };
    let said = rules.rules().filter_map(|rule| {
        let draft = rule.call(&call, &case)?;
        Some((rule.id(), rule::fill(&rules.words(rule.id())?.message, |name| draft.get(name))))
    });
    let rules = said.collect();
    Answer { asked: asked.to_owned(), rules, call }
}
