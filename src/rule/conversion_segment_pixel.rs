//! `conversion-segment-pixel`: a conversion call after which user syncs follow, and which may add to segments.

use super::{About, Case, Draft, Rule, is_sync_like, reached};
use crate::catalogue::{Call, Kind};

pub(super) struct ConversionSegmentPixel;

impl Rule for ConversionSegmentPixel {
    fn id(&self) -> &'static str {
        "conversion-segment-pixel"
    }

    fn about(&self) -> About {
        About::Syncs
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        let target = reached(call, |target| target.class.kind == Kind::Conversion && is_sync_like(target))?;
        Some(Draft::call(call, &target))
    }
}
