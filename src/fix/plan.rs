//! The *plan*: how to be rid of calls. Layers are gone through from the innermost out. In each, what makes the calls is
//! cut; where nothing but white space is left of a layer, what holds the layer is cut instead, one layer further out.
//! A cut becomes an edit only if its text was written in the file in one run, so that whole escapes go.

use super::edit::Edit;
use super::pieces::Pieces;
use super::{cell, list, markup, script};
use crate::catalogue::Call;
use crate::extract::{Language, Layer};
use crate::span::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

/// A wish to be rid of what stands at a place of a layer.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    /// What makes the call or holds the code, in the text of the layer.
    pub(super) site: Span,
    /// Numbers of the calls that go with it.
    pub(super) calls: Vec<usize>,
    /// Whether the URL stands there too, or the code that holds it.
    pub(super) is_written_there: bool,
}

/// A part of a layer's text to take out.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    pub(super) range: Range<usize>,
    pub(super) calls: Vec<usize>,
    /// The elements of which it consists, with what surrounds them left out; none if it is one thing.
    pub(super) elements: Vec<Self>,
}

impl Cut {
    pub(super) fn new(range: Range<usize>, calls: Vec<usize>) -> Self {
        Self { range, calls, elements: Vec::new() }
    }

    /// Each of its elements, or itself.
    pub(super) fn each(&self) -> &[Self] {
        if self.elements.is_empty() { std::slice::from_ref(self) } else { &self.elements }
    }
}

/// A wish that is not granted.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) wish: Wish,
    pub(super) why: &'static str,
}

/// An edit, and the numbers of the calls that it is for.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) edit: Edit,
    pub(super) calls: Vec<usize>,
}

/// How to be rid of calls.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    /// Calls that are left, and why.
    pub(super) left: FxHashMap<usize, &'static str>,
}

const IN_PIECES: &str = "it is put together from pieces or packed: take it out by hand";

/// Plans how to be rid of the calls with these numbers. `bold` also takes out what is not provably safe to.
pub(super) fn plan(bytes: &[u8], layers: &[Layer], calls: &[Call], going: &[usize], bold: bool) -> Plan {
    let mut planner = Planner {
        bytes,
        layers,
        calls,
        bold,
        tree: Tree::of(layers, calls, going),
        wishes: FxHashMap::default(),
        gone: FxHashMap::default(),
        plan: Plan::default(),
    };
    for call in going {
        planner.wish_for(*call);
    }
    for number in (0..layers.len()).rev() {
        planner.layer(number);
    }
    planner.plan
}

struct Planner<'p> {
    bytes: &'p [u8],
    layers: &'p [Layer],
    calls: &'p [Call<'p>],
    bold: bool,
    tree: Tree,
    /// By layer; a site stands in one wish.
    wishes: FxHashMap<usize, BTreeMap<Span, Wish>>,
    /// Layers of which nothing is left, with what would be cut out of them instead.
    gone: FxHashMap<usize, Vec<Cut>>,
    plan: Plan,
}

