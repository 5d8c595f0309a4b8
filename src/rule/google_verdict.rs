//! `google-verdict`: what Google's own audit names, at the call that leads there.

use super::{Case, Draft, Rule, is_object_pixel, is_sync_like};
use crate::association::Evidence;
use crate::call::{Confidence, Trigger};
use crate::catalogue::{Call, Kind, Target};
use crate::url::Host;

pub(super) struct GoogleVerdict;

impl Rule for GoogleVerdict {
    fn id(&self) -> &'static str {
        "google-verdict"
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        if !case.world.has_verdicts() || is_object_pixel(call) {
            return None;
        }
        direct(call, case).or_else(|| through(call, case))
    }
}

/// What the audit names of the creative that a call belongs to. Where one of the two is not known, it may be this one.
fn evidence<'c>(call: &Call, case: &Case<'c>) -> Vec<&'c Evidence> {
    let id = case.creative_of(call).and_then(|creative| creative.id.as_deref());
    let verdicts = case.world.verdicts().filter(|verdict| match (id, verdict.creative.as_deref()) {
        (Some(own), Some(judged)) => own == judged,
        _ => !verdict.holds_markup,
    });
    verdicts.flat_map(|verdict| &verdict.evidence).collect()
}

/// The call itself is what the audit saw.
fn direct(call: &Call, case: &Case) -> Option<Draft> {
    let all = evidence(call, case);
    call.targets().find_map(|target| {
        let seen: Vec<&Evidence> = all.iter().filter(|one| one.is(&target)).copied().collect();
        draft(call, &target, &seen, "this call makes it")
    })
}

/// The call hands the browser to somebody who then calls what the audit saw.
fn through(call: &Call, case: &Case) -> Option<Draft> {
    if call.raw.trigger == Trigger::Click {
        return None;
    }
    if !call.targets().any(|target| is_sync_like(&target) || is_opaque(call, &target)) {
        return None;
    }
    let own = |other: &&Call| other.raw.creative == call.raw.creative;
    let siblings: Vec<&Call> = case.calls.iter().filter(own).collect();
    let syncs = siblings.iter().any(|other| other.targets().any(|target| is_sync_like(&target)));
    let target = call.targets().find(|target| if syncs { is_sync_like(target) } else { is_opaque(call, target) })?;
    let is_direct = |one: &&&Evidence| siblings.iter().any(|other| other.targets().any(|target| one.is(&target)));
    let all = evidence(call, case);
    let seen: Vec<&Evidence> = all.iter().filter(|one| !is_direct(one)).copied().collect();
    let how = if syncs { "user syncs follow this call" } else { "the code that this loads decides what is called" };
    let mut draft = draft(call, &target, &seen, how)?;
    draft.confidence = if syncs { Confidence::Medium } else { Confidence::Low };
    Some(draft)
}

fn is_opaque(call: &Call, target: &Target) -> bool {
    let is_code = call.raw.chain.last().is_some_and(|via| via.contains("script") || via.contains("iframe"));
    is_code && matches!(target.host, Host::Known(_)) && target.class.kind != Kind::Asset
}

fn draft(call: &Call, target: &Target, seen: &[&Evidence], how: &str) -> Option<Draft> {
    const LISTED: usize = 5;
    let topic = &seen.first()?.topic;
    seen.iter().for_each(|one| one.explain());
    let mut listed = seen.iter().take(LISTED).map(|one| one.text.as_str()).collect::<Vec<_>>().join(", ");
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
