//! From requests to nodes. What is surest is tried first: redirects, then what the browser says of the initiator, then
//! referrers, frames and the order. Browsers mislead: an image that a script asks for while the document is being read
//! counts as the document's own, and after a redirect the initiator goes by its URL before it. So the texts of the
//! answers have a say, where the capture holds them.

use super::{Link, Node, Purpose, Request};
use crate::call::{Confidence, Trigger};
use crate::limit::{CHAIN, CHAIN_SEARCH};
use crate::url::Url;
use rustc_hash::FxHashMap;

/// The nodes of requests, in the same order.
pub(super) fn nodes(requests: &[Request]) -> Vec<Node> {
    let mut builder = Builder::new(requests);
    for number in 0..requests.len() {
        builder.add(number);
    }
    builder.nodes
}

/// The requests before the one at hand, by what later ones may call them.
struct Builder<'r> {
    requests: &'r [Request<'r>],
    nodes: Vec<Node>,
    by_url: FxHashMap<&'r str, Vec<usize>>,
    documents_by_origin: FxHashMap<&'r str, Vec<usize>>,
    /// Redirects that no request has followed yet, by where they lead.
    open: FxHashMap<&'r str, Vec<usize>>,
    roots: FxHashMap<Option<&'r str>, usize>,
    documents_by_frame: FxHashMap<&'r str, usize>,
    /// Scripts with text, by the document that they run in.
    scripts: FxHashMap<usize, Vec<usize>>,
    /// Bytes of answers that may still be searched.
    search: usize,
}

