//! `segment-tracker-review`: a video tracker that the creative marks as a segment pixel, which a person has to look at.

use super::{About, Case, Draft, Rule, is_segment};
use crate::catalogue::Call;

pub(super) struct SegmentTrackerReview;

impl Rule for SegmentTrackerReview {
    fn id(&self) -> &'static str {
        "segment-tracker-review"
    }

    fn about(&self) -> About {
        About::Segments
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        let target = call.targets().filter(|_| case.is_segment_tracker(call)).find(is_segment)?;
        Some(Draft::call(call, &target))
    }
}
