//! `unmigratable-parameter`: a segment call that does more than an association can.

use super::{About, Case, Draft, Rule};
use crate::catalogue::Call;
use crate::remedy::{replace, resolve};

pub(super) struct UnmigratableParameter;

impl Rule for UnmigratableParameter {
    fn id(&self) -> &'static str {
        "unmigratable-parameter"
    }

    fn about(&self) -> About {
        About::Segments
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        call.targets().find_map(|target| {
            let mut remedy = replace(&target, call.raw.trigger);
            resolve(&mut remedy, case.world);
            let lost = remedy.lost.join("; ");
            (!lost.is_empty()).then(|| Draft::call(call, &target).fact("detail", lost))
        })
    }
}
