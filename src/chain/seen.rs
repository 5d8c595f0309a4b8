//! A call's place in the chains of its capture, and what that says: who is on the way to it, whether it is a fourth
//! party's.

use super::{Chain, Link, Node};
use crate::catalogue::Catalogue;
use crate::url::Url;
use std::sync::Arc;

/// A call's place in the chains of its capture.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The chains.
    pub chain: Arc<Chain>,
    /// The call's node.
    pub node: usize,
    /// Where in the creative's markup the chain starts, if that is known.
    pub origin: Option<Origin>,
}

/// Where in the creative's markup a chain starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The node that the markup calls: the call's own or one before it.
    pub node: usize,
    /// Path, line and column in the markup.
    pub place: Arc<str>,
}

impl Seen {
    /// The call's node.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.chain.nodes()[self.node]
    }

    /// The node that its answer sent the browser on to.
    #[must_use]
    pub fn redirect(&self) -> Option<&Node> {
        self.node().redirect.map(|node| &self.chain.nodes()[node])
    }

    /// Numbers of the nodes on the way, the first at the front: from the document, or from the call that the markup
    /// makes, up to the one before this call.
    fn way(&self) -> Vec<usize> {
        let start = self.origin.as_ref().map(|origin| origin.node);
        if start == Some(self.node) {
            return Vec::new();
        }
        let mut way = Vec::new();
        for node in self.chain.ancestors(self.node) {
            way.push(node);
            if start == Some(node) {
                break;
            }
        }
        way.reverse();
        way
    }

    /// The steps to the call: where the markup starts it, and the hosts on the way, each named once.
    #[must_use]
    pub fn steps(&self) -> Vec<String> {
        let mut steps: Vec<String> = self.origin.iter().map(|origin| origin.place.to_string()).collect();
        for node in self.way() {
            let url = Url::parse(&self.chain.nodes()[node].url);
            let host = url.host.as_str().unwrap_or("the page").to_owned();
            if steps.last() != Some(&host) {
                steps.push(host);
            }
        }
        steps
    }

    /// The way to the call in a sentence; none for what was opened itself.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        let steps = self.steps();
        if steps.is_empty() {
            return None;
        }
        let told = match self.node().link {
            _ if self.origin.as_ref().is_some_and(|origin| origin.node == self.node) => "the markup",
            link => link.words(),
        };
        Some(format!("The way to it: {} › this call, told by {told}", steps.join(" › ")))
    }

    /// Whether neither the creative nor a third party that it calls itself makes the call: the company that brought it
    /// in, if so.
    #[must_use]
    pub fn brought_by(&self, catalogue: &Catalogue) -> Option<String> {
        let way = self.way();
        let own = self.chain.ancestors(self.node).last().map(|root| self.party(root, catalogue));
        let is_other = |node: &&usize| own.is_none() || Some(self.party(**node, catalogue)) != own;
        let third = match &self.origin {
            Some(origin) => origin.node,
            None => *way.iter().find(is_other)?,
        };
        let (this, third) = (self.party(self.node, catalogue), self.party(third, catalogue));
        let is_fourth = this != third && Some(&this) != own.as_ref();
        let before = self.node().parent.map_or(third, |parent| self.party(parent, catalogue));
        is_fourth.then_some(before)
    }

    /// Who answers a node: the vendor, or the registrable domain.
    fn party(&self, node: usize, catalogue: &Catalogue) -> String {
        let url = Url::parse(&self.chain.nodes()[node].url);
        let host = url.host.as_str().unwrap_or_default();
        let party = catalogue.classify(&url).party().map(str::to_owned);
        party.unwrap_or_else(|| psl::domain_str(host).unwrap_or(host).to_owned())
    }

    /// Whether a redirect led to it.
    #[must_use]
    pub fn is_redirected(&self) -> bool {
        self.node().link == Link::Redirect
    }
}
