//! `pixel-array-call`: a call that the audit fails, in the creative object's own list of pixels.

use super::{About, Case, Draft, Rule, is_listed_pixel, is_sync_like};
use crate::call::Trigger;
use crate::catalogue::Call;
use crate::remedy::is_mitigated;

pub(super) struct PixelArrayCall;

impl Rule for PixelArrayCall {
    fn id(&self) -> &'static str {
        "pixel-array-call"
    }

    fn about(&self) -> About {
        About::Syncs
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        let listed = is_listed_pixel(call) && call.raw.trigger != Trigger::Click;
        let mut targets = call.targets().filter(|_| listed);
        let target = targets.find(|target| is_sync_like(target) && !is_mitigated(target) && !case.is_quiet(target))?;
        let route: Vec<&str> = call.raw.chain.iter().map(|step| step.as_ref()).collect();
        Some(Draft::call(call, &target).fact("detail", route.join(" > ")))
    }
}