impl Planner<'_> {
    fn wish_for(&mut self, call: usize) {
        let raw = &self.calls[call].raw;
        let (number, site) = raw.made_at;
        let layer = &self.layers[number];
        let url = local(layer, raw.url.span());
        let stands_alone = matches!(layer.language, Language::Script | Language::Csv);
        let Some(site) = site.or(url.filter(|_| stands_alone)) else {
            let why = match layer.language {
                Language::Sheet | Language::Declarations => "a style asks for it: take the url(…) out of it by hand",
                Language::Vast => "an element of a video ad asks for it: take the element out by hand",
                _ => "it is part of a configuration: take it out by hand",
            };
            self.plan.left.insert(call, why);
            return;
        };
        let is_written_there = url.is_some_and(|url| site.contains(url));
        self.wish(number, Wish { site, calls: vec![call], is_written_there });
    }

    fn wish(&mut self, layer: usize, wish: Wish) {
        match self.wishes.entry(layer).or_default().entry(wish.site) {
            Entry::Occupied(mut known) => {
                known.get_mut().calls.extend(wish.calls);
                known.get_mut().is_written_there &= wish.is_written_there;
            }
            Entry::Vacant(place) => drop(place.insert(wish)),
        }
    }

    fn layer(&mut self, number: usize) {
        let Some(wishes) = self.wishes.remove(&number) else { return };
        let wishes: Vec<Wish> = wishes.into_values().collect();
        let layer = &self.layers[number];
        let (text, others) = (&*layer.text.text, self.others(number));
        let (cuts, refusals) = match layer.language {
            Language::Markup => markup::cuts(text, &wishes, &others, self.bold),
            Language::Script => script::cuts(text, &wishes, &others, self.bold),
            Language::Json => list::cuts(text, &wishes, &others),
            Language::Csv => cell::cuts(&wishes, &others),
            Language::Sheet
            | Language::Declarations
            | Language::AmpConfig
            | Language::TomlList
            | Language::YamlList
            | Language::Tags
            | Language::Vast => {
                let why = "it is part of a style or a configuration: take it out by hand";
                (Vec::new(), wishes.iter().map(|wish| Refusal { wish: wish.clone(), why }).collect())
            }
        };
        let rest = refusals.is_empty() && others.is_empty() && is_blank(layer, &cuts);
        match layer.site.filter(|_| rest && layer.around != number) {
            Some(site) => {
                let calls = cuts.iter().flat_map(|cut| cut.calls.clone()).collect();
                self.gone.insert(number, cuts);
                self.wish(layer.around, Wish { site, calls, is_written_there: true });
            }
            None => self.cut(number, cuts),
        }
        refusals.into_iter().for_each(|refusal| self.refused(number, &refusal));
    }

    /// Where the code is that must stay: calls that nobody wishes away, and layers of which something is left.
    fn others(&self, number: usize) -> Vec<Span> {
        let place = |call: &usize| {
            let raw = &self.calls[*call].raw;
            raw.made_at.1.or_else(|| local(&self.layers[number], raw.url.span()))
        };
        let inner = self.tree.inner[number].iter();
        let left = inner.filter(|inner| !self.gone.contains_key(inner) && self.matters(**inner));
        self.tree.staying[number]
            .iter()
            .filter_map(place)
            .chain(left.filter_map(|one| self.layers[*one].site))
            .collect()
    }

    /// Whether a layer does something: handlers that make no call are looked at with their element.
    fn matters(&self, number: usize) -> bool {
        let is_handler = self.layers[number].chain.last().is_some_and(|step| step.contains("[on"));
        !is_handler || self.tree.has_calls[number]
    }

    /// Makes edits of cuts.
    fn cut(&mut self, number: usize, cuts: Vec<Cut>) {
        let text = &self.layers[number].text;
        let spans: Vec<Option<Span>> = cuts.iter().map(|cut| text.written(cut.range.clone())).collect();
        if spans.iter().any(Option::is_none) && self.cut_apart(number, &cuts) {
            return;
        }
        for (cut, span) in cuts.into_iter().zip(spans) {
            match span {
                Some(span) => self.plan.steps.push(Step { edit: Edit::delete(span), calls: cut.calls }),
                None => self.leave(&cut.calls, IN_PIECES),
            }
        }
    }

    /// Makes edits of cuts out of a text that a script puts together. False if the text comes from anything else.
    fn cut_apart(&mut self, number: usize, cuts: &[Cut]) -> bool {
        let (layer, around) = (&self.layers[number], self.layers[number].around);
        let script = &self.layers[around];
        if script.language != Language::Script {
            return false;
        }
        let Some(pieces) = Pieces::of(layer, script, cuts) else { return false };
        for (statement, calls) in pieces.emptied() {
            self.wish(around, Wish { site: statement, calls, is_written_there: true });
        }
        for cut in cuts.iter().flat_map(Cut::each) {
            match pieces.edits(cut) {
                Some(edits) => {
                    let step = |edit| Step { edit, calls: cut.calls.clone() };
                    self.plan.steps.extend(edits.into_iter().map(step));
                }
                None => self.leave(&cut.calls, IN_PIECES),
            }
        }
        true
    }

    /// Layers that were to go with what holds them are cut in instead; calls stay.
    fn refused(&mut self, number: usize, refusal: &Refusal) {
        let held =
            |inner: &&usize| self.layers[**inner].site == Some(refusal.wish.site) && self.gone.contains_key(inner);
        let inner: Vec<usize> = self.tree.inner[number].iter().filter(held).copied().collect();
        if inner.is_empty() {
            return self.leave(&refusal.wish.calls, refusal.why);
        }
        for inner in inner {
            let cuts = self.gone.remove(&inner).unwrap_or_default();
            self.cut(inner, cuts);
        }
    }

    fn leave(&mut self, calls: &[usize], why: &'static str) {
        for call in calls {
            match self.url_emptied(*call).filter(|_| self.bold) {
                Some(edit) => self.plan.steps.push(Step { edit, calls: vec![*call] }),
                None => drop(self.plan.left.insert(*call, why)),
            }
        }
    }

    /// `''` where a script has the call's URL, or puts it together.
    fn url_emptied(&self, call: usize) -> Option<Edit> {
        let raw = &self.calls[call].raw;
        let layer = &self.layers[raw.made_at.0];
        let text = &*layer.text.text;
        let place = local(layer, raw.span()).filter(|_| layer.language == Language::Script)?.range();
        let quote = |at: usize| text.get(at..at + 1).filter(|quote| ["'", "\"", "`"].contains(quote));
        if raw.expression.is_none() {
            let quoted = quote(place.start.checked_sub(1)?).is_some() && quote(place.end).is_some();
            return layer.text.written(place).filter(|_| quoted).map(Edit::delete);
        }
        let quote = quote(place.start).and_then(|_| layer.text.written(place.start..place.start + 1))?;
        let insert = self.bytes[quote.range()].repeat(2);
        Some(Edit { span: layer.text.written(place)?, insert })
    }
}

