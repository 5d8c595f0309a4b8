//! `piggyback-lost`: pixels that fire after a segment's call and do not after its association.

use super::{Case, Draft, Rule, is_segment};
use crate::association::{Association, Creative, Segment};
use crate::catalogue::Call;
use crate::remedy::looked_up;

pub(super) struct PiggybackLost;

impl Rule for PiggybackLost {
    fn id(&self) -> &'static str {
        "piggyback-lost"
    }

    fn is_about_segments(&self) -> bool {
        true
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        let said = |segment: &Segment| case.creative_of(call).is_some_and(|creative| is_associated(creative, segment));
        call.targets().filter(is_segment).find_map(|target| {
            let segments = looked_up(&target, case.world).into_iter().flatten();
            let losing: Vec<&Segment> = segments.filter(|one| !one.piggyback.is_empty() && !said(one)).collect();
            (!losing.is_empty()).then(|| with_facts(Draft::call(call, &target), &losing))
        })
    }

    fn creative(&self, _number: usize, creative: &Creative, case: &Case) -> Vec<Draft> {
        let draft = |one: &Association| {
            let segment = case.world.segment(one.segment?).filter(|segment| !segment.piggyback.is_empty())?;
            Some(with_facts(Draft::at(one.segment_span), &[segment]))
        };
        creative.associations.iter().filter_map(draft).collect()
    }
}

/// Whether the association has its own finding.
fn is_associated(creative: &Creative, segment: &Segment) -> bool {
    segment.id.is_some() && creative.associations.iter().any(|one| one.segment == segment.id)
}

fn with_facts(draft: Draft, segments: &[&Segment]) -> Draft {
    const LISTED: usize = 5;
    let names: Vec<String> = segments.iter().map(|segment| segment.title()).collect();
    let urls: Vec<&str> =
        segments.iter().flat_map(|segment| &segment.piggyback).map(|pixel| pixel.url.as_str()).collect();
    let mut listed = urls.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    if urls.len() > LISTED {
        listed.push_str(&format!(" and {} more", urls.len() - LISTED));
    }
    draft.fact("segments", names.join(", ")).fact("detail", listed)
}
