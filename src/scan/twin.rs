//! *Twins*: a creative or pixel object holds its markup and its pixels twice, for secure and for other pages, and often the
//! unmodified tag as well. Each is linted; what they have in common is reported once, with the other places named.

use super::source::Said;
use crate::catalogue::Call;
use crate::rule::Case;
use rustc_hash::FxHashMap;

/// Merges what is said of twins into what is said of the first of them.
pub(super) fn fold(said: Vec<Said>, case: &Case) -> Vec<Said> {
    let calls = case.calls;
    let mut first: FxHashMap<(String, &'static str), usize> = FxHashMap::default();
    let mut once: FxHashMap<(String, &'static str), usize> = FxHashMap::default();
    let mut kept: Vec<Said> = Vec::with_capacity(said.len());
    for one in said {
        if let (Some(call), Some(about)) = (one.call.map(|at| &calls[at]), &one.draft.once) {
            let key = (format!("{:?} {about}", call.raw.creative), one.rule);
            match once.get(&key) {
                Some(at) => also(&mut kept[*at], &one),
                None => {
                    once.insert(key, kept.len());
                    kept.push(one);
                }
            }
            continue;
        }
        let Some(key) = one.call.and_then(|at| key(&calls[at], case)) else {
            kept.push(one);
            continue;
        };
        match first.get(&(key.clone(), one.rule)) {
            Some(at) if differs(&kept[*at], &one, calls) => {
                kept[*at].draft.related.push((one.draft.span, "its twin".to_owned()));
            }
            _ => {
                first.insert((key, one.rule), kept.len());
                kept.push(one);
            }
        }
    }
    kept
}

/// Further places that are named; a creative has heard enough then.
const FURTHER: usize = 50;

fn also(first: &mut Said, one: &Said) {
    if first.draft.related.len() < FURTHER {
        first.draft.related.push((one.draft.span, "called here too".to_owned()));
    }
}

/// What twins have in common: the creative, the route but for its secure or original form, vendor, path and query.
fn key(call: &Call, case: &Case) -> Option<String> {
    let owner = match (call.raw.creative, case.object_of(call)) {
        (Some(creative), _) => format!("creative {creative}"),
        (None, object) => format!("object {}", object?.span().start),
    };
    let chain: Vec<String> = call.raw.chain.iter().map(|step| plain(step)).collect();
    let url = call.url();
    let party = call.class.party().map_or_else(|| format!("{:?}", call.host()), str::to_owned);
    Some(format!("{owner} {} {party} {} {}", chain.join(">"), url.path(), url.query()))
}

/// A field's name without what makes it one of two.
fn plain(step: &str) -> String {
    step.replace("_secure", "").replace("secure_", "").replace("original_", "")
}

/// Whether the two stand in different fields; the same call twice in one field is two calls.
fn differs(one: &Said, other: &Said, calls: &[Call]) -> bool {
    let field = |said: &Said| {
        let call = &calls[said.call?];
        // In an object, the first step is the object.
        let step = usize::from(call.raw.creative.is_none());
        call.raw.chain.get(step).cloned()
    };
    field(one) != field(other)
}
