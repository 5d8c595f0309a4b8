//! VAST and VMAP: walks the elements of a video (or audio) ad response and hands on each URL that a player requests, each
//! piece of markup that it shows, with the span of its source. What an element means is said in [`table`]. Documents
//! are read as players read them, that is leniently: an `&` that starts nothing, a wrong or missing end tag, any
//! prefix. No entity but the predefined and the numeric ones is expanded.

mod loose;
mod open;
mod table;

use super::{Language, Queue, Region, Route};
use crate::call::{Confidence, Step};
use crate::limit::XML_DEPTH;
use crate::mapped::Mapped;
use crate::span::{Span, offset};
use crate::url::Url;
use aho_corasick::AhoCorasick;
use open::{Open, local};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::ops::Range;
use std::sync::LazyLock;
use table::{Meaning, Usage};

/// Whether the text is a VAST or VMAP document, by its root element.
pub(crate) fn is_vast(text: &str) -> bool {
    let mut rest = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    // What may stand before the root: declarations, comments, a document type.
    while let Some(after) = prolog(rest) {
        rest = after.trim_start();
    }
    let Some(tag) = rest.strip_prefix('<') else { return false };
    let name = &tag[..tag.find(|c: char| !c.is_ascii_alphanumeric() && c != ':').unwrap_or(tag.len())];
    let name = local(name);
    ROOTS.iter().any(|root| name.eq_ignore_ascii_case(root))
}

/// Whether the name of such a document stands anywhere in a text: a quick look.
pub(crate) fn is_named(text: &str) -> bool {
    NAMES.is_match(text)
}

static NAMES: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(["VAST", "vast", "VMAP", "DAAST", "VideoAd"]).expect("a few short words"));

const ROOTS: &[&str] = &["VAST", "VMAP", "DAAST", "VideoAdServingTemplate"];

fn prolog(rest: &str) -> Option<&str> {
    let ends = [("<?", "?>"), ("<!--", "-->"), ("<!", ">")];
    let (_, end) = ends.iter().find(|(start, _)| rest.starts_with(start))?;
    let close = rest.find(end)?;
    // A document type may hold declarations.
    let end = if rest.starts_with("<!D") && rest[..close].contains('[') { "]>" } else { end };
    Some(&rest[rest.find(end)? + end.len()..])
}

/// Reads a document.
pub(crate) fn read<'s>(region: &Region<'s>, queue: &mut Queue<'s>) {
    let mut reader = Reader::from_str(&region.text.text);
    let config = reader.config_mut();
    (config.allow_dangling_amp, config.allow_unmatched_ends, config.check_end_names) = (true, true, false);
    let mut walk = Walk { region, queue, open: Vec::new(), over: 0 };
    let mut at = 0;
    loop {
        let event = reader.read_event();
        let end = position(reader.buffer_position());
        match event {
            Ok(Event::Eof) => break,
            Ok(event) => walk.event(&event, at..end),
            Err(error) => {
                walk.broken(position(reader.error_position()), &error);
                break;
            }
        }
        at = end;
    }
    walk.close_to(0, region.text.text.len());
}

fn position(at: u64) -> usize {
    usize::try_from(at).expect("a position in a text that is in memory")
}

/// One walk through a document.
struct Walk<'w, 's> {
    region: &'w Region<'s>,
    queue: &'w mut Queue<'s>,
    /// The elements that are open, outermost first.
    open: Vec<Open>,
    /// How many more are open beyond the bound.
    over: usize,
}

