//! The *proof* of a plan: with its edits applied, every call that was not to go is still made in the same way, none is
//! new, and nothing has become unreadable.

use super::edit::apply;
use super::plan::Step;
use super::{STEPS, edits};
use crate::scan::Look;
use rustc_hash::FxHashMap;

/// The bytes after as many of the steps as hold, what they look like, and the calls that are gone or changed. None if
/// nothing changes.
pub(super) fn furthest<'c>(
    before: &Look<'c>,
    bytes: &[u8],
    steps: &[Step],
    see: impl Fn(&[u8]) -> Look<'c>,
) -> Option<(Vec<u8>, Look<'c>, Vec<usize>)> {
    let all: Vec<&Step> = steps.iter().collect();
    let tried = |steps: &[&Step]| {
        let after = apply(bytes, &edits(steps));
        let seen = see(&after);
        let calls = calls(steps);
        (!calls.is_empty() && holds(before, &seen, &calls, steps)).then_some((after, seen, calls))
    };
    tried(&all).or_else(|| {
        let mut kept: Vec<&Step> = Vec::new();
        let mut last = None;
        for step in all.into_iter().take(STEPS) {
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
    for (number, call) in seen.calls.iter().enumerate().filter(|(number, _)| counts(*number)) {
        debug_assert!(number < seen.calls.len());
        *tally.entry((call.raw.url.text.to_string(), call.raw.chain.join(" "))).or_default() += 1;
    }
    tally
}

/// How many parts of each kind could not be read as they should.
fn unreadable(seen: &Look) -> usize {
    seen.notes.len()
}