impl<'r> Builder<'r> {
    fn new(requests: &'r [Request<'r>]) -> Self {
        Self {
            requests,
            nodes: Vec::with_capacity(requests.len()),
            by_url: FxHashMap::default(),
            documents_by_origin: FxHashMap::default(),
            open: FxHashMap::default(),
            roots: FxHashMap::default(),
            documents_by_frame: FxHashMap::default(),
            scripts: FxHashMap::default(),
            search: CHAIN_SEARCH,
        }
    }

    fn add(&mut self, number: usize) {
        let request = &self.requests[number];
        let redirected = self.open.get_mut(name(&request.url)).and_then(Vec::pop);
        let (parent, link, confidence) = self.parent(request, redirected);
        if let (Some(from), Link::Redirect) = (parent, link) {
            self.nodes[from].redirect = Some(number);
        }
        let is_navigation = request.purpose == Purpose::Document && redirected.is_none() && self.is_main(request);
        let trigger = request.trigger.unwrap_or_else(|| self.trigger(request, parent, link, is_navigation));
        // Whoever tells what a click brought about has not followed it to the landing page.
        let before = parent.filter(|_| request.trigger.is_none()).map(|parent| &self.nodes[parent]);
        let is_behind = before
            .is_some_and(|parent| parent.is_behind || (parent.trigger == Trigger::Click && link != Link::Redirect));
        let Request { url, purpose, cookies, page, .. } = request;
        let (url, purpose, cookies, page) = (url.clone(), *purpose, cookies.clone(), page.clone());
        let redirect = None;
        self.nodes.push(Node { url, purpose, parent, link, confidence, trigger, is_behind, redirect, cookies, page });
        self.remember(number, request);
    }

    /// A document that is opened once another one was there lies behind the click-through.
    fn trigger(&self, request: &Request, parent: Option<usize>, link: Link, is_navigation: bool) -> Trigger {
        let is_first =
            self.nodes.is_empty() || parent.is_none_or(|parent| self.page(parent) == request.page.as_deref());
        let inherited = parent.map_or(Trigger::Load, |parent| self.nodes[parent].trigger);
        if link != Link::Redirect && (is_navigation || !is_first) { Trigger::Click } else { inherited }
    }

    fn page(&self, number: usize) -> Option<&'r str> {
        self.requests[number].page.as_deref()
    }

    /// Whether it belongs to the frame of its page's root, which has a document already.
    fn is_main(&self, request: &Request) -> bool {
        let root = self.roots.get(&request.page.as_deref());
        root.is_some_and(|root| request.frame.is_some() && self.requests[*root].frame == request.frame)
    }

    /// Which request brought it about, how that is known, and how sure that is.
    fn parent(&mut self, request: &'r Request, redirected: Option<usize>) -> (Option<usize>, Link, Confidence) {
        use Confidence::{High, Low, Medium};
        if let Some(from) = redirected {
            return (Some(from), Link::Redirect, High);
        }
        let initiator = request.initiators.iter().find_map(|url| self.latest(url));
        if let Some(initiator) = initiator.filter(|_| !request.by_parser) {
            return (Some(initiator), Link::Initiator, High);
        }
        if let Some(document) = initiator {
            return self.in_document(document, request, Link::Initiator);
        }
        if self.nodes.is_empty() || (request.purpose == Purpose::Document && !self.has_root(request)) {
            let before = request.referrer.as_deref().and_then(|url| self.latest(url));
            return before.map_or((None, Link::Root, High), |before| (Some(before), Link::Referrer, Medium));
        }
        if let Some(before) = request.referrer.as_deref().and_then(|url| self.referrer(url, request)) {
            return self.in_document(before, request, Link::Referrer);
        }
        let frame = request.frame.as_deref().and_then(|frame| self.documents_by_frame.get(frame)).copied();
        if let Some(document) = frame {
            return (Some(document), Link::Frame, Low);
        }
        let root = self.roots.get(&request.page.as_deref()).copied();
        (root, if root.is_some() { Link::Order } else { Link::Root }, Low)
    }

    fn has_root(&self, request: &Request) -> bool {
        self.roots.contains_key(&request.page.as_deref())
    }

    /// The latest request of this URL, or, where that redirects, what it led to.
    fn latest(&self, url: &str) -> Option<usize> {
        let found = *self.by_url.get(name(url))?.last()?;
        let last = std::iter::successors(Some(found), |at| self.nodes[*at].redirect).take(CHAIN).last();
        last.or(Some(found))
    }

    /// What a referrer means: browsers cut it to its origin for other hosts.
    fn referrer(&self, url: &str, request: &Request) -> Option<usize> {
        let own_page = |number: &usize| self.requests[*number].page == request.page;
        let by_origin = || {
            let documents = self.documents_by_origin.get(origin(url)?)?;
            documents.iter().rev().find(|number| own_page(number)).or(documents.last()).copied()
        };
        self.latest(url).or_else(by_origin)
    }

    /// Whether the document itself names the host; if not, which of its scripts does.
    fn in_document(&mut self, document: usize, request: &'r Request, link: Link) -> (Option<usize>, Link, Confidence) {
        let host = Url::parse(&request.url).host;
        let Some(host) = host.as_str() else { return (Some(document), link, Confidence::Low) };
        let Some(text) = self.requests[document].text else { return (Some(document), link, Confidence::Medium) };
        if self.names(text, host) {
            return (Some(document), link, Confidence::High);
        }
        let scripts: Vec<usize> =
            self.scripts.get(&document).into_iter().flatten().rev().take(CHAIN).copied().collect();
        let script = scripts.into_iter().find(|script| {
            let text = self.requests[*script].text.unwrap_or_default();
            self.names(text, host)
        });
        match script {
            Some(script) => (Some(script), Link::Text, Confidence::Medium),
            None => (Some(document), link, Confidence::Low),
        }
    }

    fn names(&mut self, text: &str, host: &str) -> bool {
        let Some(left) = self.search.checked_sub(text.len()) else { return false };
        self.search = left;
        memchr::memmem::find(text.as_bytes(), host.as_bytes()).is_some()
    }

    fn remember(&mut self, number: usize, request: &'r Request) {
        self.by_url.entry(name(&request.url)).or_default().push(number);
        if let Some(to) = &request.redirect {
            self.open.entry(name(to)).or_default().push(number);
        }
        let (is_document, is_there) = (request.purpose == Purpose::Document, request.redirect.is_none());
        if is_document && is_there {
            if let Some(origin) = origin(&request.url) {
                self.documents_by_origin.entry(origin).or_default().push(number);
            }
            self.roots.entry(request.page.as_deref()).or_insert(number);
            if let Some(frame) = &request.frame {
                self.documents_by_frame.insert(frame, number);
            }
        }
        if request.purpose == Purpose::Script && request.text.is_some() {
            let is_document = |at: &usize| self.nodes[*at].purpose == Purpose::Document;
            let parents = std::iter::successors(Some(number), |at| self.nodes[*at].parent).take(CHAIN);
            if let Some(document) = parents.into_iter().find(is_document) {
                self.scripts.entry(document).or_default().push(number);
            }
        }
    }
}

/// A URL as two requests compare it: without its fragment, and without the `/` of an empty path.
pub(crate) fn name(url: &str) -> &str {
    let url = url.split('#').next().unwrap_or_default();
    url.strip_suffix('/').unwrap_or(url)
}

/// Scheme and host.
fn origin(url: &str) -> Option<&str> {
    let start = url.find("://")? + 3;
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    Some(&url[..end])
}
