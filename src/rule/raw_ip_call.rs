//! `raw-ip-call`: a call to a numeric address.

use super::{Case, Draft, Rule};
use crate::catalogue::Call;

pub(super) struct RawIpCall;

impl Rule for RawIpCall {
    fn id(&self) -> &'static str {
        "raw-ip-call"
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        let target = call.targets().find(|target| target.url.is_raw_ip())?;
        Some(Draft::call(call, &target))
    }
}
