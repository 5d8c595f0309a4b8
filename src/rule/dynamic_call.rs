//! `dynamic-call`: a call whose host only run time knows.

use super::{Case, Draft, Rule, reached};
use crate::catalogue::Call;
use crate::url::Host;

pub(super) struct DynamicCall;

impl Rule for DynamicCall {
    fn id(&self) -> &'static str {
        "dynamic-call"
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        // A click macro before a whole URL leaves no doubt about the host.
        let target = reached(call, |target| *target.host() == Host::Unknown && call.hops.is_empty())?;
        Some(Draft::call(call, &target))
    }
}
