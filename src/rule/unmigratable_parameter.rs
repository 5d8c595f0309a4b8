//! `unmigratable-parameter`: a segment call that does more than an association can.

use super::{Case, Draft, Rule};
use crate::catalogue::Call;
use crate::remedy::replace;

pub(super) struct UnmigratableParameter;

impl Rule for UnmigratableParameter {
    fn id(&self) -> &'static str {
        "unmigratable-parameter"
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        let target = call.targets().find(|target| !replace(target, call.raw.trigger).lost.is_empty())?;
        let draft = Draft::call(call, &target);
        let lost = draft.remedy.as_ref().map_or(String::new(), |remedy| remedy.lost.join("; "));
        Some(draft.fact("detail", lost))
    }
}
