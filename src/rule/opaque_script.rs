//! `opaque-script`: a third party's script, which decides what is called next.

use super::{Case, Draft, Rule, reached};
use crate::catalogue::{Call, Kind};
use crate::url::Host;

pub(super) struct OpaqueScript;

impl Rule for OpaqueScript {
    fn id(&self) -> &'static str {
        "opaque-script"
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        // A capture has seen what it decides.
        let via = call.raw.chain.last().filter(|_| call.raw.seen.is_none())?;
        let is_script = || via.contains("script") || via.contains("import");
        let says_nothing = [Kind::Adserving, Kind::Tracking, Kind::Unknown];
        let target = reached(call, |target| {
            matches!(target.host(), Host::Known(_)) && says_nothing.contains(&target.class.kind) && is_script()
        })?;
        Some(Draft::call(call, &target))
    }
}
