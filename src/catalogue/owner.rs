//! *Owners*: whose a domain is where the catalogue has no vendor for it. A table of some three thousand domains, sorted
//! and packed by the build script (`rules/owners.tsv`), so that a run starts without reading it.

use super::Kind;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

// `DOMAINS` (sorted, each with the number of its entity) and `ENTITIES` (name, kind).
include!(concat!(env!("OUT_DIR"), "/owners.rs"));

/// The owner of a host, and what a call to a host of such a company is: the longest domain that fits decides.
pub(super) fn find(host: &str) -> Option<(&'static str, Kind)> {
    let mut name = host;
    // What has no dot is no domain.
    while let Some(dot) = name.bytes().position(|byte| byte == b'.') {
        if let Some(entity) = INDEX.get(name) {
            return ENTITIES.get(usize::from(*entity)).copied();
        }
        name = &name[dot + 1..];
    }
    None
}

/// The table as it is asked, made when a host is met that no vendor has.
static INDEX: LazyLock<FxHashMap<&str, u16>> = LazyLock::new(|| DOMAINS.iter().copied().collect());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_domain_has_its_owner() {
        assert!(DOMAINS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(DOMAINS.len() > 3000 && DOMAINS.iter().all(|(_, entity)| usize::from(*entity) < ENTITIES.len()));
        let written = include_str!("../../rules/owners.tsv");
        for line in written.lines().skip(1) {
            let mut fields = line.split('\t');
            let (domain, entity) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
            assert_eq!(find(&format!("a.{domain}")).map(|(owner, _)| owner), Some(entity), "{domain}");
        }
    }

    #[test]
    fn a_label_is_not_cut_in_two() {
        assert_eq!(find("01net.com").map(|(owner, _)| owner), Some("Smart AdServer"));
        assert_eq!((find("x01net.com"), find("com"), find("")), (None, None, None));
    }
}
