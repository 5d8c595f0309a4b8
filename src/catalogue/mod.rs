//! The *catalogue*: which vendor answers at a host and path, and what a call to it does. An *endpoint* is one entry:
//! hosts, path and query conditions, leading to a vendor and a kind. Endpoints are found through an index of host
//! suffixes, not by trying patterns in turn.

mod data;
mod index;
mod judge;
mod merge;
mod owner;
pub(crate) mod pattern;
pub mod shape;

pub use data::*;
pub use judge::{Call, Hop, Target, judge};
pub(crate) use merge::Addition;

use crate::call::Confidence;
use crate::mapped::HOLE;
use crate::url::Url;
use index::Index;

/// Vendors and endpoints, ready to be asked.
#[derive(Debug)]
pub struct Catalogue {
    vendors: Vec<(String, Vendor)>,
    index: Index,
    /// Vendor and endpoint of each entry whose query names segments.
    segment_endpoints: Vec<(usize, usize)>,
}

/// What the catalogue knows of a URL.
#[derive(Clone, Debug, Default)]
pub struct Class<'c> {
    /// Whose it is.
    pub vendor: Option<&'c Vendor>,
    /// Who owns the domain, where no vendor of the catalogue does.
    pub owner: Option<&'static str>,
    /// Which entry claims it.
    pub endpoint: Option<&'c Endpoint>,
    /// What a call to it does.
    pub kind: Kind,
    /// How sure.
    pub confidence: Confidence,
}

impl<'c> Class<'c> {
    /// Whose it is: the vendor's name, or that of the domain's owner.
    #[must_use]
    pub fn party(&self) -> Option<&'c str> {
        self.vendor.map(|vendor| vendor.name.as_str()).or(self.owner)
    }
}

impl Catalogue {
    /// The catalogue that comes with the program.
    ///
    /// # Panics
    /// Never: the data was packed by the build script from checked files.
    #[must_use]
    pub fn embedded() -> Self {
        Self::new(Self::packed())
    }

    /// The vendors that come with the program.
    pub(crate) fn packed() -> Vec<(String, Vendor)> {
        let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/vendors.bin"));
        postcard::from_bytes(bytes).expect("the build script packed this")
    }

    /// A catalogue of these vendors, each with the stem of its file.
    #[must_use]
    pub fn new(vendors: Vec<(String, Vendor)>) -> Self {
        let index = Index::new(&vendors);
        let all = vendors.iter().enumerate();
        let numbered =
            all.flat_map(|(v, (_, vendor))| vendor.endpoints.iter().enumerate().map(move |(e, x)| (v, e, x)));
        let segment_endpoints = numbered.filter(|(.., x)| x.segments.is_some()).map(|(v, e, _)| (v, e)).collect();
        Self { vendors, index, segment_endpoints }
    }

    /// The entry whose query names segments and whose path is this one, written without its first `/`.
    #[must_use]
    pub fn segment_endpoint(&self, path: &str) -> Option<&Endpoint> {
        let mut entries = self.segment_endpoints.iter().map(|(v, e)| &self.vendors[*v].1.endpoints[*e]);
        entries.find(|entry| entry.path.as_deref().is_some_and(|known| known.trim_start_matches('/') == path))
    }

    /// The entries that claim a URL and of which none is more exact than the others, as vendor and endpoint.
    #[must_use]
    pub fn rivals(&self, url: &Url) -> Vec<(&Vendor, &Endpoint)> {
        let Some(host) = url.host.as_str() else { return Vec::new() };
        let found = self.index.rivals(host, url).into_iter();
        found.map(|(v, e)| (&self.vendors[v].1, &self.vendors[v].1.endpoints[e])).collect()
    }

    /// Makes `host` another name (a CNAME) of what `means` says: a vendor's domain or host, its name, or the stem of its
    /// file. Returns whether that is known.
    pub fn alias(&mut self, host: &str, means: &str) -> bool {
        let named = |(stem, vendor): &&(String, Vendor)| {
            stem.eq_ignore_ascii_case(means) || vendor.name.eq_ignore_ascii_case(means)
        };
        let by_name = self.vendors.iter().find(named).and_then(|(_, vendor)| vendor.domains.first().cloned());
        let target = by_name.or_else(|| self.index.knows(means).then(|| means.to_owned()));
        if let Some(target) = &target {
            self.index.alias(host, target);
        }
        target.is_some()
    }

    /// The name of a vendor or domain owner that goes by this name, another name of it, or the stem of its file.
    #[must_use]
    pub fn party(&self, name: &str) -> Option<&str> {
        let is_it = |other: &str| other.eq_ignore_ascii_case(name);
        let named = |(stem, vendor): &&(String, Vendor)| {
            is_it(stem) || is_it(&vendor.name) || vendor.aliases.iter().any(|alias| is_it(alias))
        };
        let vendor = self.vendors.iter().find(named).map(|(_, vendor)| vendor.name.as_str());
        vendor.or_else(|| owner::ENTITIES.iter().map(|(entity, _)| *entity).find(|entity| is_it(entity)))
    }

    /// Vendors in the order of their files, each with its file's stem.
    pub fn vendors(&self) -> impl Iterator<Item = (&str, &Vendor)> {
        self.vendors.iter().map(|(stem, vendor)| (stem.as_str(), vendor))
    }

    /// What is known of a URL.
    #[must_use]
    pub fn classify(&self, url: &Url) -> Class<'_> {
        let Some(host) = url.host.as_str() else { return Class::default() };
        // What a hole hides is at the start of the host; the rest decides.
        let (known, sure) = match host.strip_prefix(HOLE) {
            Some(rest) => (rest.trim_start_matches('.'), Confidence::Medium),
            None => (host, Confidence::High),
        };
        let found = self.index.find(known, url);
        let Some((vendor, endpoint)) = found else { return owned(known, sure) };
        let (vendor, endpoint) = (&self.vendors[vendor].1, endpoint.map(|e| &self.vendors[vendor].1.endpoints[e]));
        let kind = endpoint.map_or(vendor.kind, |endpoint| endpoint.kind);
        Class { vendor: Some(vendor), owner: None, endpoint, kind, confidence: sure.min(sureness(endpoint)) }
    }
}

/// What is known of a host that no vendor has: who owns its domain, and what hosts of such companies are for.
fn owned<'c>(host: &str, sure: Confidence) -> Class<'c> {
    let Some((owner, kind)) = owner::find(host) else { return Class::default() };
    Class { vendor: None, owner: Some(owner), endpoint: None, kind, confidence: sure }
}

fn sureness(endpoint: Option<&Endpoint>) -> Confidence {
    match endpoint.map_or(Sureness::High, |endpoint| endpoint.confidence) {
        Sureness::Low => Confidence::Low,
        Sureness::Medium => Confidence::Medium,
        Sureness::High => Confidence::High,
    }
}
