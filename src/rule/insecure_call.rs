//! `insecure-call`: a call that is not https.

use super::{Case, Draft, Rule};
use crate::call::Trigger;
use crate::catalogue::Call;

pub(super) struct InsecureCall;

impl Rule for InsecureCall {
    fn id(&self) -> &'static str {
        "insecure-call"
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        let by_itself = call.raw.trigger != Trigger::Click;
        let target = call.targets().filter(|_| by_itself).find(|target| target.url.insecure)?;
        Some(Draft::call(call, &target))
    }
}
