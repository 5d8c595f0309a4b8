//! `click-segment-pixel`: a segment call behind the click.

use super::{About, Case, Draft, Rule, is_segment};
use crate::call::Trigger;
use crate::catalogue::{Call, Kind, Target};

pub(super) struct ClickSegmentPixel;

impl Rule for ClickSegmentPixel {
    fn id(&self) -> &'static str {
        "click-segment-pixel"
    }

    fn about(&self) -> About {
        About::Segments
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        let on_click = call.raw.trigger == Trigger::Click;
        let target = call.targets().filter(|_| on_click).find(adds_to_segments)?;
        Some(Draft::call(call, &target))
    }
}

fn adds_to_segments(target: &Target) -> bool {
    let conversion = target.class.kind == Kind::Conversion;
    is_segment(target) || (conversion && target.class.endpoint.is_some_and(|endpoint| endpoint.segments.is_some()))
}
