//! The vendor catalogue keeps its own word: every sample in `rules/vendors/` is claimed by the endpoint it stands under,
//! no host has two owners, and the *facts* in `fixtures/catalogue/` come out as they should: calls known to sync, and
//! calls that creatives commonly carry and that do not.

#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use taglint::catalogue::{Catalogue, Class, Endpoint, Kind, Vendor};
use taglint::url::Url;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::embedded);

/// The vendors as they are written, samples included, each with the stem of its file.
static VENDORS: LazyLock<Vec<(String, Vendor)>> = LazyLock::new(|| {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(root().join("rules/vendors")).unwrap().map(|x| x.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| (stem(path), read(path))).collect()
});

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

fn read(path: &Path) -> Vendor {
    toml::from_str(&fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every endpoint with its vendor.
fn endpoints() -> impl Iterator<Item = (&'static Vendor, &'static Endpoint)> {
    VENDORS.iter().flat_map(|(_, vendor)| vendor.endpoints.iter().map(move |endpoint| (vendor, endpoint)))
}

/// What the catalogue answers, as `vendor/endpoint`.
fn answer(url: &str) -> String {
    let class = CATALOGUE.classify(&Url::parse(url));
    let vendor = class.vendor.map_or("none", |vendor| vendor.name.as_str());
    format!("{vendor}/{}", class.endpoint.map_or("none", |endpoint| endpoint.id.as_str()))
}

fn name(vendor: &Vendor, endpoint: &Endpoint) -> String {
    format!("{}/{}", vendor.name, endpoint.id)
}

/// Fails with all complaints at once, so that a run names every wrong entry.
fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

fn puts_user_at_risk(kind: Kind) -> bool {
    matches!(kind, Kind::Segment | Kind::Usersync | Kind::Conversion | Kind::Audience)
}

#[test]
fn the_program_carries_every_vendor_file() {
    let embedded: BTreeSet<&str> = CATALOGUE.vendors().map(|(stem, _)| stem).collect();
    let written: BTreeSet<&str> = VENDORS.iter().map(|(stem, _)| stem.as_str()).collect();
    none(embedded.symmetric_difference(&written).map(|stem| format!("{stem} is only on one side")).collect());
    assert!(written.len() > 300, "only {} vendors", written.len());
}

#[test]
fn every_match_sample_is_claimed_by_its_endpoint() {
    let samples = endpoints().flat_map(|(v, e)| e.samples.iter().map(move |url| (name(v, e), url)));
    none(
        samples
            .filter(|(own, url)| answer(url) != *own)
            .map(|(own, url)| format!("{own}: {url} is {}", answer(url)))
            .collect(),
    )
}

#[test]
fn no_counter_sample_is_claimed_by_its_endpoint() {
    let samples = endpoints().flat_map(|(v, e)| e.counter_samples.iter().map(move |url| (name(v, e), url)));
    none(samples.filter(|(own, url)| answer(url) == *own).map(|(own, url)| format!("{own} claims {url}")).collect())
}

#[test]
fn every_endpoint_says_where_it_comes_from_and_what_it_claims_and_does_not() {
    let lacks = |(v, e): (&Vendor, &Endpoint)| {
        let complete = !e.source.trim().is_empty() && !e.samples.is_empty() && !e.counter_samples.is_empty();
        (!complete).then(|| name(v, e))
    };
    none(endpoints().filter_map(lacks).collect());
    none(VENDORS.iter().filter(|(_, v)| v.source.trim().is_empty()).map(|(stem, _)| stem.clone()).collect());
}

#[test]
fn every_endpoint_writes_its_path_in_one_form_that_can_be_read() {
    let wrong = |(v, e): (&Vendor, &Endpoint)| {
        let complaint = match (&e.path, &e.path_regex) {
            (Some(_), Some(_)) => Some("has a path and a pattern".to_owned()),
            (Some(path), _) if !path.starts_with('/') => Some(format!("path {path} does not start with /")),
            (Some(path), _) if path.trim_end_matches('*').contains('*') => Some(format!("path {path} has a * inside")),
            (_, Some(pattern)) => regex::Regex::new(pattern).err().map(|error| error.to_string()),
            _ => None,
        };
        complaint.map(|complaint| format!("{}: {complaint}", name(v, e)))
    };
    none(endpoints().filter_map(wrong).collect());
}

#[test]
fn endpoint_ids_are_unique_within_a_vendor() {
    let mut seen = BTreeSet::new();
    none(endpoints().map(|(v, e)| name(v, e)).filter(|name| !seen.insert(name.clone())).collect());
}

#[test]
fn vendors_have_distinct_names_and_kebab_case_files() {
    let mut seen = BTreeSet::new();
    let kebab = |stem: &str| stem.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let wrong = VENDORS.iter().filter(|(stem, v)| !kebab(stem) || !seen.insert(v.name.to_lowercase()));
    none(wrong.map(|(stem, v)| format!("{stem}: {}", v.name)).collect());
}

#[test]
fn no_vendor_is_a_sync_by_default() {
    let wrong = VENDORS.iter().filter(|(_, vendor)| puts_user_at_risk(vendor.kind));
    none(wrong.map(|(stem, vendor)| format!("{stem}: {}", vendor.kind.as_str())).collect());
}

#[test]
fn no_domain_has_two_owners() {
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    let mut complaints = Vec::new();
    for (stem, domain) in VENDORS.iter().flat_map(|(stem, vendor)| vendor.domains.iter().map(move |d| (stem, d))) {
        if let Some(other) = owners.insert(domain, stem) {
            complaints.push(format!("{domain}: {other} and {stem}"));
        }
    }
    none(complaints);
}

#[test]
fn every_endpoint_stays_on_hosts_of_its_vendor() {
    let mut complaints = Vec::new();
    for (vendor, endpoint) in endpoints() {
        for host in endpoint.hosts.iter().map(|host| host.trim_start_matches('=')) {
            let owner = CATALOGUE.classify(&Url::parse(&format!("https://{host}/"))).vendor.map(|v| v.name.as_str());
            let own = vendor.domains.iter().any(|domain| host == domain || host.ends_with(&format!(".{domain}")));
            if owner != Some(vendor.name.as_str()) || !own {
                complaints.push(format!("{}: {host} belongs to {owner:?}", name(vendor, endpoint)));
            }
        }
    }
    none(complaints);
}

#[test]
fn hosts_and_domains_are_lower_case_names() {
    let plain = |host: &str| {
        host.contains('.') && host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b))
    };
    let hosts = endpoints().flat_map(|(_, e)| e.hosts.iter().map(|host| host.trim_start_matches('=')));
    let domains = VENDORS.iter().flat_map(|(_, vendor)| vendor.domains.iter().map(String::as_str));
    none(hosts.chain(domains).filter(|host| !plain(host)).map(str::to_owned).collect());
}

