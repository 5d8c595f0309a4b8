//! A *draft* is what a rule has found, before it is worded and placed: facts by the names that the words' placeholders
//! use.

use crate::association::World;
use crate::call::{Confidence, Trigger};
use crate::catalogue::{Call, Target};
use crate::remedy::{self, Action, Remedy, replace};
use crate::span::Span;
use crate::url::Host;
use std::borrow::Cow;

/// What a rule has found.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Where.
    pub span: Span,
    /// How sure.
    pub confidence: Confidence,
    /// What fills the placeholders.
    pub facts: Vec<(&'static str, String)>,
    /// What to do instead.
    pub remedy: Option<Remedy>,
    /// What it is about, where a creative is to hear of that only once: further drafts become related places.
    pub once: Option<String>,
    /// Other places that belong to it, with a word on each.
    pub related: Vec<(Span, String)>,
}

impl Draft {
    /// About something at a span.
    #[must_use]
    pub fn at(span: Span) -> Self {
        Self { span, ..Self::default() }
    }

    /// About a call, for what it does at one of its targets.
    #[must_use]
    pub fn call(call: &Call, target: &Target) -> Self {
        let mut remedy = replace(target, call.raw.trigger);
        remedy.remove = call.raw.remove;
        let facts = vec![
            ("vendor", party(target).into_owned()),
            ("host", target.host().as_str().unwrap_or("an unknown host").to_owned()),
            ("url", shortened(&call.raw.url.text)),
            ("kind", target.class.kind.as_str().to_owned()),
            ("via", call.raw.chain.last().map_or_else(String::new, |step| step.clone().into_owned())),
            ("when", when(call.raw.trigger).to_owned()),
            ("segments", remedy.segments()),
            ("action", Action::for_trigger(call.raw.trigger).as_str().to_owned()),
        ];
        Self {
            span: call.raw.span(),
            confidence: call.raw.confidence.min(target.class.confidence),
            facts,
            remedy: Some(remedy),
            once: None,
            related: Vec::new(),
        }
    }

    /// The same with one more fact.
    #[must_use]
    pub fn fact(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.facts.retain(|(known, _)| *known != name);
        self.facts.push((name, value.into()));
        self
    }

    /// Gives its remedy the segment ids that the world knows.
    pub fn resolve(&mut self, world: &World) {
        let Some(remedy) = &mut self.remedy else { return };
        if remedy.associate.iter().all(|one| one.segment.is_some()) {
            return;
        }
        let before = remedy.segments();
        remedy::resolve(remedy, world);
        let now = remedy.segments();
        // A rule that speaks of other segments than the remedy does keeps its own.
        self.facts
            .iter_mut()
            .filter(|(name, value)| *name == "segments" && *value == before)
            .for_each(|fact| fact.1.clone_from(&now));
    }

    /// A fact by the name of its placeholder.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.facts.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// Who answers at a place: the vendor, or, where nobody knows it, the host.
#[must_use]
pub fn party<'t>(target: &Target<'t>) -> Cow<'t, str> {
    match (target.class.party(), target.host()) {
        (Some(name), _) => Cow::Borrowed(name),
        (None, Host::Known(host)) => Cow::Borrowed(host),
        (None, Host::Own) => Cow::Borrowed("The creative's own server"),
        (None, Host::Unknown) => Cow::Borrowed("An unknown host"),
    }
}

fn when(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Load => "on load",
        Trigger::Event => "on an ad event",
        Trigger::Click => "on click",
    }
}

/// A URL for a sentence.
fn shortened(url: &str) -> String {
    const LONGEST: usize = 120;
    match url.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &url[..cut]),
        None => url.to_owned(),
    }
}
