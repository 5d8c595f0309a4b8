//! The *proof* of a plan: with its edits applied, every call that was not to go is still made in the same way, none is
//! new, and nothing has become unreadable.

use super::edit::{Edit, apply, merged};
use super::plan::Step;
use crate::scan::Look;
use rustc_hash::FxHashMap;

/// Where a plan does not hold as a whole, its steps are tried one by one, up to this many.
const STEPS: usize = 200;
/// Bytes that are looked at for that.
const BYTES: usize = 64 << 20;

/// What holds of a plan.
pub(super) struct Proved<'c> {
    /// The edits.
    pub(super) edits: Vec<Edit>,
    /// The bytes with the edits applied.
    pub(super) bytes: Vec<u8>,
    /// What they look like.
    pub(super) seen: Look<'c>,
    /// The calls that are gone or changed, by their numbers before.
    pub(super) calls: Vec<usize>,
}

/// As many of the steps as hold; none if nothing changes.
pub(super) fn furthest<'c>(
    before: &Look<'c>,
    bytes: &[u8],
    steps: &[Step],
    see: impl Fn(&[u8]) -> Look<'c>,
) -> Option<Proved<'c>> {
    let all: Vec<&Step> = steps.iter().collect();
    let tried = |steps: &[&Step]| {
        let edits = merged(steps.iter().map(|step| step.edit.clone()).collect());
        let bytes = apply(bytes, &edits);
        let (seen, calls) = (see(&bytes), calls(steps));
        let holds = !calls.is_empty() && holds(before, &seen, &calls, steps);
        holds.then_some(Proved { edits, bytes, seen, calls })
    };
    tried(&all).or_else(|| {
        let mut kept: Vec<&Step> = Vec::new();
        let mut last = None;
        for step in all.into_iter().take(STEPS.min(BYTES / bytes.len().max(1))) {
            kept.push(step);
            match tried(&kept) {
                Some(result) => last = Some(result),
                None => drop(kept.pop()),
            }
        }
        last
    })
}

/// The calls that steps are for.
fn calls(steps: &[&Step]) -> Vec<usize> {
    let mut calls: Vec<usize> = steps.iter().flat_map(|step| step.calls.iter().copied()).collect();
    calls.sort_unstable();
    calls.dedup();
    calls
}

fn holds(before: &Look, after: &Look, gone: &[usize], steps: &[&Step]) -> bool {
    let mut expected = tally(before, |call| !gone.contains(&call));
    let found = tally(after, |_| true);
    let mut new = 0;
    for (call, count) in found {
        let known = expected.remove(&call).unwrap_or(0);
        if known > count {
            return false;
        }
        new += count - known;
    }
    let changed = steps.iter().filter(|step| !step.edit.insert.is_empty()).count();
    expected.is_empty() && new <= changed && unreadable(after) <= unreadable(before)
}

/// How often each call is made.
fn tally(seen: &Look, counts: impl Fn(usize) -> bool) -> FxHashMap<(String, String), usize> {
    let mut tally = FxHashMap::default();
    for (_, call) in seen.calls.iter().enumerate().filter(|(number, _)| counts(*number)) {
        *tally.entry((call.raw.url.text.to_string(), call.raw.chain.join(" "))).or_default() += 1;
    }
    tally
}

/// How many parts of each kind could not be read as they should.
fn unreadable(seen: &Look) -> usize {
    seen.notes.len()
}
