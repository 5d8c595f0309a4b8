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
        Self { text, topic, span, ..Self::default() }
    }

    /// Its host, lower case.
    #[must_use]
    pub fn host(&self) -> Option<String> {
        let text = self.text.trim();
        let url = if text.contains("//") { text.to_owned() } else { format!("https://{text}") };
        Url::parse(&url).host.as_str().map(str::to_owned)
    }

    /// Whether a call to this place is what the audit saw: the same registrable domain, or one of the same vendor.
    #[must_use]
    pub fn is(&self, target: &Target) -> bool {
        let Some(host) = self.host() else { return false };
        let seen = registrable(&host);
        let vendor = target.class.vendor;
        target.host.as_str().is_some_and(|host| registrable(host) == seen)
            || vendor.is_some_and(|vendor| vendor.domains.iter().any(|domain| domain == seen))
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
        let (text, topic, place) = (self.text.clone(), self.topic.clone(), self.place.clone());
        Self { text, topic, span: self.span, place, explained: AtomicBool::new(!self.is_unexplained()) }
    }
}

impl PartialEq for Evidence {
    fn eq(&self, other: &Self) -> bool {
        (&self.text, &self.topic) == (&other.text, &other.topic)
    }
}

impl Eq for Evidence {}

fn registrable(host: &str) -> &str {
    psl::domain_str(host).unwrap_or(host)
}
