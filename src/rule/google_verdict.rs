//! `google-verdict`: what Google's own audit names, at the call that leads there.

use super::{Case, Draft, Rule, is_object_pixel, is_sync_like};
use crate::association::{Audit, Evidence, Key, domains};
use crate::call::{Confidence, Trigger};
use crate::catalogue::{Call, Kind, Target};
use crate::url::Host;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, OnceCell};

pub(super) struct GoogleVerdict;

impl Rule for GoogleVerdict {
    fn id(&self) -> &'static str {
        "google-verdict"
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        if !case.world.has_verdicts() || is_object_pixel(call) {
            return None;
        }
        let id = case.creative_of(call).and_then(|creative| creative.id.as_deref());
        let audit = case.world.audit(id);
        direct(call, audit).or_else(|| through(call, audit, case))
    }
}

/// The call itself is what the audit saw.
fn direct(call: &Call, audit: Audit) -> Option<Draft> {
    call.targets().find_map(|target| {
        let seen = audit.naming(domains(&target));
        seen.iter().filter_map(|key| audit.get(*key)).for_each(Evidence::explain);
        draft(call, &target, audit, &seen, "this call makes it")
    })
}

/// The call hands the browser to somebody who then calls what the audit saw.
fn through(call: &Call, audit: Audit, case: &Case) -> Option<Draft> {
    if call.raw.trigger == Trigger::Click {
        return None;
    }
    let target = call.targets().find(|target| is_sync_like(target) || is_opaque(call, target))?;
    let family = case.families.of(call, case)?;
    let target = match family.syncs {
        true => call.targets().find(is_sync_like)?,
        false => target,
    };
    if !family.explained.replace(true) {
        family.rest.iter().filter_map(|key| audit.get(*key)).for_each(Evidence::explain);
    }
    let how =
        if family.syncs { "user syncs follow this call" } else { "the code that this loads decides what is called" };
    let mut draft = draft(call, &target, audit, &family.rest, how)?;
    draft.confidence = if family.syncs { Confidence::Medium } else { Confidence::Low };
    Some(draft)
}

/// The calls of a source by the creative that they belong to, looked at once and only if a rule asks for it.
#[derive(Debug, Default)]
pub struct Families {
    /// What a verdict asks.
    audits: OnceCell<FxHashMap<Option<usize>, Family>>,
    /// Numbers of the calls of each creative object.
    calls: OnceCell<FxHashMap<usize, Vec<usize>>>,
}

/// The calls of one creative, as far as its audit goes.
#[derive(Debug)]
struct Family {
    /// Whether user syncs follow one of them.
    syncs: bool,
    /// What the audit names and none of them reaches.
    rest: Vec<Key>,
    /// Whether that is known to be explained.
    explained: Cell<bool>,
}

impl Families {
    fn of(&self, call: &Call, case: &Case) -> Option<&Family> {
        self.audits.get_or_init(|| families(case)).get(&call.raw.creative)
    }

    /// The calls of the creative object with this number, in the order of the file.
    pub(super) fn calls_of<'c>(&self, number: usize, case: &'c Case) -> Vec<&'c Call<'c>> {
        let of_each = || {
            let mut calls: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
            for (at, call) in case.calls.iter().enumerate() {
                call.raw.creative.into_iter().for_each(|number| calls.entry(number).or_default().push(at));
            }
            calls
        };
        let found = self.calls.get_or_init(of_each).get(&number);
        found.into_iter().flatten().map(|at| &case.calls[*at]).collect()
    }
}

fn families(case: &Case) -> FxHashMap<Option<usize>, Family> {
    let mut reached: FxHashMap<Option<usize>, (bool, FxHashSet<&str>)> = FxHashMap::default();
    for call in case.calls.iter().filter(|call| !is_object_pixel(call)) {
        let (syncs, reached) = reached.entry(call.raw.creative).or_default();
        for target in call.targets() {
            *syncs |= is_sync_like(&target);
            reached.extend(domains(&target));
        }
    }
    let family = |(number, (syncs, reached)): (Option<usize>, (bool, FxHashSet<&str>))| {
        let creative = number.map_or(case.tied, |number| case.creatives.get(number));
        let audit = case.world.audit(creative.and_then(|creative| creative.id.as_deref()));
        (number, Family { syncs, rest: audit.besides(&reached), explained: Cell::new(false) })
    };
    reached.into_iter().map(family).collect()
}

fn is_opaque(call: &Call, target: &Target) -> bool {
    let is_code = call.raw.chain.last().is_some_and(|via| via.contains("script") || via.contains("iframe"));
    is_code && matches!(target.host(), Host::Known(_)) && target.class.kind != Kind::Asset
}

fn draft(call: &Call, target: &Target, audit: Audit, seen: &[Key], how: &str) -> Option<Draft> {
    const LISTED: usize = 5;
    let topic = &audit.get(*seen.first()?)?.topic;
    let listed = seen.iter().take(LISTED).filter_map(|key| audit.get(*key)).map(|one| one.text.as_str());
    let mut listed = listed.collect::<Vec<_>>().join(", ");
    if seen.len() > LISTED {
        listed.push_str(&format!(" and {} more", seen.len() - LISTED));
    }
    Some(Draft::call(call, target).fact("topic", topic.clone()).fact("detail", listed).fact("how", how))
}

/// What is said of evidence that no call of any input leads to.
#[must_use]
pub fn downstream(evidence: &Evidence) -> Draft {
    Draft::default()
        .fact("topic", evidence.topic.clone())
        .fact("detail", evidence.text.clone())
        .fact("how", "no call in the markup that was given leads there, so it is made downstream by a third party")
}
