//! `taglint vendors`: the catalogue, and what it knows of hosts and URLs.

use super::{End, output, setting};
use crate::cli::{ConfigChoice, ListFormat};
use taglint::association::World;
use taglint::call::{Confidence, RawCall, Trigger};
use taglint::catalogue::{Catalogue, judge};
use taglint::mapped::Mapped;
use taglint::report::{self, Answer, Style};
use taglint::rule::{self, Case};

/// Prints the catalogue, or what it knows of what was asked.
pub(crate) fn run(asked: &[String], format: ListFormat, config: &ConfigChoice, style: &Style) -> miette::Result<End> {
    let catalogue = setting::catalogue(&setting::config(config)?)?;
    let answers: Vec<Answer> = asked.iter().map(|asked| answer(asked, &catalogue)).collect();
    output::print(|out| match (asked, format) {
        ([], ListFormat::Human) => report::vendors(&catalogue, style, out),
        ([], ListFormat::Json) => report::vendors_json(&catalogue, out),
        (_, ListFormat::Human) => report::answers(&answers, style, out),
        (_, ListFormat::Json) => report::answers_json(&answers, out),
    })
}

fn answer<'c>(asked: &str, catalogue: &'c Catalogue) -> Answer<'c> {
    let call = judge(as_pixel(asked), catalogue);
    let world = World::default();
    let case = Case { catalogue, calls: &[], creatives: &[], objects: &[], tied: None, world: &world };
    let said = rule::RULES.iter().filter_map(|rule| {
        let draft = rule.call(&call, &case)?;
        Some((rule.id(), rule::fill(&rule::words(rule.id())?.message, |name| draft.get(name))))
    });
    let rules = said.collect();
    Answer { asked: asked.to_owned(), rules, call }
}

/// What is asked about, as an image that loads with the ad.
fn as_pixel(asked: &str) -> RawCall {
    let url = if asked.contains("//") { asked.to_owned() } else { format!("https://{asked}") };
    RawCall {
        made_at: (0, None),
        url: Mapped::plain(&url, 0).into_owned(),
        expression: None,
        remove: None,
        trigger: Trigger::Load,
        chain: vec!["img[src]".into()],
        confidence: Confidence::High,
        creative: None,
    }
}
