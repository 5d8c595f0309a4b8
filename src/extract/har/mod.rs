//! HAR: captures of a browser's or a proxy's network traffic. Each entry is a request; they are put into chains
//! ([`crate::chain`]), and each becomes a call, but for the documents that were opened themselves. Exports of Chrome,
//! Firefox, Charles and Playwright differ in what they tell; what one leaves out is left out of the chain's words too.

mod entry;

use super::Queue;
use super::json::{decoded, inner, property};
use crate::call::Confidence;
use crate::chain::{Chain, Link, Purpose, Request, Seen, name};
use crate::limit::{CAPTURED, CHAIN};
use crate::mapped::Mapped;
use crate::span::Span;
use crate::url::{self, Scheme, Url};
use entry::Entry;
use jsonc_parser::ast::{Array, Object, StringLit, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// The parts of a HAR document that are read.
pub(super) struct Capture<'v> {
    log: &'v Object<'v>,
    entries: &'v Array<'v>,
}

/// The capture that a document of JSON is, if it is one: `{"log": {"entries": […]}}`.
pub(super) fn capture<'v>(value: &'v Value<'v>) -> Option<Capture<'v>> {
    let log = property(value.as_object()?, "log")?.as_object()?;
    let entries = property(log, "entries")?.as_array()?;
    Some(Capture { log, entries })
}

/// Reads a capture in a text; `at` is where the document starts in the text of its region.
pub(super) fn read<'s>(capture: &Capture, text: &Mapped<'s>, at: usize, queue: &mut Queue<'s>) {
    let source = text.text.clone();
    let mut entries: Vec<Entry> =
        capture.entries.elements.iter().take(CAPTURED).filter_map(|entry| Entry::read(entry, &source)).collect();
    if capture.entries.elements.len() > CAPTURED {
        let message = format!("the capture has over {CAPTURED} requests; the rest was not read, record less at once");
        queue.note(text.span(), "too-many-parts", message);
    }
    order(&mut entries);
    remark(capture, &entries, text, queue);
    let entries = with_unseen(drop_preflights(entries));
    let requests: Vec<Request> = entries.iter().map(|entry| entry.request.clone()).collect();
    let chain = Arc::new(Chain::new(&requests));
    remark_landing(&chain, &entries, text, queue);
    let is_own = |node: usize| !chain.nodes()[node].is_behind && !is_opened(&chain, node);
    for (node, entry) in entries.iter().enumerate().filter(|(node, _)| is_own(*node)) {
        let url = decoded(text.slice(inner(entry.url.range)));
        let site = Span::from(at + entry.url.range.start..at + entry.url.range.end);
        let sure = if entry.request.is_unseen { Confidence::Medium } else { Confidence::High };
        let seen = Seen { chain: chain.clone(), node, origin: None };
        queue.seen(&absolute(url, &entry.request.url), site, seen, sure);
    }
}

/// Entries are not always in the order in which the requests were sent.
fn order(entries: &mut [Entry]) {
    let len = entries.first().map_or(0, |entry| entry.started.len());
    // Texts of one form can be compared as such.
    if entries.iter().all(|entry| entry.started.len() == len && entry.started.is_ascii()) {
        entries.sort_by(|one, other| one.started.cmp(other.started));
    }
}

/// Browsers ask before some calls whether they may make them: that is the same call.
fn drop_preflights(mut entries: Vec<Entry>) -> Vec<Entry> {
    let real: FxHashSet<String> =
        entries.iter().filter(|entry| !entry.is_preflight).map(|entry| entry.request.url.clone()).collect();
    entries.retain(|entry| !entry.is_preflight || !real.contains(&entry.request.url));
    entries
}

/// With the redirects that no entry follows, each after the entry that has it.
fn with_unseen(entries: Vec<Entry>) -> Vec<Entry> {
    let mut open: FxHashMap<String, usize> = FxHashMap::default();
    for entry in &entries {
        *open.entry(name(&entry.request.url).to_owned()).or_default() += 1;
    }
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        let followed = entry.request.redirect.as_deref().map(|to| match open.get_mut(name(to)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        });
        let unseen = entry.unseen().filter(|_| followed == Some(false));
        all.push(entry);
        all.extend(unseen);
    }
    all
}

/// A document that was opened, and not by anything in the capture, is the page, and no call of the creative; neither is
/// what it redirects to.
fn is_opened(chain: &Chain, node: usize) -> bool {
    let is_document = |at: &usize| chain.nodes()[*at].purpose == Purpose::Document;
    let redirected = |at: &usize| chain.nodes()[*at].parent.filter(|_| chain.nodes()[*at].link == Link::Redirect);
    let way = std::iter::successors(Some(node).filter(is_document), |at| redirected(at).filter(is_document));
    way.take(CHAIN).last().is_some_and(|first| chain.nodes()[first].link == Link::Root)
}

/// A redirect's target may be written without its host.
fn absolute<'s>(written: Mapped<'s>, url: &str) -> Mapped<'s> {
    if url::scheme(&written.text) == Scheme::Network && Url::parse(&written.text).is_absolute() {
        return written;
    }
    let mut builder = crate::mapped::Builder::default();
    builder.escaped(url, written.span());
    builder.build()
}

/// Says that requests of the landing page were left out.
fn remark_landing(chain: &Chain, entries: &[Entry], text: &Mapped, queue: &mut Queue) {
    let behind: Vec<&Entry> =
        entries.iter().zip(chain.nodes()).filter(|(_, node)| node.is_behind).map(|(entry, _)| entry).collect();
    if let Some(first) = behind.first() {
        let (span, count) = (text.map.span(inner(first.url.range)), behind.len());
        let message = format!(
            "from here on the landing page makes requests ({count} of them), which are not the creative's and were \
             left out"
        );
        queue.remark(span, "landing-page", message);
    }
}

/// Says what the capture cannot tell.
fn remark(capture: &Capture, entries: &[Entry], text: &Mapped, queue: &mut Queue) {
    let creator = property(capture.log, "creator").and_then(Value::as_object);
    let creator = creator.and_then(|creator| property(creator, "name")).and_then(Value::as_string_lit);
    let at = creator.map_or(text.span(), |creator: &StringLit| text.map.span(inner(creator.range)));
    if entries.is_empty() {
        queue.note(
            at,
            "empty-capture",
            "the capture holds no request, so nothing was checked; record it anew".to_owned(),
        );
    } else if creator.is_some_and(|name| name.value == "WebInspector") && !entries.iter().any(Entry::has_cookies) {
        let message = "the capture holds no cookies, so that those of fourth parties are not seen: Chrome exports them \
                       only if the HAR is exported with sensitive data";
        queue.remark(at, "no-cookies", message.to_owned());
    }
}
