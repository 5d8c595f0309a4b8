//! What came of comparing: for each creative the requests that a browser made and those that were listed.

use crate::listed::Listed;
use crate::visit::Seen;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use taglint::call::Trigger;

/// One creative.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) name: String,
    /// Requests of the browser, on load and after a click.
    pub(crate) made: usize,
    /// Calls of the list that a browser can be brought to make: on load or after a click.
    pub(crate) listed: usize,
    /// Requests that are not in the list.
    pub(crate) missed: Vec<String>,
    /// Calls of the list that the browser did not make.
    pub(crate) wrong: Vec<String>,
    /// For each call of the list how it is made, and whether the browser made it: none where nothing brings a browser to
    /// make it here.
    pub(crate) constructs: Vec<(String, Option<bool>)>,
}

impl Outcome {
    pub(crate) fn new(name: String, listed: &[Listed], seen: &Seen) -> Self {
        let of = |trigger| listed.iter().filter(move |call| call.trigger == trigger);
        let missing = |urls: Vec<&String>, trigger: Trigger, word: &str| -> Vec<String> {
            urls.into_iter()
                .filter(|url| !of(trigger).any(|call| call.is(url)))
                .map(|url| format!("{word} {url}"))
                .collect()
        };
        let clicked: Vec<&String> = seen.click.difference(&seen.load).collect();
        let made = seen.load.len() + clicked.len();
        let mut missed = missing(seen.load.iter().collect(), Trigger::Load, "load");
        missed.extend(missing(clicked, Trigger::Click, "click"));
        let not_made = |trigger, urls: &std::collections::BTreeSet<String>, word: &str| -> Vec<String> {
            of(trigger)
                .filter(|call| !urls.iter().any(|url| call.is(url)))
                .map(|call| format!("{word} {}", call.url))
                .collect()
        };
        let mut wrong = not_made(Trigger::Load, &seen.load, "load");
        wrong.extend(not_made(Trigger::Click, &seen.click, "click"));
        let constructs = listed
            .iter()
            .map(|call| {
                let was_made = match call.trigger {
                    Trigger::Load => Some(seen.load.iter().any(|url| call.is(url))),
                    Trigger::Click => Some(seen.click.iter().any(|url| call.is(url))),
                    Trigger::Event => None,
                };
                (call.construct.clone(), was_made)
            })
            .collect();
        Self { constructs, name, made, listed: of(Trigger::Load).count() + of(Trigger::Click).count(), missed, wrong }
    }

    /// All that is missed or wrong.
    pub(crate) fn differences(&self) -> impl Iterator<Item = &String> {
        self.missed.iter().chain(&self.wrong)
    }
}

/// A difference that is known and has a reason. It counts all the same.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Explained {
    pub(crate) fixture: String,
    /// `load https://…` or `click https://…`, as the table prints it.
    pub(crate) url: String,
    pub(crate) reason: String,
}

/// How much of what browsers ask for is listed, and how much of what is listed they ask for.
pub(crate) struct Score {
    pub(crate) recall: f64,
    pub(crate) precision: f64,
}

pub(crate) fn score(outcomes: &[Outcome]) -> Score {
    let sum = |count: fn(&Outcome) -> usize| outcomes.iter().map(count).sum::<usize>() as f64;
    let share = |bad: f64, all: f64| if all == 0.0 { 0.0 } else { 1.0 - bad / all };
    Score {
        recall: share(sum(|one| one.missed.len()), sum(|one| one.made)),
        precision: share(sum(|one| one.wrong.len()), sum(|one| one.listed)),
    }
}

/// A row for each creative, what differs below it.
pub(crate) fn table(outcomes: &[Outcome], explained: &[Explained]) -> String {
    let reasons: BTreeMap<(&str, &str), &str> =
        explained.iter().map(|one| ((&*one.fixture, &*one.url), &*one.reason)).collect();
    let mut table = format!("{:<60} {:>5} {:>6} {:>6} {:>5}\n", "creative", "made", "listed", "missed", "wrong");
    for one in outcomes {
        let (missed, wrong) = (one.missed.len(), one.wrong.len());
        let _ = writeln!(table, "{:<60} {:>5} {:>6} {:>6} {:>5}", one.name, one.made, one.listed, missed, wrong);
        for (word, urls) in [("missed", &one.missed), ("wrong", &one.wrong)] {
            for url in urls {
                let reason = reasons.get(&(&*one.name, &**url)).unwrap_or(&"not explained");
                let _ = writeln!(table, "    {word} {url} ({reason})");
            }
        }
    }
    table
}
