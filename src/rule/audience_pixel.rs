//! `audience-pixel`: a call that puts the user in an audience or a data platform.

use super::{About, Case, Draft, Rule, is_segment, reached};
use crate::catalogue::{Call, Kind};

pub(super) struct AudiencePixel;

impl Rule for AudiencePixel {
    fn id(&self) -> &'static str {
        "audience-pixel"
    }

    fn about(&self) -> About {
        About::Syncs
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        let target = reached(call, |target| match target.class.kind {
            Kind::Audience => true,
            Kind::Segment => !is_segment(target),
            _ => false,
        })?;
        Some(Draft::call(call, &target))
    }
}
