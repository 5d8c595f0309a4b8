//! *Additions*: what users know of vendors, merged into the catalogue before it is indexed.

use super::{Endpoint, Kind, Vendor};

/// A vendor as a user writes it: a new one, or more about one that the catalogue has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Addition {
    /// The stem of its file.
    pub(crate) stem: String,
    /// Its name; empty where the stem says which vendor is meant.
    pub(crate) name: String,
    /// Its number in the IAB Global Vendor List.
    pub(crate) gvl_id: Option<u32>,
    /// Other names.
    pub(crate) aliases: Vec<String>,
    /// Whether it serves the creative itself, if that is said.
    pub(crate) implicit: Option<bool>,
    /// Registrable domains it owns.
    pub(crate) domains: Vec<String>,
    /// What a call to one of them is where no endpoint says better, if that is said.
    pub(crate) kind: Option<Kind>,
    /// Where this comes from.
    pub(crate) source: String,
    /// Its endpoints. One with the id of a known one of the vendor stands in its place.
    pub(crate) endpoints: Vec<Endpoint>,
}

impl Addition {
    /// The number of the vendor that it is about, if that is known: the one with its name, else with its file's stem.
    pub(crate) fn known(&self, vendors: &[(String, Vendor)]) -> Option<usize> {
        let by_name = vendors.iter().position(|(_, vendor)| vendor.name.eq_ignore_ascii_case(&self.name));
        by_name.or_else(|| vendors.iter().position(|(stem, _)| stem.eq_ignore_ascii_case(&self.stem)))
    }

    /// Adds it to the vendors; returns the number of the one it is now a part of.
    pub(crate) fn merge(&self, vendors: &mut Vec<(String, Vendor)>) -> usize {
        let Some(at) = self.known(vendors) else {
            vendors.push((self.stem.clone(), self.vendor()));
            return vendors.len() - 1;
        };
        let vendor = &mut vendors[at].1;
        vendor.gvl_id = self.gvl_id.or(vendor.gvl_id);
        vendor.implicit = self.implicit.unwrap_or(vendor.implicit);
        vendor.kind = self.kind.unwrap_or(vendor.kind);
        vendor.aliases.extend(self.aliases.iter().cloned());
        let new = self.domains.iter().filter(|domain| !vendor.domains.contains(domain)).cloned();
        let new: Vec<String> = new.collect();
        vendor.domains.extend(new);
        for endpoint in &self.endpoints {
            match vendor.endpoints.iter_mut().find(|known| known.id == endpoint.id) {
                Some(known) => *known = endpoint.clone(),
                None => vendor.endpoints.push(endpoint.clone()),
            }
        }
        at
    }

    fn vendor(&self) -> Vendor {
        Vendor {
            name: self.name.clone(),
            gvl_id: self.gvl_id,
            aliases: self.aliases.clone(),
            implicit: self.implicit.unwrap_or(false),
            domains: self.domains.clone(),
            kind: self.kind.unwrap_or_default(),
            source: self.source.clone(),
            endpoints: self.endpoints.clone(),
        }
    }
}