/// One line of `fixtures/catalogue/*.tsv`.
struct Fact {
    url: String,
    kind: String,
    /// Stem of the vendor's file; empty where no company is meant.
    vendor: String,
}

impl Fact {
    fn class(&self) -> Class<'static> {
        CATALOGUE.classify(&Url::parse(&self.url))
    }

    fn vendor_agrees(&self) -> bool {
        let known = VENDORS.iter().find(|(stem, _)| *stem == self.vendor).map(|(_, vendor)| &vendor.name);
        self.class().vendor.map(|vendor| &vendor.name) == known
    }
}

fn facts(file: &str) -> Vec<Fact> {
    let text = fs::read_to_string(root().join("fixtures/catalogue").join(file)).unwrap();
    let fact = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!(fields.len(), 3, "{file}: {line}");
        Fact { url: fields[0].to_owned(), kind: fields[1].to_owned(), vendor: fields[2].to_owned() }
    };
    let facts: Vec<Fact> = text.lines().skip(1).map(fact).collect();
    assert!(facts.len() > 100, "{file} holds only {} facts", facts.len());
    facts
}

#[test]
fn every_known_sync_call_gets_its_kind_and_its_vendor() {
    let facts = facts("sync.tsv");
    let wrong = facts.iter().filter(|fact| fact.class().kind.as_str() != fact.kind || !fact.vendor_agrees());
    none(
        wrong
            .map(|fact| format!("{} is {} of {}, got {}", fact.url, fact.kind, fact.vendor, answer(&fact.url)))
            .collect(),
    );
}

#[test]
fn no_common_call_is_taken_for_a_sync() {
    let facts = facts("benign.tsv");
    let wrong = facts.iter().filter(|fact| puts_user_at_risk(fact.class().kind));
    none(wrong.map(|fact| format!("{} is {}", fact.url, answer(&fact.url))).collect());
}

#[test]
fn at_least_95_percent_of_common_calls_have_a_vendor_and_a_kind() {
    let facts = facts("benign.tsv");
    let known =
        |fact: &&Fact| fact.vendor_agrees() && fact.class().vendor.is_some() && fact.class().kind.as_str() == fact.kind;
    let count = facts.iter().filter(known).count();
    assert!(count * 100 >= facts.len() * 95, "only {count} of {}", facts.len());
}
