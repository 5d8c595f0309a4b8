//! The catalogue for people and as data: all vendors, and what is known of single hosts and URLs.

use super::paint::Paint;
use super::plain::visible;
use super::table::table;
use super::{Style, json};
use crate::association::World;
use crate::call::RawCall;
use crate::catalogue::{Call, Catalogue, Class, Kind, Vendor, judge};
use crate::declaration::Declarations;
use crate::finding::CallView;
use crate::rule::{Case, Families, Rulebook, fill};
use crate::scan::view;
use serde::Serialize;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// What was asked, and what follows from calling it.
#[derive(Debug)]
pub struct Answer<'c> {
    /// The host or URL as typed.
    pub asked: String,
    /// What the catalogue says.
    pub call: Call<'c>,
    /// Ids of the rules that would speak of such a call in a creative, on load, each with its message.
    pub rules: Vec<(&'static str, String)>,
}

impl<'c> Answer<'c> {
    /// Looks up a host or URL.
    #[must_use]
    pub fn new(asked: &str, catalogue: &'c Catalogue, rules: &Rulebook) -> Self {
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
            families: Families::default(),
            firsts: &RefCell::default(),
        };
        let said = rules.rules().filter_map(|rule| {
            let draft = rule.call(&call, &case)?;
            Some((rule.id(), fill(&rules.words(rule.id())?.message, |name| draft.get(name))))
        });
        let rules = said.collect();
        Self { asked: asked.to_owned(), rules, call }
    }
}

/// All vendors as a table.
///
/// # Errors
/// Those of the writer.
pub fn vendors(catalogue: &Catalogue, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = table(style.width, &["Vendor", "GVL", "Domains", "What its endpoints do"]);
    for (_, vendor) in catalogue.vendors() {
        let kinds: BTreeSet<Kind> = vendor.endpoints.iter().map(|endpoint| endpoint.kind).collect();
        let kinds: Vec<&str> = kinds.into_iter().map(Kind::as_str).collect();
        let gvl = vendor.gvl_id.map_or_else(String::new, |id| id.to_string());
        rows.add_row([vendor.name.clone(), gvl, vendor.domains.join(" "), kinds.join(", ")]);
    }
    writeln!(out, "{rows}")?;
    let all: Vec<&Vendor> = catalogue.vendors().map(|(_, vendor)| vendor).collect();
    let endpoints: usize = all.iter().map(|vendor| vendor.endpoints.len()).sum();
    writeln!(out, "{} vendors, {endpoints} endpoints", all.len())
}

/// All vendors as data.
///
/// # Errors
/// Those of the writer.
pub fn vendors_json(catalogue: &Catalogue, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct Page<'c> {
        schema: &'static str,
        vendors: Vec<&'c Vendor>,
    }
    let vendors = catalogue.vendors().map(|(_, vendor)| vendor).collect();
    json::document(&Page { schema: "taglint.vendors/1", vendors }, out)
}

/// What is known of what was asked, for people.
///
/// # Errors
/// Those of the writer.
pub fn answers(answers: &[Answer], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint::new(style);
    for (number, answer) in answers.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", paint.heading(&visible(&answer.asked)))?;
        for (name, text) in facts(answer) {
            let first = format!("  {name:<9} ");
            let options = textwrap::Options::new(style.width).initial_indent(&first).subsequent_indent("            ");
            writeln!(out, "{}", textwrap::fill(&visible(&text), options))?;
        }
    }
    Ok(())
}

fn facts(answer: &Answer) -> Vec<(&'static str, String)> {
    let class = &answer.call.class;
    let mut facts = Vec::new();
    facts.push(("vendor", vendor_of(class)));
    facts.push(("kind", class.kind.as_str().to_owned()));
    if let Some(endpoint) = class.endpoint {
        facts.push(("endpoint", endpoint.id.clone()));
        facts.push(("note", endpoint.note.clone()));
        facts.push(("source", endpoint.source.clone()));
    } else if let Some(vendor) = class.vendor {
        facts.push(("source", vendor.source.clone()));
    }
    for hop in &answer.call.hops {
        let vendor = hop.class.party().unwrap_or("unknown vendor");
        facts.push(("hop", format!("{} ({vendor}, {})", hop.url.text, hop.class.kind.as_str())));
    }
    if answer.rules.is_empty() {
        facts.push(("on load", "no rule speaks of it".to_owned()));
    }
    facts.extend(answer.rules.iter().map(|(rule, message)| ("on load", format!("{rule}: {message}"))));
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

/// Whose it is, and how that is known.
fn vendor_of(class: &Class) -> String {
    match (class.vendor, class.owner) {
        (Some(vendor), _) => {
            let gvl = vendor.gvl_id.map_or_else(String::new, |id| format!(" (Global Vendor List id {id})"));
            format!("{}{gvl}", vendor.name)
        }
        (None, Some(owner)) => {
            format!("{owner} (owns the domain; the catalogue knows nothing of what is called there)")
        }
        (None, None) => "not in the catalogue".to_owned(),
    }
}

/// What is known of what was asked, as data.
///
/// # Errors
/// Those of the writer.
pub fn answers_json(answers: &[Answer], out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    struct One<'a> {
        asked: &'a str,
        endpoint: Option<&'a str>,
        note: Option<&'a str>,
        source: Option<&'a str>,
        #[serde(flatten)]
        call: CallView,
        rules: Vec<&'static str>,
    }
    #[derive(Serialize)]
    struct Page<'a> {
        schema: &'static str,
        answers: Vec<One<'a>>,
    }
    let answers = answers
        .iter()
        .map(|answer| {
            let endpoint = answer.call.class.endpoint;
            One {
                asked: &answer.asked,
                endpoint: endpoint.map(|endpoint| endpoint.id.as_str()),
                note: endpoint.map(|endpoint| endpoint.note.as_str()),
                source: endpoint.map(|endpoint| endpoint.source.as_str()),
                call: view(&answer.call),
                rules: answer.rules.iter().map(|(rule, _)| *rule).collect(),
            }
        })
        .collect();
    json::document(&Page { schema: "taglint.answers/1", answers }, out)
}
