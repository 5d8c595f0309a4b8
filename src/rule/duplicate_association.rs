//! `duplicate-association`: the same segment with the same action twice.

use super::{Case, Draft, Rule};
use crate::association::{Association, Creative};
use crate::remedy::Action;
use crate::span::Span;
use rustc_hash::FxHashMap;

pub(super) struct DuplicateAssociation;

impl Rule for DuplicateAssociation {
    fn id(&self) -> &'static str {
        "duplicate-association"
    }

    fn creative(&self, _number: usize, creative: &Creative, case: &Case) -> Vec<Draft> {
        let mut own: FxHashMap<(u64, Option<Action>), Span> = FxHashMap::default();
        let mut firsts = case.firsts.borrow_mut();
        let mut drafts = Vec::new();
        for one in &creative.associations {
            let (Some(segment), action, span) = (one.segment, one.known_action(), one.segment_span) else { continue };
            let first = match creative.listed_as() {
                Some(name) => firsts.add(name, segment, action, span),
                None => match own.get(&(segment, action)) {
                    Some(first) => Some(*first),
                    None => own.insert((segment, action), span),
                },
            };
            drafts.extend(first.map(|first| draft(one, segment, first)));
        }
        drafts
    }
}

fn draft(again: &Association, segment: u64, first: Span) -> Draft {
    let mut draft = Draft::at(again.segment_span)
        .fact("segments", format!("segment {segment}"))
        .fact("detail", again.action.clone().unwrap_or_else(|| "no action".to_owned()));
    draft.related.push((first, "the first time".to_owned()));
    draft
}
