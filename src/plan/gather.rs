//! From the calls of one input to its entries of the plan.

use super::{Entry, Obsolete, Planned};
use crate::association::{Creative, Deal, Piggyback};
use crate::catalogue::{Call, Target};
use crate::remedy::{Action, Loss, LossKind, conversion, counted, looked_up, losses, replace, resolve};
use crate::rule::Case;
use crate::scan::Tie;
use crate::source::Lines;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// The entries of one input: one for each creative that calls segments, or one for the file.
pub(crate) fn entries(path: &Arc<str>, case: &Case, tie: Option<&Tie>, lines: &Lines) -> Vec<Entry> {
    let mut entries: Vec<(Entry, Plans)> = Vec::new();
    let mut numbers: FxHashMap<Option<usize>, usize> = FxHashMap::default();
    for call in case.calls.iter().filter(|call| replaces(call, case)) {
        for target in call.targets().filter(|target| is_replaceable(target)) {
            let owner = call.raw.creative;
            let at = *numbers.entry(owner).or_insert_with(|| {
                let creative = case.creative_of(call);
                let plans = creative.map(existing).unwrap_or_default();
                entries.push((entry(path, creative, tie.filter(|_| owner.is_none())), plans));
                entries.len() - 1
            });
            let (entry, plans) = &mut entries[at];
            add((entry, plans), call, &target, case, lines);
        }
    }
    let whole = |(entry, plans): (Entry, Plans)| finished(Entry { segments: plans.all(), ..entry }, case);
    entries.into_iter().map(whole).collect()
}

/// Whether an association could do at least a part of what a creative's call does.
pub(crate) fn replaces(call: &Call, case: &Case) -> bool {
    case.object_of(call).is_none() && call.targets().any(|target| is_replaceable(&target))
}

/// Whether an association could do at least a part of what the call does.
fn is_replaceable(target: &Target) -> bool {
    target.class.endpoint.is_some_and(|endpoint| endpoint.segments.is_some())
}

fn entry(path: &Arc<str>, creative: Option<&Creative>, tie: Option<&Tie>) -> Entry {
    Entry {
        path: path.clone(),
        id: creative.and_then(|creative| creative.id.clone()),
        code: creative.and_then(|creative| creative.code.clone()),
        existing_known: creative.is_some_and(|creative| creative.lists_segments),
        tied_by: tie.map(|tie| tie.by),
        segments: Vec::new(),
        losses: Vec::new(),
        obsolete: Vec::new(),
        deals: Vec::new(),
    }
}

/// Associations, each once, in the order in which they were added. A creative may have as many as a list has rows.
#[derive(Debug, Default)]
pub(super) struct Plans {
    all: Vec<Planned>,
    known: FxHashSet<(u64, Result<Action, String>)>,
}

impl Plans {
    /// Adds an association unless it is there.
    pub(super) fn push(&mut self, planned: Planned) {
        if self.known.insert((planned.segment, planned.action.clone())) {
            self.all.push(planned);
        }
    }

    /// All of them.
    pub(super) fn all(self) -> Vec<Planned> {
        self.all
    }
}

/// What the creative has already, in its order.
fn existing(creative: &Creative) -> Plans {
    let mut plans = Plans::default();
    for one in &creative.associations {
        let action = one.known_action().ok_or_else(|| one.action.clone().unwrap_or_default());
        if let Some(segment) = one.segment {
            plans.push(Planned { segment, code: None, action, existing: true });
        }
    }
    for (segment, action) in creative.also.in_order() {
        plans.push(Planned { segment, code: None, action: Ok(action), existing: true });
    }
    plans
}

fn add((entry, plans): (&mut Entry, &mut Plans), call: &Call, target: &Target, case: &Case, lines: &Lines) {
    let mut remedy = replace(target, call.raw.trigger);
    resolve(&mut remedy, case.world);
    for one in remedy.associate {
        if let Some(segment) = one.segment {
            plans.push(Planned { segment, code: one.code, action: Ok(one.action), existing: false });
        }
    }
    // Of what the call itself says, the codes that were found are not lost.
    entry.losses.extend(losses(target).into_iter().filter(|loss| remedy.lost.contains(&loss.what)));
    entry.losses.extend(counting(target));
    let loss = |title: &str, pixel: &Piggyback| {
        let what = format!("the piggyback pixel {} of {title}", pixel.url);
        Loss { kind: LossKind::Piggyback, what }
    };
    if let (Some(id), Some(pixel)) = (conversion(target), counted(target, case.world)) {
        let title = format!("conversion pixel {id}");
        entry.losses.extend(pixel.piggyback.iter().map(|pixel| loss(&title, pixel)));
    }
    for segment in looked_up(target, case.world).into_iter().flatten() {
        let title = segment.title();
        entry.losses.extend(segment.piggyback.iter().map(|pixel| loss(&title, pixel)));
    }
    let place = lines.place(call.raw.span());
    let url = call.raw.url.text.clone().into_owned();
    entry.obsolete.push(Obsolete {
        path: entry.path.clone(),
        line: place.line,
        column: place.column,
        span: place.span,
        url,
    });
}

/// The conversion itself, of a call that counts one.
fn counting(target: &Target) -> Option<Loss> {
    let id = conversion(target)?;
    Some(Loss { kind: LossKind::Conversion, what: format!("the conversion of pixel {id}") })
}

fn finished(mut entry: Entry, case: &Case) -> Entry {
    entry.losses.sort();
    entry.losses.dedup();
    let wants = |action| entry.segments.iter().any(|planned| planned.action == Ok(action));
    let (view, click) = (wants(Action::View), wants(Action::Click));
    let id: Option<u64> = entry.id.as_ref().and_then(|id| id.parse().ok());
    let runs = |deal: &Deal| deal.creatives.is_empty() || id.is_some_and(|id| deal.creatives.contains(&id));
    let refused = |deal: &Deal| match (view && !deal.on_view, click && !deal.on_click) {
        (true, _) => Some(Action::View),
        (_, true) => Some(Action::Click),
        _ => None,
    };
    let deals = case.world.deals().filter(|(deal, _)| runs(deal));
    let words = deals.filter_map(|(deal, known)| {
        let action = refused(deal)?;
        Some(format!("{} does not allow \"{}\"", known.value.title(), action.as_str()))
    });
    entry.deals = words.collect();
    entry
}
