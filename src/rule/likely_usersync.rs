//! `likely-usersync`: a call to a host that the catalogue does not know, in the shape of a user sync.

use super::{Case, Draft, Rule, is_sync_like, reached};
use crate::catalogue::shape::{Context, shape};
use crate::catalogue::{Call, Kind, Target};
use crate::url::Host;

pub(super) struct LikelyUsersync;

impl Rule for LikelyUsersync {
    fn id(&self) -> &'static str {
        "likely-usersync"
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        // Where a known sync is on the way, its own rule has said all.
        if call.targets().any(|target| is_sync_like(&target)) {
            return None;
        }
        let via = match &call.raw.seen {
            Some(seen) => seen.node().purpose.as_markup(),
            None => call.raw.chain.last().map_or("", |step| step.as_ref()),
        };
        let context = Context { via, hidden: false };
        let target = reached(call, |target| is_unknown(target) && shape(target.url, &context).is_some())?;
        let shape = shape(target.url, &context)?;
        let mut draft = Draft::call(call, &target).fact("evidence", shape.evidence.join("; "));
        draft.confidence = call.raw.confidence.min(shape.confidence);
        Some(draft)
    }
}

fn is_unknown(target: &Target) -> bool {
    // What the hosts of an owner are for is only the rule: some syncs run on hosts of clouds.
    let is_open = target.class.kind == Kind::Unknown || target.class.owner.is_some();
    target.class.endpoint.is_none() && is_open && matches!(target.host(), Host::Known(_))
}
