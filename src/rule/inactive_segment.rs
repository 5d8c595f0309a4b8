//! `inactive-segment`: a segment that its own object calls inactive, associated or called.

use super::{About, Case, Draft, Rule};
use crate::association::{Association, Creative, Segment};
use crate::catalogue::Call;
use crate::remedy::looked_up;

pub(super) struct InactiveSegment;

impl Rule for InactiveSegment {
    fn id(&self) -> &'static str {
        "inactive-segment"
    }

    fn about(&self) -> About {
        About::Segments
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        let inactive = |segment: &&Segment| segment.active == Some(false);
        call.targets().find_map(|target| {
            let segment = looked_up(&target, case.world).into_iter().flatten().find(inactive)?;
            Some(with_facts(Draft::call(call, &target), segment, case))
        })
    }

    fn creative(&self, _number: usize, creative: &Creative, case: &Case) -> Vec<Draft> {
        let draft = |one: &Association| {
            let segment = case.world.segment(one.segment?).filter(|segment| segment.active == Some(false))?;
            Some(with_facts(Draft::at(one.segment_span), segment, case))
        };
        creative.associations.iter().filter_map(draft).collect()
    }
}

fn with_facts(draft: Draft, segment: &Segment, case: &Case) -> Draft {
    let known = segment.id.and_then(|id| case.world.segment_source(id)).unwrap_or_default();
    draft.fact("segments", segment.title()).fact("detail", known)
}
