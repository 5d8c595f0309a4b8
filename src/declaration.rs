//! *Declarations*: which vendors a creative is said to call. The creative object says so (`adservers`), the
//! configuration (`[[declare]]`), or both. The platform's *ad servers* (`/adserver`) tie what is declared to vendors:
//! by their host names, and by whether they have to be declared at all.

use crate::association::{AdServer, Creative, Declared, Object};
use crate::catalogue::Vendor;
use crate::config::{Declare, Who};
use crate::extract::{self, Language};
use crate::source::decode;
use rustc_hash::FxHashMap;

/// What is declared for an input, besides by its creative objects.
#[derive(Clone, Debug, Default)]
pub struct Declarations<'c> {
    /// The configuration's entries that hold for the input.
    pub entries: Vec<&'c Declare>,
    /// The platform's ad servers.
    pub servers: Option<&'c AdServers>,
}

/// The platform's ad servers, by id and name.
#[derive(Clone, Debug, Default)]
pub struct AdServers {
    all: Vec<AdServer>,
    by_id: FxHashMap<String, usize>,
    by_name: FxHashMap<String, usize>,
}

impl AdServers {
    /// Adds an ad server; of two with one id, the first holds.
    pub fn add(&mut self, server: AdServer) {
        let number = self.all.len();
        if let Some(id) = server.id {
            self.by_id.entry(id.to_string()).or_insert(number);
        }
        if let Some(name) = &server.name {
            self.by_name.entry(plain(name)).or_insert(number);
        }
        self.all.push(server);
    }

    /// Adds those of an export (JSON); returns whether there were any.
    pub fn add_export(&mut self, bytes: &[u8]) -> bool {
        let decoded = decode(bytes);
        let found = extract::objects(&decoded.text, &decoded.map, Language::Json);
        let before = self.all.len();
        for object in found.objects {
            if let Object::AdServer(server) = object {
                self.add(server);
            }
        }
        self.all.len() > before
    }

    /// The ad server that a creative declares.
    fn find(&self, declared: &Declared) -> Option<&AdServer> {
        let by_id = declared.id.as_ref().and_then(|id| self.by_id.get(id));
        let by_name = || self.by_name.get(&plain(&declared.name)).filter(|_| declared.id.is_none());
        by_id.or_else(by_name).map(|at| &self.all[*at])
    }

    /// Whether the platform says that this vendor need not be declared.
    fn excuses(&self, vendor: &Vendor) -> bool {
        let mut own =
            self.all.iter().filter(|server| vendor.domains.iter().any(|domain| serves(server, domain))).peekable();
        own.peek().is_some() && own.all(|server| server.declare == Some(false))
    }
}

impl Declarations<'_> {
    /// Whether a vendor is declared; `None` if nothing at all is declared for the creative.
    #[must_use]
    pub fn has(&self, creative: Option<&Creative>, vendor: &Vendor) -> Option<bool> {
        let listed = creative.and_then(|creative| creative.declared.as_deref());
        if listed.is_none() && self.entries.is_empty() {
            return None;
        }
        let by_creative = || listed.unwrap_or_default().iter().any(|one| self.means(one, vendor));
        let by_config = || self.entries.iter().any(|entry| is_meant(&entry.who, vendor));
        let excused = || self.servers.is_some_and(|servers| servers.excuses(vendor));
        Some(vendor.implicit || by_creative() || by_config() || excused())
    }

    /// Whether a host of nobody that the catalogue knows is declared, as far as that can be told.
    #[must_use]
    pub fn has_host(&self, creative: Option<&Creative>, host: &str) -> Option<bool> {
        let listed = creative.and_then(|creative| creative.declared.as_deref()).unwrap_or_default();
        let by_creative = listed.iter().filter_map(|one| self.servers?.find(one)).any(|server| serves(server, host));
        let by_config =
            self.entries.iter().any(|entry| matches!(&entry.who, Who::Domain(domain) if is_under(host, domain)));
        (by_creative || by_config).then_some(true)
    }

    /// What is declared, in words.
    #[must_use]
    pub fn words(&self, creative: Option<&Creative>) -> String {
        const LISTED: usize = 12;
        let listed = creative.and_then(|creative| creative.declared.as_deref()).unwrap_or_default();
        let entry = |entry: &&Declare| match &entry.who {
            Who::Vendor(name) | Who::Domain(name) => name.clone(),
            Who::Gvl(number) => format!("Global Vendor List id {number}"),
        };
        let all: Vec<String> =
            listed.iter().map(|one| one.name.clone()).chain(self.entries.iter().map(entry)).collect();
        match all.len().checked_sub(LISTED) {
            _ if all.is_empty() => "none".to_owned(),
            Some(more) if more > 0 => format!("{} and {more} more", all[..LISTED].join(", ")),
            _ => all.join(", "),
        }
    }

    /// Whether an ad server means this vendor: by its name, or by the host names that the platform has for it.
    fn means(&self, declared: &Declared, vendor: &Vendor) -> bool {
        let server = self.servers.and_then(|servers| servers.find(declared));
        names(&declared.name, vendor)
            || server.is_some_and(|server| vendor.domains.iter().any(|domain| serves(server, domain)))
    }
}

/// Whether one of an ad server's host names is a domain, or a part of it or around it.
fn serves(server: &AdServer, domain: &str) -> bool {
    // A host name that is a public suffix would stand for half of the world.
    let is_around = |host: &str| psl::domain_str(host).is_some() && is_under(domain, host);
    server.hostnames.iter().any(|host| is_under(host, domain) || is_around(host))
}

fn is_under(host: &str, domain: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

fn is_meant(who: &Who, vendor: &Vendor) -> bool {
    match who {
        Who::Vendor(name) => {
            let written = plain(name);
            std::iter::once(&vendor.name).chain(&vendor.aliases).any(|name| plain(name) == written)
        }
        Who::Gvl(number) => vendor.gvl_id == Some(*number),
        Who::Domain(name) => vendor.domains.iter().any(|domain| is_under(name, domain)),
    }
}

/// Whether a name means this vendor. Declarations are written by people, so names are compared loosely: without case and
/// punctuation, and one may hold the other.
fn names(written: &str, vendor: &Vendor) -> bool {
    let written = plain(written);
    let holds = |name: &String| {
        let name = plain(name);
        written == name
            || (name.len() >= 4 && written.len() >= 4 && (written.contains(&name) || name.contains(&written)))
    };
    std::iter::once(&vendor.name).chain(&vendor.aliases).any(holds)
        || vendor.domains.iter().any(|domain| plain(domain) == written)
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
