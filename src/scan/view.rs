//! Calls as reports show them.

use crate::catalogue::{Call, Class, Hop};
use crate::finding::{CallView, HopView};
use std::sync::Arc;

/// A judged call as reports show it.
#[must_use]
pub fn view(call: &Call) -> CallView {
    CallView {
        url: call.raw.url.text.clone().into_owned(),
        host: call.host().as_str().map(str::to_owned),
        vendor: vendor(&call.class),
        kind: call.class.kind,
        trigger: call.raw.trigger,
        via: call.raw.chain.last().map_or_else(String::new, |step| step.clone().into_owned()),
        chain: call.raw.chain.iter().map(|step| step.clone().into_owned()).collect(),
        hops: call.hops.iter().map(hop).collect(),
    }
}

fn hop(hop: &Hop) -> HopView {
    HopView {
        url: hop.url.text.clone().into_owned(),
        host: hop.url.host.as_str().map(str::to_owned),
        vendor: vendor(&hop.class),
        kind: hop.class.kind,
    }
}

fn vendor(class: &Class) -> Option<Arc<str>> {
    class.party().map(Arc::from)
}
