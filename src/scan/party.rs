//! The *parties* of a creative: whom its calls go to, itself or by redirects, and whether they are declared.

use crate::catalogue::{Call, Target};
use crate::finding::{FirstCall, PartyRecord};
use crate::rule::Case;
use crate::source::Lines;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The parties of one input's creatives, in the order of the creatives and of the names.
pub(super) fn parties(path: &Arc<str>, case: &Case, lines: &Lines) -> Vec<PartyRecord> {
    let mut parties: BTreeMap<(Option<usize>, String), PartyRecord> = BTreeMap::new();
    for call in in_order(case.calls) {
        let creative = case.creative_of(call);
        for target in call.targets() {
            let Some(host) = target.host().as_str() else { continue };
            let domain = psl::domain_str(host).unwrap_or(host);
            let vendor = target.class.party();
            let party = parties.entry((call.raw.creative, vendor.unwrap_or(domain).to_owned())).or_insert_with(|| {
                let declared = match target.class.vendor {
                    Some(vendor) => case.declarations.has(creative, vendor),
                    None => case.declarations.has_host(creative, host),
                };
                let creative = creative.map(|creative| creative.name());
                let first = first(call, lines);
                PartyRecord { first, ..PartyRecord::new(path.clone(), creative, vendor.map(Arc::from), declared) }
            });
            count(party, domain, &target);
        }
    }
    parties.into_values().collect()
}

/// Captured calls as they were sent, others as they are written.
fn in_order<'c>(calls: &'c [Call<'c>]) -> Vec<&'c Call<'c>> {
    let mut calls: Vec<&Call> = calls.iter().collect();
    calls.sort_by_key(|call| call.raw.seen.as_ref().map(|seen| seen.node));
    calls
}

/// The call that brings a party in.
fn first(call: &Call, lines: &Lines) -> Option<FirstCall> {
    let place = lines.place(call.raw.span());
    let route = call.raw.chain.iter().map(|step| step.clone().into_owned()).collect();
    Some(FirstCall { line: place.line, column: place.column, url: call.raw.url.text.to_string(), chain: route })
}

fn count(party: &mut PartyRecord, domain: &str, target: &Target) {
    party.calls += 1;
    party.kinds.insert(target.class.kind);
    if !party.domains.contains(domain) {
        party.domains.insert(domain.to_owned());
    }
}
