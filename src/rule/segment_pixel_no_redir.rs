//! `segment-pixel-no-redir`: a segment call with the documented parameter that keeps user syncs from following.

use super::{About, Case, Draft, Rule, is_segment};
use crate::call::Trigger;
use crate::catalogue::Call;
use crate::remedy::is_mitigated;

pub(super) struct SegmentPixelNoRedir;

impl Rule for SegmentPixelNoRedir {
    fn id(&self) -> &'static str {
        "segment-pixel-no-redir"
    }

    fn about(&self) -> About {
        About::Segments
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        // Listed pixels too: pixel-array-call leaves the mitigated ones to this rule.
        let by_itself = call.raw.trigger != Trigger::Click;
        let mut targets = call.targets().filter(|_| by_itself);
        let target = targets.find(|target| is_segment(target) && is_mitigated(target))?;
        Some(Draft::call(call, &target))
    }
}
