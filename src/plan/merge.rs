//! Entries of several files that belong to one creative become one.

use super::gather::Plans;
use super::{Entry, Planned};
use rustc_hash::FxHashMap;

/// Merges the entries of one creative, in the order of the first of each.
#[must_use]
pub fn merge(entries: Vec<Entry>) -> Vec<Entry> {
    let mut merged: Vec<Entry> = Vec::with_capacity(entries.len());
    let mut first: FxHashMap<(Option<String>, Option<String>), usize> = FxHashMap::default();
    for entry in entries {
        // A creative is known by its id; its code counts only where there is none.
        let code = entry.code.clone().filter(|_| entry.id.is_none());
        let at = first.entry((entry.id.clone(), code)).or_insert(merged.len());
        match merged.get_mut(*at).filter(|_| entry.is_tied()) {
            Some(known) => join(known, entry),
            None => merged.push(entry),
        }
    }
    merged
}

fn join(known: &mut Entry, entry: Entry) {
    known.existing_known |= entry.existing_known;
    known.tied_by = known.tied_by.or(entry.tied_by);
    let (existing, added): (Vec<Planned>, Vec<Planned>) =
        known.segments.drain(..).chain(entry.segments).partition(|planned| planned.existing);
    let mut plans = Plans::default();
    existing.into_iter().chain(added).for_each(|planned| plans.push(planned));
    known.segments = plans.all();
    known.losses.extend(entry.losses);
    known.losses.sort();
    known.losses.dedup();
    known.obsolete.extend(entry.obsolete);
    known.deals.extend(entry.deals);
    known.deals.sort();
    known.deals.dedup();
}
