//! *Verdicts*: what Google's own audit, or the platform that relays it, says of a creative, with the addresses and
//! domains that it saw. Each of them is *evidence* that some line of the markup has to answer for.

use crate::catalogue::Target;
use crate::finding::Place;
use crate::span::Span;
use crate::url::Url;
use std::sync::atomic::{AtomicBool, Ordering};

/// One address or domain that the audit saw.
#[derive(Debug, Default)]
pub struct Evidence {
    /// As written.
    pub text: String,
    /// What the audit objects to, as written: an open set of words.
    pub topic: String,
    /// The registrable domain that it names, lower case; empty where it names none.
    pub domain: String,
    /// Where it stands in its file.
    pub span: Span,
    /// The same as lines and columns, once that is worked out.
    pub place: Place,
    /// Whether a call was found that leads to it.
    explained: AtomicBool,
}

/// What the audit says of one creative.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The creative's id.
    pub creative: Option<String>,
    /// What the audit saw.
    pub evidence: Vec<Evidence>,
    /// Whether its object holds the markup as well, so that no other file can be meant.
    pub holds_markup: bool,
    /// The object in the file.
    pub span: Span,
}

impl Evidence {
    /// Not explained yet.
    #[must_use]
    pub fn new(text: String, topic: String, span: Span) -> Self {
        let domain = domain(&text).unwrap_or_default();
        Self { text, topic, domain, span, ..Self::default() }
    }

    /// Remembers that a call was found that leads to it.
    pub fn explain(&self) {
        self.explained.store(true, Ordering::Relaxed);
    }

    /// Whether no call was found that leads to it.
    #[must_use]
    pub fn is_unexplained(&self) -> bool {
        !self.explained.load(Ordering::Relaxed)
    }
}

impl Clone for Evidence {
    fn clone(&self) -> Self {
        let (text, topic, domain) = (self.text.clone(), self.topic.clone(), self.domain.clone());
        let (place, explained) = (self.place.clone(), AtomicBool::new(!self.is_unexplained()));
        Self { text, topic, domain, span: self.span, place, explained }
    }
}

impl PartialEq for Evidence {
    fn eq(&self, other: &Self) -> bool {
        (&self.text, &self.topic) == (&other.text, &other.topic)
    }
}

impl Eq for Evidence {}

/// The registrable domain of an address, or of a domain that stands by itself.
fn domain(text: &str) -> Option<String> {
    let text = text.trim();
    let url = if text.contains("//") { text.to_owned() } else { format!("https://{text}") };
    Url::parse(&url).host.as_str().map(|host| registrable(host).to_owned())
}

/// The registrable domains that a call to this place may be named by: that of its host, and those of its vendor.
pub(crate) fn domains<'t>(target: &Target<'t>) -> impl Iterator<Item = &'t str> + use<'t> {
    let vendor = target.class.vendor.into_iter().flat_map(|vendor| vendor.domains.iter().map(String::as_str));
    target.host().as_str().map(registrable).into_iter().chain(vendor)
}

fn registrable(host: &str) -> &str {
    psl::domain_str(host).unwrap_or(host)
}
