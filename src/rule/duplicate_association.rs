//! `duplicate-association`: the same segment with the same action twice.

use super::{Case, Draft, Rule};
use crate::association::{Association, Creative};

pub(super) struct DuplicateAssociation;

impl Rule for DuplicateAssociation {
    fn id(&self) -> &'static str {
        "duplicate-association"
    }

    fn creative(&self, _number: usize, creative: &Creative, _case: &Case) -> Vec<Draft> {
        let all = &creative.associations;
        let earlier = |at: usize| all[..at].iter().find(|one| is_same(one, &all[at]));
        (0..all.len()).filter_map(|at| Some(draft(&all[at], earlier(at)?))).collect()
    }
}

fn is_same(one: &Association, other: &Association) -> bool {
    one.segment.is_some() && one.segment == other.segment && one.known_action() == other.known_action()
}

fn draft(again: &Association, first: &Association) -> Draft {
    let segment = again.segment.map_or(String::new(), |id| format!("segment {id}"));
    let mut draft = Draft::at(again.segment_span)
        .fact("segments", segment)
        .fact("detail", again.action.clone().unwrap_or_else(|| "no action".to_owned()));
    draft.related.push((first.segment_span, "the first time".to_owned()));
    draft
}
