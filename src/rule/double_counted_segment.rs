//! `double-counted-segment`: a segment that the creative is associated with and that its markup calls as well.

use super::{About, Case, Draft, Rule};
use crate::association::{Association, Creative};
use crate::catalogue::Call;
use crate::remedy::added;

pub(super) struct DoubleCountedSegment;

impl Rule for DoubleCountedSegment {
    fn id(&self) -> &'static str {
        "double-counted-segment"
    }

    fn about(&self) -> About {
        About::Segments
    }

    /// What is associated in another file than the call stands in.
    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        let creative = case.creative_of(call)?;
        let elsewhere = |segment: &u64| {
            let tied =
                call.raw.creative.is_none() && creative.associations.iter().any(|one| one.segment == Some(*segment));
            tied || creative.also.has_segment(*segment)
        };
        call.targets().find_map(|target| {
            let segment = added(&target).into_iter().find(elsewhere)?;
            Some(Draft::call(call, &target).fact("segments", format!("segment {segment}")))
        })
    }

    fn creative(&self, number: usize, creative: &Creative, case: &Case) -> Vec<Draft> {
        // A sheet may have a million creatives, none of them with associations.
        if creative.associations.is_empty() {
            return Vec::new();
        }
        let calls = case.families.calls_of(number, case);
        creative.associations.iter().filter_map(|one| double(one, &calls)).collect()
    }
}

fn double(association: &Association, calls: &[&Call]) -> Option<Draft> {
    let segment = association.segment?;
    let call = calls.iter().find(|call| call.targets().any(|target| added(&target).contains(&segment)))?;
    let mut draft = Draft::at(association.segment_span).fact("segments", format!("segment {segment}"));
    draft.confidence = call.raw.confidence;
    draft.related.push((call.raw.span(), "the call that adds to it".to_owned()));
    Some(draft)
}
