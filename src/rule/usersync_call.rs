//! `usersync-call`: a call that exchanges user ids between companies.

use super::{About, Case, Draft, Rule, reached};
use crate::catalogue::{Call, Kind};

pub(super) struct UsersyncCall;

impl Rule for UsersyncCall {
    fn id(&self) -> &'static str {
        "usersync-call"
    }

    fn about(&self) -> About {
        About::Syncs
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        let target = reached(call, |target| target.class.kind == Kind::Usersync)?;
        Some(Draft::call(call, &target))
    }
}