/// What is in which layer.
struct Tree {
    /// Layers directly inside of each.
    inner: Vec<Vec<usize>>,
    /// Calls of each that are to stay.
    staying: Vec<Vec<usize>>,
    /// Whether there are calls in it, however deep.
    has_calls: Vec<bool>,
}

impl Tree {
    fn of(layers: &[Layer], calls: &[Call], going: &[usize]) -> Self {
        let none = || vec![Vec::new(); layers.len()];
        let mut tree = Self { inner: none(), staying: none(), has_calls: vec![false; layers.len()] };
        let going: FxHashSet<usize> = going.iter().copied().collect();
        for (number, call) in calls.iter().enumerate() {
            let layer = call.raw.made_at.0;
            tree.has_calls[layer] = true;
            if !going.contains(&number) {
                tree.staying[layer].push(number);
            }
        }
        // What is inside of a layer has a greater number.
        for (number, layer) in layers.iter().enumerate().skip(1).rev() {
            tree.has_calls[layer.around] |= tree.has_calls[number];
            tree.inner[layer.around].push(number);
        }
        tree
    }
}

/// Whether nothing that matters is left of a layer without the cuts.
fn is_blank(layer: &Layer, cuts: &[Cut]) -> bool {
    let mut ranges: Vec<Range<usize>> = cuts.iter().map(|cut| cut.range.clone()).collect();
    ranges.sort_by_key(|range| range.start);
    let rest = script::without(&layer.text.text, &ranges);
    match layer.language {
        _ if cuts.is_empty() => false,
        Language::Script => script::is_blank(&rest),
        Language::Markup => rest.trim().is_empty(),
        _ => false,
    }
}

/// Where a span of the file starts in the text of a layer, and where it ends, if it was written there.
pub(super) fn local(layer: &Layer, span: Span) -> Option<Span> {
    let place = |at: u32| {
        let len = layer.text.text.len();
        let (mut low, mut high) = (0, len);
        while low < high {
            let middle = usize::midpoint(low, high);
            if layer.text.map.span(middle..middle).start < at { low = middle + 1 } else { high = middle }
        }
        (layer.text.map.span(low..low).start == at || low == len).then_some(low)
    };
    let (start, end) = (place(span.start)?, place(span.end)?);
    let found = Span::from(start..end);
    layer.text.map.span(found.range()).contains(span).then_some(found)
}
