//! The *rulebook* of a run: the rules that come with the program, and those of the user's own, with their words. A user
//! may also word a built-in rule anew.

use super::custom::{Custom, draft};
use super::{About, Draft, RULES, Rule, words};
use crate::catalogue::{Call, Words};
use crate::extract::{Mark, Selectors};
use crate::finding::Finding;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// The built-in rules, each with the calls that it is about.
static BUILT_IN: LazyLock<Vec<(About, &'static dyn Rule)>> =
    LazyLock::new(|| RULES.iter().map(|rule| (rule.about(), *rule)).collect());

/// All rules of a run. The default has those that come with the program.
#[derive(Clone, Debug, Default)]
pub struct Rulebook(Arc<Pages>);

#[derive(Debug, Default)]
struct Pages {
    custom: Vec<Custom>,
    /// Words that are new or changed.
    words: Vec<&'static Words>,
    selectors: Selectors,
    /// For each selector the rule that it belongs to.
    selecting: Vec<&'static str>,
}

impl Rulebook {
    pub(crate) fn new(
        custom: Vec<Custom>,
        words: Vec<&'static Words>,
        selectors: Vec<(scraper::Selector, &'static str)>,
    ) -> Self {
        let (selectors, selecting): (Vec<_>, Vec<_>) = selectors.into_iter().unzip();
        Self(Arc::new(Pages { custom, words, selectors: selectors.into(), selecting }))
    }

    /// Every rule, the built-in ones first.
    pub fn rules(&self) -> impl Iterator<Item = &dyn Rule> {
        let own = self.0.custom.iter().map(|rule| rule as &dyn Rule);
        RULES.iter().map(|rule| *rule as &dyn Rule).chain(own)
    }

    /// The rules that may have something to say of a call: most calls are asset files, and most rules are not about those.
    pub(crate) fn asked(&self, call: &Call) -> impl Iterator<Item = &dyn Rule> {
        let traits = About::EACH.map(|about| about.holds(call));
        let own = self.0.custom.iter().map(|rule| rule as &dyn Rule);
        let built_in = BUILT_IN.iter().filter(move |(about, _)| traits[*about as usize]);
        built_in.map(|(_, rule)| *rule as &dyn Rule).chain(own)
    }

    /// Whether one of the user's own rules wants a call taken out.
    #[must_use]
    pub fn takes_out(&self, finding: &Finding) -> bool {
        self.0.custom.iter().any(|rule| rule.id == finding.rule && rule.takes_out(finding))
    }

    pub(crate) fn custom(&self) -> &[Custom] {
        &self.0.custom
    }

    /// The words of a rule.
    #[must_use]
    pub fn words(&self, id: &str) -> Option<&'static Words> {
        self.0.words.iter().copied().find(|words| words.id == id).or_else(|| words(id))
    }

    /// The words of every rule, in the order of the rules.
    pub fn all(&self) -> impl Iterator<Item = &'static Words> {
        self.rules().filter_map(|rule| self.words(rule.id()))
    }

    /// What extraction has to look for.
    #[must_use]
    pub fn selectors(&self) -> &Selectors {
        &self.0.selectors
    }

    /// What is said of an element that extraction marked: the rule's id, and the draft.
    #[must_use]
    pub fn marked(&self, mark: &Mark) -> Option<(&'static str, Draft)> {
        Some((*self.0.selecting.get(mark.selector)?, draft(mark)))
    }
}

/// Words that live as long as the program: reports name rules without owning their words. The same words are kept once,
/// so that reading the same files again and again takes no more memory.
pub(crate) fn keep(words: Words) -> &'static Words {
    static KEPT: Mutex<Vec<&'static Words>> = Mutex::new(Vec::new());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.iter().copied().find(|known| **known == words) {
        return known;
    }
    let new: &'static Words = Box::leak(Box::new(words));
    kept.push(new);
    new
}
