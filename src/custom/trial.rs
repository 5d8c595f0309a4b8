//! A *trial*: every sample of a user's rule data held against the catalogue and the rules (`taglint test-rules`).

use super::{Custom, Sample};
use crate::association::World;
use crate::call::RawCall;
use crate::catalogue::{Call, Catalogue, judge};
use crate::declaration::Declarations;
use crate::extract::{Language, extract_marking};
use crate::mapped::Map;
use crate::rule::custom::Custom as Rule;
use crate::rule::{Case, Families, Rule as _};
use crate::url::Url;
use std::cell::RefCell;
use std::sync::Arc;

/// How a trial ended.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// Samples held.
    pub samples: usize,
    /// Those that failed, in the order of the files.
    pub failures: Vec<Failure>,
}

/// A sample that does not do what its place says.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The file, relative, with `/`.
    pub path: Arc<str>,
    /// 1-based line of the sample.
    pub line: usize,
    /// Whose sample it is: `Vendor/endpoint`, or a rule's id.
    pub owner: String,
    /// The URL or the markup.
    pub sample: String,
    /// What was to come of it.
    pub expected: String,
    /// What came of it.
    pub got: String,
}

impl Custom {
    /// Holds every sample.
    #[must_use]
    pub fn trial(&self) -> Trial {
        let catalogue = self.catalogue();
        let endpoints = self.endpoints.iter().filter_map(|(vendor, sample)| endpoint(sample, vendor, &catalogue));
        let rules = self.samples.iter().filter_map(|sample| self.rule(sample, &catalogue));
        Trial { samples: self.endpoints.len() + self.samples.len(), failures: endpoints.chain(rules).collect() }
    }

    fn rule(&self, sample: &Sample, catalogue: &Catalogue) -> Option<Failure> {
        let rule = self.rules.custom().iter().find(|rule| rule.id == sample.owner)?;
        let unmet = if sample.text.contains('<') {
            self.on_markup(rule, sample, catalogue)
        } else {
            on_url(rule, sample, catalogue)
        };
        if unmet.is_none() == sample.expected {
            return None;
        }
        let finding = format!("a finding of {}", rule.id);
        let (expected, got) = match unmet {
            Some(why) => (finding, format!("none: {why}")),
            None => (format!("no finding of {}", rule.id), finding),
        };
        Some(failure(sample, rule.id.to_owned(), expected, got))
    }

    /// Why the rule says nothing of any call or element of the markup, if it does not.
    fn on_markup(&self, rule: &Rule, sample: &Sample, catalogue: &Catalogue) -> Option<String> {
        let found = extract_marking(&sample.text, &Map::Shift(0), Language::Markup, self.rules.selectors());
        if rule.when.selects {
            let hit = found.marks.iter().filter_map(|mark| self.rules.marked(mark)).any(|(id, _)| id == rule.id);
            return (!hit).then(|| "`selector` matches no element".to_owned());
        }
        let calls: Vec<Call> = found.calls.into_iter().map(|raw| judge(raw, catalogue)).collect();
        let world = World::default();
        let case = Case {
            catalogue,
            calls: &calls,
            creatives: &[],
            objects: &[],
            tied: None,
            world: &world,
            declarations: Declarations::default(),
            families: Families::default(),
            firsts: &RefCell::default(),
        };
        if calls.iter().any(|call| rule.call(call, &case).is_some()) {
            return None;
        }
        let Some(first) = calls.first() else { return Some("there is no call in it".to_owned()) };
        let name = rule.when.unmet_by(first).or_else(|| rule.when.unmet_by_call(first)).unwrap_or("a condition");
        Some(format!("`{name}` does not hold"))
    }
}

/// A URL alone says nothing of how and when it is called; only the conditions on it count.
fn on_url(rule: &Rule, sample: &Sample, catalogue: &Catalogue) -> Option<String> {
    if rule.when.selects {
        return Some("a rule with a `selector` needs markup as a sample".to_owned());
    }
    rule.when.unmet_by(&judge(RawCall::pixel(&sample.text), catalogue)).map(|name| format!("`{name}` does not hold"))
}

fn endpoint(sample: &Sample, vendor: &str, catalogue: &Catalogue) -> Option<Failure> {
    let own = format!("{vendor}/{}", sample.owner);
    let class = catalogue.classify(&Url::parse(&sample.text));
    let got = match (class.vendor, class.endpoint) {
        (Some(vendor), Some(endpoint)) => format!("{}/{}", vendor.name, endpoint.id),
        (Some(vendor), None) => format!("no endpoint of {}", vendor.name),
        (None, _) => "nothing in the catalogue".to_owned(),
    };
    if (got == own) == sample.expected {
        return None;
    }
    let expected = if sample.expected { own.clone() } else { format!("anything but {own}") };
    Some(failure(sample, own, expected, got))
}

fn failure(sample: &Sample, owner: String, expected: String, got: String) -> Failure {
    Failure { path: sample.path.clone(), line: sample.line, owner, sample: sample.text.clone(), expected, got }
}
