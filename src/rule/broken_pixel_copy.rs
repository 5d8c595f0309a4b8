//! `broken-pixel-copy`: a pixel without a host, as the platform's documentation prints it by mistake.

use super::{Case, Draft, Rule};
use crate::catalogue::{Call, Catalogue, Class, Endpoint, Target};
use crate::url::{Host, Url};

pub(super) struct BrokenPixelCopy;

impl Rule for BrokenPixelCopy {
    fn id(&self) -> &'static str {
        "broken-pixel-copy"
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        if *call.host() != Host::Own {
            return None;
        }
        let url = call.url();
        let endpoint = copied(url, case.catalogue)?;
        // The remedy is that of the pixel that was meant.
        let class = Class { endpoint: Some(endpoint), kind: endpoint.kind, ..call.class.clone() };
        let target = Target { url, class: &class };
        Some(Draft::call(call, &target))
    }
}

/// The segment endpoint whose path (alone, or below the documentation's `media/`) and parameters these are.
fn copied<'c>(url: &Url, catalogue: &'c Catalogue) -> Option<&'c Endpoint> {
    let path = url.path().trim_start_matches('/');
    let path = path.strip_prefix("media/").unwrap_or(path);
    let endpoint = catalogue.segment_endpoint(path)?;
    let params = endpoint.segments.as_ref()?;
    let names = [&params.add, &params.add_code].into_iter().chain(&params.remove);
    names.filter(|name| !name.is_empty()).any(|name| url.param(name).is_some()).then_some(endpoint)
}
