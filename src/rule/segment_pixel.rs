//! `segment-pixel`: a segment call that the browser makes by itself. User syncs follow it.

use super::{Case, Draft, Rule, reached};
use crate::catalogue::{Call, Kind};
use crate::remedy::is_mitigated;

pub(super) struct SegmentPixel;

impl Rule for SegmentPixel {
    fn id(&self) -> &'static str {
        "segment-pixel"
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        let target = reached(call, |target| target.class.kind == Kind::Segment && !is_mitigated(target))?;
        Some(Draft::call(call, &target))
    }
}
