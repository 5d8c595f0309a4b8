//! `usersync-disabled-segment`: a segment call after which nothing follows, by the word of the segments' own objects.

use super::{About, Case, Draft, Rule};
use crate::call::Trigger;
use crate::catalogue::Call;
use crate::remedy::is_mitigated;

pub(super) struct UsersyncDisabledSegment;

impl Rule for UsersyncDisabledSegment {
    fn id(&self) -> &'static str {
        "usersync-disabled-segment"
    }

    fn about(&self) -> About {
        About::Segments
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        let by_itself = call.raw.trigger != Trigger::Click && !case.is_segment_tracker(call);
        let mut targets = call.targets().filter(|_| by_itself);
        let target = targets.find(|target| case.is_quiet(target) && !is_mitigated(target))?;
        Some(Draft::call(call, &target))
    }
}
