//! The *parties* that a creative was seen to call, as a tree: under the creative those that it calls itself, under each
//! of them those that it brings in. A party stands once under each that brings it in, with the call that does so first.

use super::data::FACTS;
use crate::call::Trigger;
use crate::catalogue::{Call, Catalogue, Kind, judge};
use crate::chain::{Chain, Markup, Node};
use crate::extract::{self, Language};
use crate::finding::Finding;
use crate::mapped::Mapped;
use crate::report::Verdict;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A party in the tree.
#[derive(Clone, Debug, Serialize)]
pub struct Party {
    /// The vendor, or the registrable domain where nobody knows it.
    pub name: String,
    /// Number of the party in the list that brought it in; none for one that the creative calls itself.
    pub by: Option<usize>,
    /// How deep it is in the tree: 0 for one that the creative calls itself.
    pub depth: usize,
    /// How many requests went to it here.
    pub calls: usize,
    /// What they do.
    pub kinds: BTreeSet<Kind>,
    /// In how many runs it came.
    pub runs: usize,
    /// When it was called first.
    pub trigger: Trigger,
    /// The first request to it.
    pub first: String,
    /// How it is known that the one above brought it in, to follow "told by".
    pub told: &'static str,
    /// Path, line and column of the markup that the way to it starts with, if that is known.
    pub origin: Option<Arc<str>>,
    /// Names of the cookies that it set here.
    pub cookies: BTreeSet<String>,
    /// The worst that is found of its calls here.
    #[serde(skip)]
    pub verdict: Verdict,
    #[serde(skip)]
    pages: BTreeSet<String>,
}

/// The calls of a capture, judged, in the order in which they were sent.
pub(super) struct Live<'c> {
    calls: Vec<Call<'c>>,
    catalogue: &'c Catalogue,
}

impl<'c> Live<'c> {
    /// Reads a capture.
    pub(super) fn read(har: &str, markup: &Markup, catalogue: &'c Catalogue) -> Self {
        let mut raw = extract::extract(har, &Mapped::plain(har, 0).map, Language::Json).calls;
        raw.sort_by_key(|call| call.seen.as_ref().map(|seen| seen.node));
        let mut origins = FxHashMap::default();
        for seen in raw.iter_mut().filter_map(|call| call.seen.as_mut()) {
            let of = || markup.origins(&seen.chain);
            seen.origin = origins.entry(Arc::as_ptr(&seen.chain)).or_insert_with(of)[seen.node].clone();
        }
        let calls = raw.into_iter().map(|raw| judge(raw, catalogue)).collect();
        Self { calls, catalogue }
    }

    /// The calls that do not go to the creative's own files.
    pub(super) fn calls(&self) -> impl Iterator<Item = &Call<'c>> {
        self.calls.iter().filter(|call| self.party(call.url()).is_some())
    }

    /// How many there are.
    pub(super) fn requests(&self) -> usize {
        self.calls().count()
    }

    /// Whether anything asked for is this.
    pub(super) fn all(&self) -> impl Iterator<Item = &Call<'c>> {
        self.calls.iter()
    }

    /// Whose a URL is; nobody's, if it is one of the creative's own files.
    pub(super) fn party(&self, url: &crate::url::Url) -> Option<String> {
        let host = url.host.as_str()?;
        if [&FACTS.creative, &FACTS.slot].iter().any(|own| own.ends_with(&format!("//{host}"))) {
            return None;
        }
        let party = self.catalogue.classify(url).party().map(str::to_owned);
        Some(party.unwrap_or_else(|| psl::domain_str(host).unwrap_or(host).to_owned()))
    }
}

/// The tree, depth first.
pub(super) fn parties(live: &Live, findings: &[Finding]) -> Vec<Party> {
    let mut tree = Tree { live, parties: Vec::new(), at: FxHashMap::default() };
    for call in live.calls() {
        tree.add(call, findings);
    }
    tree.in_order()
}

struct Tree<'l, 'c> {
    live: &'l Live<'c>,
    parties: Vec<Party>,
    /// The party that each node belongs to.
    at: FxHashMap<usize, usize>,
}

impl Tree<'_, '_> {
    fn add(&mut self, call: &Call, findings: &[Finding]) {
        let Some(seen) = &call.raw.seen else { return };
        let Some(name) = self.live.party(call.url()) else { return };
        let node = seen.node();
        let above = self.above(&seen.chain, node);
        let number = match above {
            Some(above) if self.parties[above].name == name => above,
            _ => self.child(above, name, call, node),
        };
        self.at.insert(seen.node, number);
        let party = &mut self.parties[number];
        party.calls += 1;
        party.kinds.insert(call.class.kind);
        party.pages.extend(node.page.clone());
        party.runs = party.pages.len();
        party.cookies.extend(node.cookies.iter().cloned());
        let about = |finding: &&Finding| finding.call.as_ref().is_some_and(|about| about.url == node.url);
        party.verdict = party.verdict.max(Verdict::of(findings.iter().filter(about)));
    }

    /// The party of the request that brought a node about.
    fn above(&self, chain: &Chain, node: &Node) -> Option<usize> {
        let parents = std::iter::successors(node.parent, |at| chain.nodes()[*at].parent);
        parents.take(crate::limit::CHAIN).find_map(|at| self.at.get(&at)).copied()
    }

    fn child(&mut self, by: Option<usize>, name: String, call: &Call, node: &Node) -> usize {
        let known = self.parties.iter().position(|party| party.by == by && party.name == name);
        known.unwrap_or_else(|| {
            let seen = call.raw.seen.as_ref();
            self.parties.push(Party {
                name,
                by,
                depth: by.map_or(0, |by| self.parties[by].depth + 1),
                calls: 0,
                kinds: BTreeSet::new(),
                runs: 0,
                trigger: node.trigger,
                first: node.url.clone(),
                told: node.link.words(),
                origin: seen.and_then(|seen| seen.origin.as_ref()).map(|origin| origin.place.clone()),
                cookies: BTreeSet::new(),
                verdict: Verdict::Clean,
                pages: BTreeSet::new(),
            });
            self.parties.len() - 1
        })
    }

    /// Each party after the one that brought it in.
    fn in_order(self) -> Vec<Party> {
        let mut waiting: Vec<usize> =
            (0..self.parties.len()).filter(|at| self.parties[*at].by.is_none()).rev().collect();
        let (mut order, mut new) = (Vec::new(), FxHashMap::default());
        while let Some(at) = waiting.pop() {
            new.insert(at, order.len());
            order.push(at);
            waiting.extend((0..self.parties.len()).filter(|child| self.parties[*child].by == Some(at)).rev());
        }
        let renumbered = |at: &usize| {
            let party = self.parties[*at].clone();
            Party { by: party.by.map(|by| new[&by]), ..party }
        };
        order.iter().map(renumbered).collect()
    }
}
