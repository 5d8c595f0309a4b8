//! The index of host suffixes. A host is looked up label by label from the whole of it to its last two labels, so the
//! longest suffix that the catalogue names decides; under it, the most exact path, then the most query conditions.

use super::{Endpoint, Vendor};
use crate::url::{Url, percent};
use regex::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::OnceLock;

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

#[derive(Debug)]
enum Path {
    Exact(String),
    Prefix(String),
    Pattern(String, OnceLock<Option<Regex>>),
    Any,
}

#[derive(Debug)]
enum Condition {
    Present(String),
    Absent(String),
    Equal(String, String),
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
            entries.endpoints.sort_by_key(|entry| (entry.path.rank(), std::cmp::Reverse(entry.conditions.len())));
        }
        index
    }

    fn add(&mut self, vendor: usize, endpoint: usize, data: &Endpoint, domains: &[String]) {
        let hosts = if data.hosts.is_empty() { domains } else { &data.hosts };
        for host in hosts {
            let (name, alone) = host.strip_prefix('=').map_or((host.as_str(), false), |name| (name, true));
            let entry = Entry { vendor, endpoint, alone, path: Path::new(data), conditions: conditions(&data.query) };
            self.hosts.entry(name.to_ascii_lowercase()).or_default().endpoints.push(entry);
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
            suffix = name.split_once('.').map(|(_, rest)| rest);
        }
        owner.map(|vendor| (vendor, None))
    }
}

impl Entry {
    fn claims(&self, path: &str, url: &Url) -> bool {
        self.path.matches(path) && self.conditions.iter().all(|condition| condition.holds(url))
    }
}

impl Path {
    fn new(data: &Endpoint) -> Self {
        match (&data.path, &data.path_regex) {
            (Some(path), _) => match path.strip_suffix('*') {
                Some(prefix) => Self::Prefix(prefix.to_ascii_lowercase()),
                None => Self::Exact(normal(path).into_owned()),
            },
            (None, Some(pattern)) => Self::Pattern(pattern.clone(), OnceLock::new()),
            (None, None) => Self::Any,
        }
    }

    /// Exact before prefixes (the longest first), before patterns, before any.
    fn rank(&self) -> (u8, usize) {
        match self {
            Self::Exact(_) => (0, 0),
            Self::Prefix(prefix) => (1, usize::MAX - prefix.len()),
            Self::Pattern(..) => (2, 0),
            Self::Any => (3, 0),
        }
    }

    fn matches(&self, path: &str) -> bool {
        match self {
            Self::Exact(exact) => path == exact,
            Self::Prefix(prefix) => path.starts_with(prefix.as_str()) || prefix.strip_suffix('/') == Some(path),
            Self::Pattern(pattern, compiled) => {
                // Compiled when first needed: a run meets few of them. Tests compile them all.
                let compile = || RegexBuilder::new(pattern).case_insensitive(true).build().ok();
                compiled.get_or_init(compile).as_ref().is_some_and(|regex| regex.is_match(path))
            }
            Self::Any => true,
        }
    }
}

/// A path as it is compared: percent-decoded, lower case, one slash at the start and none at the end.
fn normal(path: &str) -> Cow<'_, str> {
    let path = percent(path);
    let plain = path.starts_with('/')
        && !path.starts_with("//")
        && !path.ends_with('/')
        && !path.bytes().any(|b| b.is_ascii_uppercase());
    if plain {
        return path;
    }
    Cow::Owned(format!("/{}", path.trim_matches('/')).to_ascii_lowercase())
}

fn conditions(written: &[String]) -> Vec<Condition> {
    let condition = |text: &String| match (text.strip_prefix('!'), text.split_once('=')) {
        (Some(name), _) => Condition::Absent(name.to_owned()),
        (None, Some((name, value))) => Condition::Equal(name.to_owned(), value.to_owned()),
        (None, None) => Condition::Present(text.clone()),
    };
    written.iter().map(condition).collect()
}

impl Condition {
    fn holds(&self, url: &Url) -> bool {
        match self {
            Self::Present(name) => url.param(name).is_some(),
            Self::Absent(name) => url.param(name).is_none(),
            Self::Equal(name, value) => url.param(name) == Some(value),
        }
    }
}
