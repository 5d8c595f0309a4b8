//! `fourth-party-cookie`: a cookie that a capture saw set by a company which another company brought in.

use super::{About, Case, Draft, Rule, party, reached};
use crate::catalogue::Call;

pub(super) struct FourthPartyCookie;

/// Cookies that are named.
const NAMED: usize = 4;

impl Rule for FourthPartyCookie {
    fn id(&self) -> &'static str {
        "fourth-party-cookie"
    }

    fn about(&self) -> About {
        About::Captured
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        let seen = call.raw.seen.as_ref()?;
        let cookies = &seen.node().cookies;
        let target = reached(call, |_| !cookies.is_empty())?;
        let by = seen.brought_by(case.catalogue)?;
        let mut named = cookies.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        if cookies.len() > NAMED {
            named.push_str(&format!(" and {} more", cookies.len() - NAMED));
        }
        let mut draft = Draft::call(call, &target).fact("detail", named).fact("how", by);
        draft.once = Some(party(&target).into_owned());
        draft.confidence = draft.confidence.min(seen.node().confidence);
        Some(draft)
    }
}
