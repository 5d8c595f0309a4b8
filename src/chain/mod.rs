//! *Chains*: how the calls of a capture came about. A *capture* is a record of what a browser really requested; each of
//! its requests becomes a *node*, and leads by its *link* (a redirect, an initiator, a referrer …) to the request that
//! brought it about, up to a *root*: the document that was opened. So the chain from the root to a call names all the
//! parties on the way: the creative, a third party that it calls, and the fourth party that the third one brings in.
//! Whoever records requests hands them over as [`Request`]s; nothing here knows a file format.

mod build;
mod seen;
mod tie;

pub(crate) use build::name;
pub use seen::{Origin, Seen};
pub use tie::Markup;
pub(crate) use tie::likeness;

use crate::call::{Confidence, Trigger};

/// What a capture says of one request. Only the URL is needed; the more is known, the surer is the chain.
#[derive(Clone, Debug, Default)]
pub struct Request<'t> {
    /// Its URL, absolute.
    pub url: String,
    /// What it is for.
    pub purpose: Purpose,
    /// URLs of the code that made it, the nearest first, as the browser tells them.
    pub initiators: Vec<String>,
    /// Whether the browser tells no code but only the document whose markup was read at that time.
    pub by_parser: bool,
    /// The referrer that was sent.
    pub referrer: Option<String>,
    /// Where the answer sends the browser on to, absolute.
    pub redirect: Option<String>,
    /// The frame that it belongs to.
    pub frame: Option<String>,
    /// The page that it belongs to.
    pub page: Option<String>,
    /// Names of the cookies that the answer sets.
    pub cookies: Vec<String>,
    /// The answer's text, if the capture holds it.
    pub text: Option<&'t str>,
    /// Whether it is only known from the redirect that leads to it.
    pub is_unseen: bool,
    /// When it was sent, where whoever recorded it knows that.
    pub trigger: Option<Trigger>,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// A document, the page's or a frame's.
    Document,
    /// A script.
    Script,
    /// An image: what pixels are.
    Image,
    /// A style sheet.
    Style,
    /// Data for a script.
    Data,
    /// A beacon: sent, and no answer read.
    Beacon,
    /// A font, audio, video.
    Media,
    /// Not told.
    #[default]
    Other,
}

impl Purpose {
    /// How reports name a call for it.
    #[must_use]
    pub fn via(self) -> &'static str {
        match self {
            Self::Document => "har[document]",
            Self::Script => "har[script]",
            Self::Image => "har[image]",
            Self::Style => "har[style]",
            Self::Data => "har[data]",
            Self::Beacon => "har[beacon]",
            Self::Media => "har[media]",
            Self::Other => "har",
        }
    }

    /// The nearest thing in markup.
    #[must_use]
    pub fn as_markup(self) -> &'static str {
        match self {
            Self::Document => "iframe[src]",
            Self::Script => "script[src]",
            Self::Image | Self::Media => "img[src]",
            Self::Style => "link[rel=stylesheet]",
            Self::Data => "fetch",
            Self::Beacon => "navigator.sendBeacon",
            Self::Other => "",
        }
    }
}

/// What leads from a request to the one that brought it about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Nothing did: the document that was opened.
    Root,
    /// Its answer sent the browser here.
    Redirect,
    /// The browser names it as the initiator.
    Initiator,
    /// Of the scripts of the document it is the one whose text names the host.
    Text,
    /// It was sent as the referrer.
    Referrer,
    /// It is the document of the same frame.
    Frame,
    /// It came first.
    Order,
}

impl Link {
    /// To follow "told by".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Root => "being the document",
            Self::Redirect => "a redirect",
            Self::Initiator => "the initiator",
            Self::Text => "the script that names the host",
            Self::Referrer => "the referrer",
            Self::Frame => "the frame alone",
            Self::Order => "the order alone",
        }
    }
}

/// A request in its chain.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its URL.
    pub url: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Number of the node that brought it about: an earlier one.
    pub parent: Option<usize>,
    /// How that is known.
    pub link: Link,
    /// How sure that is.
    pub confidence: Confidence,
    /// When it was sent: on a click where it belongs to the click-through or lies behind it.
    pub trigger: Trigger,
    /// Whether the landing page made it, which is no concern of the creative.
    pub is_behind: bool,
    /// Number of the node that its answer sent the browser on to.
    pub redirect: Option<usize>,
    /// Names of the cookies that its answer sets.
    pub cookies: Vec<String>,
    /// The page that it belongs to.
    pub page: Option<String>,
}

/// All requests of a capture, in their order.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    nodes: Vec<Node>,
}

impl Chain {
    /// Puts the requests of a capture, in their order, into chains.
    #[must_use]
    pub fn new(requests: &[Request]) -> Self {
        Self { nodes: build::nodes(requests) }
    }

    /// All nodes, in the order of the requests.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Numbers of the nodes that led to one, the nearest first. A chain that is longer than any of an ad ends early.
    pub fn ancestors(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let parent = |node: &usize| self.nodes.get(*node).and_then(|node| node.parent);
        std::iter::successors(Some(node), parent).skip(1).take(crate::limit::CHAIN)
    }
}

#[cfg(test)]
mod tests;