impl<'s> Walk<'_, 's> {
    fn event(&mut self, event: &Event, range: Range<usize>) {
        match event {
            Event::Start(start) => self.start(start, range),
            Event::Empty(start) => {
                let end = range.end;
                self.start(start, range);
                self.end_last(end, end);
            }
            Event::End(end) => self.end(local(end.name().0), range),
            Event::Text(_) => self.text(range),
            Event::CData(_) => self.text(range.start + "<![CDATA[".len()..range.end - "]]>".len()),
            Event::GeneralRef(reference) => self.reference(reference, range),
            Event::Comment(_) => self.queue.comment(&self.region.text.slice(range)),
            _ => {}
        }
    }

    /// Text that stands for itself.
    fn text(&mut self, range: Range<usize>) {
        if let Some(open) = self.open.last_mut() {
            open.text.exact(&self.region.text.text[range.clone()], offset(range.start));
        }
    }

    fn reference(&mut self, reference: &BytesRef, range: Range<usize>) {
        let number = reference.resolve_char_ref().ok().flatten().map(String::from);
        let meant = number.or_else(|| resolve_predefined_entity(reference).map(str::to_owned));
        match (meant, self.open.last_mut()) {
            (Some(meant), Some(open)) => open.text.escaped(&meant, Span::from(range)),
            _ => self.text(range),
        }
    }

    fn start(&mut self, start: &BytesStart, range: Range<usize>) {
        if self.open.len() >= XML_DEPTH {
            if self.over == 0 {
                let message =
                    format!("elements are nested more than {XML_DEPTH} deep here; what is deeper was not read");
                self.queue.note(self.region.text.map.span(range), "nesting-too-deep", message);
            }
            self.over += 1;
            return;
        }
        if let Some(parent) = self.open.last_mut() {
            parent.has_children = true;
        }
        let open = Open::new(start, range);
        if table::is_free(&open, &self.open) {
            for value in &open.free_values {
                let route = self.route("[attribute]").at_most(Confidence::Low);
                loose::urls(&self.region.text.slice(value.clone()), &route, self.queue);
            }
        }
        self.open.push(open);
    }

    /// An end tag closes the innermost element of its name, and all that was left open in it.
    fn end(&mut self, name: &str, range: Range<usize>) {
        if self.over > 0 {
            self.over -= 1;
        } else if let Some(number) = self.open.iter().rposition(|open| open.is(name)) {
            self.close_to(number + 1, range.start);
            self.end_last(range.start, range.end);
        }
    }

    fn close_to(&mut self, count: usize, at: usize) {
        self.over = 0;
        while self.open.len() > count {
            self.end_last(at, at);
        }
    }

    /// Closes the innermost element: its content ends at `content_end`, itself at `end`.
    fn end_last(&mut self, content_end: usize, end: usize) {
        if self.over > 0 {
            self.over -= 1;
            return;
        }
        let Some(mut open) = self.open.pop() else { return };
        let Some(meaning) = table::meaning(&open, &self.open) else { return };
        let map = &self.region.text.map;
        let content = open.content_start..content_end.max(open.content_start);
        let cut = if meaning.usage == Usage::Required { content.clone() } else { open.start..end };
        let remove = meaning.removable.then(|| map.span(cut));
        let text = if open.has_children && meaning.usage == Usage::Markup {
            self.region.text.slice(content)
        } else {
            std::mem::take(&mut open.text).build().within(map)
        };
        self.hand_on(&meaning, text, remove);
    }

    fn hand_on(&mut self, meaning: &Meaning, text: Mapped<'s>, remove: Option<Span>) {
        let route = self.route(meaning.via.clone()).on(meaning.trigger).at_most(meaning.confidence).removing(remove);
        let is_url = || !text.text.contains('<') && Url::parse(&text.text).is_absolute();
        match meaning.usage {
            Usage::Loose => loose::urls(&text, &route, self.queue),
            Usage::Markup if !is_url() => self.queue.push(Region { text, language: Language::Markup, route }),
            Usage::Url | Usage::Required | Usage::Markup => self.queue.url(&text, route),
        }
    }

    /// The route to something in the innermost open element.
    fn route(&self, via: impl Into<Step>) -> Route {
        let mut route = self.region.route.clone();
        route.chain.extend(self.open.iter().filter_map(table::step));
        route.step(via)
    }

    fn broken(&mut self, at: usize, error: &quick_xml::Error) {
        let message = format!("this is not XML: {error}; nothing after this point was read");
        self.queue.note(self.region.text.map.span(at..at), "broken-xml", message);
    }
}

#[cfg(test)]
mod tests;
