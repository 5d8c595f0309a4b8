//! `piggyback-redirect`: a call that carries the browser on to another company.

use super::{About, Case, Draft, Rule, reached};
use crate::call::Confidence;
use crate::catalogue::{Call, Hop, Target};
use crate::url::Host;

pub(super) struct PiggybackRedirect;

impl Rule for PiggybackRedirect {
    fn id(&self) -> &'static str {
        "piggyback-redirect"
    }

    fn about(&self) -> About {
        About::Hops
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        let first = reached(call, |target| matches!(target.host(), Host::Known(_)))?;
        let hop = call.hops.iter().find(|hop| is_another(&first, hop))?;
        let mut draft = Draft::call(call, &first)
            .fact("hop_vendor", hop.class.party().unwrap_or("an unknown company"))
            .fact("hop_host", hop.url.host.as_str().unwrap_or("an unknown host"));
        if !hop.named {
            draft.confidence = draft.confidence.min(Confidence::Medium);
        }
        Some(draft)
    }
}

/// Whether the hop leaves for another company: another vendor, or, where one is unknown, another registrable domain.
fn is_another(first: &Target, hop: &Hop) -> bool {
    let Some(host) = hop.url.host.as_str() else { return false };
    match (first.class.party(), hop.class.party()) {
        (Some(one), Some(other)) => one != other,
        _ => first.host().as_str().is_some_and(|own| registrable(own) != registrable(host)),
    }
}

fn registrable(host: &str) -> &str {
    psl::domain_str(host).unwrap_or(host)
}
