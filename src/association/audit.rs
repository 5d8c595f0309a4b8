//! The *audit* of a creative: all evidence of verdicts that bears on it, found by the domain that it names. Exports hold
//! thousands of verdicts, so that nobody goes through all of them for each call.

use super::{Evidence, Known, Object, Verdict};
use rustc_hash::{FxHashMap, FxHashSet};

/// A piece of evidence: the number of its object, and its number in the verdict. Their order is that of the inputs.
pub(crate) type Key = (usize, usize);

/// Evidence by registrable domain; what names none is under the empty one.
#[derive(Debug, Default)]
struct Pool {
    by_domain: FxHashMap<String, Vec<Key>>,
}

/// The evidence of all verdicts of a run.
#[derive(Debug, Default)]
pub(super) struct Pools {
    /// By the creative that is judged.
    of: FxHashMap<String, Pool>,
    /// Of verdicts that name no creative.
    unnamed: Pool,
    /// What may be about markup whose creative is not known.
    open: Pool,
}

/// The evidence that bears on one creative.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Audit<'w> {
    pools: [Option<&'w Pool>; 2],
    objects: &'w [Known<Object>],
}

impl Pool {
    fn add(&mut self, number: usize, verdict: &Verdict) {
        for (at, one) in verdict.evidence.iter().enumerate() {
            self.by_domain.entry(one.domain.clone()).or_default().push((number, at));
        }
    }
}

impl Pools {
    /// Adds the verdict that is the object with this number.
    pub(super) fn add(&mut self, number: usize, verdict: &Verdict) {
        if let Some(creative) = &verdict.creative {
            self.of.entry(creative.clone()).or_default().add(number, verdict);
        }
        // Where one of the two is not known, the verdict may be about this markup, unless it brings its own.
        if !verdict.holds_markup {
            self.open.add(number, verdict);
            if verdict.creative.is_none() {
                self.unnamed.add(number, verdict);
            }
        }
    }

    /// What bears on a creative with this id, or on markup whose creative has none that is known.
    pub(super) fn of<'w>(&'w self, creative: Option<&str>, objects: &'w [Known<Object>]) -> Audit<'w> {
        let pools = match creative {
            Some(id) => [self.of.get(id), Some(&self.unnamed)],
            None => [Some(&self.open), None],
        };
        Audit { pools, objects }
    }
}

impl<'w> Audit<'w> {
    /// The evidence that names one of these registrable domains, in order.
    pub(crate) fn naming<'d>(self, domains: impl Iterator<Item = &'d str>) -> Vec<Key> {
        let lists = domains
            .filter(|domain| !domain.is_empty())
            .flat_map(|domain| self.pools.into_iter().flatten().filter_map(move |pool| pool.by_domain.get(domain)));
        in_order(lists.flatten().copied().collect())
    }

    /// The evidence that names none of these registrable domains, in order.
    pub(crate) fn besides(self, domains: &FxHashSet<&str>) -> Vec<Key> {
        let lists = self.pools.into_iter().flatten().flat_map(|pool| &pool.by_domain);
        let others = lists.filter(|(domain, _)| !domains.contains(domain.as_str()));
        in_order(others.flat_map(|(_, keys)| keys).copied().collect())
    }

    /// A piece of evidence.
    pub(crate) fn get(self, (number, at): Key) -> Option<&'w Evidence> {
        match &self.objects.get(number)?.value {
            Object::Verdict(verdict) => verdict.evidence.get(at),
            _ => None,
        }
    }
}

fn in_order(mut keys: Vec<Key>) -> Vec<Key> {
    keys.sort_unstable();
    keys.dedup();
    keys
}
