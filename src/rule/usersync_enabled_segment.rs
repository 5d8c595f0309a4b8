//! `usersync-enabled-segment`: a call of a segment whose own object does not rule user syncs out.

use super::{About, Case, Draft, Rule, is_segment};
use crate::association::{Segment, UserSyncs};
use crate::call::Trigger;
use crate::catalogue::Call;
use crate::remedy::{is_mitigated, looked_up};

pub(super) struct UsersyncEnabledSegment;

impl Rule for UsersyncEnabledSegment {
    fn id(&self) -> &'static str {
        "usersync-enabled-segment"
    }

    fn about(&self) -> About {
        About::Segments
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        let by_itself = call.raw.trigger != Trigger::Click;
        let mut targets = call.targets().filter(|target| by_itself && is_segment(target) && !is_mitigated(target));
        targets.find_map(|target| {
            let segments = looked_up(&target, case.world).into_iter().flatten();
            let open: Vec<&Segment> = segments.filter(|segment| segment.syncs != UserSyncs::Most(0)).collect();
            let names: Vec<String> = open.iter().map(|segment| segment.title()).collect();
            let limits: Vec<String> = open.iter().map(|segment| limit(segment)).collect();
            let draft = Draft::call(call, &target).fact("segments", names.join(", "));
            (!open.is_empty()).then(|| draft.fact("detail", limits.join(", ")))
        })
    }
}

fn limit(segment: &Segment) -> String {
    let id = segment.id.map_or(String::new(), |id| format!(" of {id}"));
    match segment.syncs {
        UserSyncs::Most(most) => format!("max_usersync_pixels{id} is {most}"),
        UserSyncs::Null => format!("max_usersync_pixels{id} is null, which does not say that none follow"),
        UserSyncs::Unsaid => format!("max_usersync_pixels{id} is not given"),
    }
}
