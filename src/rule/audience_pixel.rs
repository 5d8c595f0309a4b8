//! `audience-pixel`: a call that puts the user in an audience or a data platform.

use super::{Case, Draft, Rule, reached};
use crate::catalogue::{Call, Kind};

pub(super) struct AudiencePixel;

impl Rule for AudiencePixel {
    fn id(&self) -> &'static str {
        "audience-pixel"
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        let target = reached(call, |target| target.class.kind == Kind::Audience)?;
        Some(Draft::call(call, &target))
    }
}
