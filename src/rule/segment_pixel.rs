//! `segment-pixel`: a segment call that the browser makes by itself. User syncs follow it.

use super::{About, Case, Draft, Rule, is_segment, reached};
use crate::catalogue::Call;
use crate::remedy::is_mitigated;

pub(super) struct SegmentPixel;

impl Rule for SegmentPixel {
    fn id(&self) -> &'static str {
        "segment-pixel"
    }

    fn about(&self) -> About {
        About::Segments
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        if case.is_segment_tracker(call) {
            return None;
        }
        let target = reached(call, |target| is_segment(target) && !is_mitigated(target) && !case.is_quiet(target))?;
        Some(Draft::call(call, &target))
    }
}
