//! The index of host suffixes. A host is looked up label by label from the whole of it to its last two labels, so the
//! longest suffix that the catalogue names decides; under it, the most exact path, then the most query conditions.

use super::pattern::{Condition, Path, conditions, host, normal};
use super::{Endpoint, Vendor};
use crate::url::Url;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// Host suffixes to what is known under them.
#[derive(Debug, Default)]
pub(super) struct Index {
    hosts: FxHashMap<String, Entries>,
    aliases: FxHashMap<String, String>,
}

/// What is known under one host suffix.
#[derive(Debug, Default)]
struct Entries {
    endpoints: Vec<Entry>,
    /// The vendor that owns the domain, for calls that no endpoint claims.
    owner: Option<usize>,
}

/// One endpoint under one host suffix.
#[derive(Debug)]
struct Entry {
    vendor: usize,
    endpoint: usize,
    /// Only the host itself, not what ends in it.
    alone: bool,
    path: Path,
    conditions: Vec<Condition>,
}

impl Index {
    pub(super) fn new(vendors: &[(String, Vendor)]) -> Self {
        let mut index = Self::default();
        for (number, (_, vendor)) in vendors.iter().enumerate() {
            for domain in &vendor.domains {
                index.hosts.entry(domain.to_ascii_lowercase()).or_default().owner = Some(number);
            }
            for (endpoint, data) in vendor.endpoints.iter().enumerate() {
                index.add(number, endpoint, data, &vendor.domains);
            }
        }
        for entries in index.hosts.values_mut() {
            entries.endpoints.sort_by_key(Entry::rank);
        }
        index
    }

    fn add(&mut self, vendor: usize, endpoint: usize, data: &Endpoint, domains: &[String]) {
        let hosts = if data.hosts.is_empty() { domains } else { &data.hosts };
        for written in hosts {
            let (name, alone) = host(written);
            let path = Path::new(data.path.as_deref(), data.path_regex.as_deref());
            let entry = Entry { vendor, endpoint, alone, path, conditions: conditions(&data.query) };
            self.hosts.entry(name).or_default().endpoints.push(entry);
        }
    }

    pub(super) fn alias(&mut self, host: &str, domain: &str) {
        self.aliases.insert(host.to_ascii_lowercase(), domain.to_ascii_lowercase());
    }

    /// Whether anything is known under this host.
    pub(super) fn knows(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        std::iter::successors(Some(host.as_str()), |name| name.split_once('.').map(|(_, rest)| rest))
            .any(|name| self.hosts.contains_key(name))
    }

    /// All entries, as vendor and endpoint, that claim a URL with the rank of the one that [`Index::find`] gives.
    pub(super) fn rivals(&self, host: &str, url: &Url) -> Vec<(usize, usize)> {
        let host = self.aliases.get(host).map_or(host, String::as_str);
        let path = normal(url.path());
        let suffixes = std::iter::successors(Some(host), |name| name.split_once('.').map(|(_, rest)| rest));
        for (name, entries) in suffixes.filter_map(|name| Some((name, self.hosts.get(name)?))) {
            let mut claiming =
                entries.endpoints.iter().filter(|entry| (!entry.alone || name == host) && entry.claims(&path, url));
            if let Some(first) = claiming.next() {
                let equal = claiming.take_while(|entry| entry.rank() == first.rank());
                return std::iter::once(first).chain(equal).map(|entry| (entry.vendor, entry.endpoint)).collect();
            }
        }
        Vec::new()
    }

    /// The vendor and, where one claims the URL, the endpoint.
    pub(super) fn find(&self, host: &str, url: &Url) -> Option<(usize, Option<usize>)> {
        let host = self.aliases.get(host).map_or(host, String::as_str);
        let path = normal(url.path());
        let mut owner = None;
        let mut suffix = Some(host);
        while let Some(name) = suffix {
            if let Some(entries) = self.hosts.get(name) {
                let claims = |entry: &&Entry| (!entry.alone || name == host) && entry.claims(&path, url);
                if let Some(entry) = entries.endpoints.iter().find(claims) {
                    return Some((entry.vendor, Some(entry.endpoint)));
                }
                owner = owner.or(entries.owner);
            }
            // Labels are short: to set up a search for many bytes at once would take longer.
            suffix = name.bytes().position(|byte| byte == b'.').map(|dot| &name[dot + 1..]);
        }
        owner.map(|vendor| (vendor, None))
    }
}

impl Entry {
    /// The smallest decides.
    fn rank(&self) -> ((u8, usize), Reverse<usize>) {
        (self.path.rank(), Reverse(self.conditions.len()))
    }

    fn claims(&self, path: &str, url: &Url) -> bool {
        self.path.matches(path) && self.conditions.iter().all(|condition| condition.holds(url))
    }
}
