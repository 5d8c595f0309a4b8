//! The *parties* of a creative: whom its calls go to, itself or by redirects, and whether they are declared.

use crate::catalogue::Target;
use crate::finding::PartyRecord;
use crate::rule::Case;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The parties of one input's creatives, in the order of the creatives and of the names.
pub(super) fn parties(path: &Arc<str>, case: &Case) -> Vec<PartyRecord> {
    let mut parties: BTreeMap<(Option<usize>, String), PartyRecord> = BTreeMap::new();
    for call in case.calls {
        let creative = case.creative_of(call);
        for target in call.targets() {
            let Some(host) = target.host.as_str() else { continue };
            let domain = psl::domain_str(host).unwrap_or(host);
            let vendor = target.class.party();
            let party = parties.entry((call.raw.creative, vendor.unwrap_or(domain).to_owned())).or_insert_with(|| {
                let declared = match target.class.vendor {
                    Some(vendor) => case.declarations.has(creative, vendor),
                    None => case.declarations.has_host(creative, host),
                };
                let creative = creative.map(|creative| creative.name());
                PartyRecord::new(path.clone(), creative, vendor.map(Arc::from), declared)
            });
            count(party, domain, &target);
        }
    }
    parties.into_values().collect()
}

fn count(party: &mut PartyRecord, domain: &str, target: &Target) {
    party.calls += 1;
    party.kinds.insert(target.class.kind);
    if !party.domains.contains(domain) {
        party.domains.insert(domain.to_owned());
    }
}
