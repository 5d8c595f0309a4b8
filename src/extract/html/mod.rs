//! Markup: walks the document that a browser would build and hands on each URL, script, style sheet and nested
//! document with the span of its source.

pub(crate) mod amp;
mod bridge;
mod entity;
mod gather;
mod sink;
mod special;
mod srcset;
pub(crate) mod table;
mod template;
mod token;
pub(crate) mod tree;

use super::{Language, Mark, Queue, Region, Route};
use crate::call::Confidence;
use crate::mapped::Mapped;
use crate::span::Span;
use ego_tree::iter::Edge;
use html5ever::local_name;
use scraper::Node;
use scraper::node::Element;
use table::{Row, Use};
use tree::{Attr, Document, Tag, Values};

/// Reads a region of markup.
pub(crate) fn read<'s>(region: &Region<'s>, queue: &mut Queue<'s>) {
    let masked = template::mask(&region.text.text);
    let values = if queue.selectors().is_empty() { Values::Deciding } else { Values::All };
    let document = tree::parse(&masked.text, values);
    if let Some(at) = document.too_deep {
        let span = region.text.map.span(at as usize..at as usize);
        let bound = crate::limit::HTML_DEPTH;
        queue.remark(span, "html-too-deep", format!("elements are nested more than {bound} deep here; from there on they are read side by side, as browsers do"));
    }
    if let Some(at) = document.too_many {
        let span = region.text.map.span(at as usize..at as usize);
        let bound = crate::limit::HTML_ELEMENTS;
        queue.remark(span, "html-too-many", format!("there are more than {bound} elements; from here on, those without attributes that can only hold text are passed over"));
    }
    let route = Route { document: queue.document(), ..region.route.clone() };
    let mut walk = Walk { text: &region.text, document: &document, route, inert: 0, queue };
    walk.base();
    walk.all();
    walk.comments();
    walk.marks();
    for code in masked.writing {
        let route = region.route.step("template code").at(Span::from(code.clone())).at_most(Confidence::Low);
        queue.push(Region { text: region.text.slice(code), language: Language::Markup, route });
    }
}

/// Parses markup, code of templates in it left aside.
pub(crate) fn parse(text: &str) -> Document {
    tree::parse(&template::mask(text).text, Values::Deciding)
}

/// One walk through a document.
pub(crate) struct Walk<'w, 's> {
    text: &'w Mapped<'s>,
    document: &'w Document,
    route: Route,
    /// How many `<template>`s are open around the current element.
    inert: usize,
    queue: &'w mut Queue<'s>,
}

impl<'s> Walk<'_, 's> {
    /// The first `<base href>` decides what relative URLs of the whole document mean.
    fn base(&mut self) {
        let base = local_name!("base");
        // Next to no document has one, and tags are sooner looked through than the tree.
        if self.document.all_tags().iter().all(|tag| tag.name != base) {
            return;
        }
        let mut elements = self.document.html.tree.nodes().filter_map(|node| node.value().as_element());
        let first = elements.find(|element| element.name.local == base);
        let tag = first.and_then(|element| self.document.tags(element).next());
        let href = tag.and_then(|tag| self.attribute(tag, "href"));
        if let Some(href) = href.filter(|href| crate::url::scheme(&href.text) == crate::url::Scheme::Network) {
            self.route.base = Some(href.text.trim().into());
        }
    }

    fn all(&mut self) {
        for edge in self.document.html.tree.root().traverse() {
            let (node, opens) = match &edge {
                Edge::Open(node) => (node, true),
                Edge::Close(node) => (node, false),
            };
            let Node::Element(element) = node.value() else { continue };
            if opens {
                let parent = node.parent().and_then(|p| p.value().as_element());
                self.element(element, parent);
            }
            if element.name.local == local_name!("template") && element.attr("shadowrootmode").is_none() {
                self.inert = if opens { self.inert + 1 } else { self.inert.saturating_sub(1) };
            }
        }
    }

    fn element(&mut self, element: &Element, parent: Option<&Element>) {
        let document = self.document;
        for tag in document.tags(element) {
            let rows = table::rows(&tag.name);
            for attr in document.attrs(tag) {
                if let Some((_, row)) = rows.iter().find(|(attribute, _)| *attribute == attr.name) {
                    self.row(row, tag, attr, parent);
                } else if attr.name == local_name!("style") {
                    self.style(tag, attr);
                } else if let Some(event) = attr.name.strip_prefix("on") {
                    self.handler(event, tag, attr);
                }
            }
            special::read(self, tag, parent);
        }
    }

    /// The route to an attribute of a tag.
    fn route(&self, via: impl Into<crate::call::Step>, remove: Option<Span>) -> Route {
        if self.inert == 0 {
            return self.route.step(via).removing(remove);
        }
        // What is inert runs by itself, if ever.
        let template = Route { document: 0, ..self.route.step("template").at_most(Confidence::Low) };
        template.step(via).removing(remove)
    }

    fn row(&mut self, row: &Row, tag: &Tag, attr: &Attr, parent: Option<&Element>) {
        let value = self.value(attr);
        let mut route = self.route(row.via, self.element_span(tag)).on(row.trigger).at(attr.whole);
        match row.usage {
            Use::Url => {
                if self.is_alternative(row, tag, parent) {
                    route = route.at_most(Confidence::Medium);
                }
                self.queue.url(&value, route);
            }
            Use::Urls => {
                for part in srcset::words(&value.text) {
                    self.queue.url(&value.slice(part), route.clone());
                }
            }
            Use::Srcset => self.srcset(&value, &route),
            Use::Markup => self.queue.push(Region { text: value, language: Language::Markup, route }),
            Use::Config => self.queue.url(&value, route),
        }
    }

    /// Of an `img` with a `srcset`, or in a `<picture>`, the browser picks one: `src` is only the fallback.
    fn is_alternative(&self, row: &Row, tag: &Tag, parent: Option<&Element>) -> bool {
        row.via == "img[src]"
            && (parent.is_some_and(|p| p.name() == "picture")
                || self.document.attrs(tag).iter().any(|a| &*a.name == "srcset"))
    }

    fn srcset(&mut self, value: &Mapped<'s>, route: &Route) {
        for candidate in srcset::candidates(&value.text) {
            // At device pixel ratio 1, where the audit looks, the plain or 1x candidate is the one.
            let sure = if candidate.is_plain { Confidence::High } else { Confidence::Medium };
            self.queue.url(&value.slice(candidate.url), route.clone().at_most(sure));
        }
    }

    fn style(&mut self, tag: &Tag, attr: &Attr) {
        let value = self.value(attr);
        if memchr::memchr(b'(', value.text.as_bytes()).is_some() {
            let remove = self.text.map.span(attr.whole.range());
            let route = self.route(format!("{}[style]", tag.name), Some(remove)).at(attr.whole);
            self.queue.push(Region { text: value, language: Language::Declarations, route });
        }
    }

    fn handler(&mut self, event: &str, tag: &Tag, attr: &Attr) {
        let remove = self.text.map.span(attr.whole.range());
        let route = self.route(format!("{}[on{event}]", tag.name), Some(remove)).at(attr.whole);
        let trigger = table::event_trigger(event, route.trigger);
        let text = self.value(attr);
        self.queue.push(Region { text, language: Language::Script, route: Route { trigger, ..route } });
    }

    /// Keeps a data block for the scripts.
    fn blob(&mut self, id: &Mapped, text: &Mapped) {
        self.queue.blob(self.route.document, id.text.to_string(), text.text.to_string());
    }

    /// The decoded value of an attribute.
    fn value(&self, attr: &Attr) -> Mapped<'s> {
        entity::attribute(self.text.slice(attr.value.range()))
    }

    /// The decoded value of a tag's attribute, if it has it.
    fn attribute(&self, tag: &Tag, name: &str) -> Option<Mapped<'s>> {
        let attr = self.document.attrs(tag).iter().find(|attr| &*attr.name == name)?;
        Some(self.value(attr))
    }

    /// The whole element, where it is a void tag or has only raw text inside.
    fn element_span(&self, tag: &Tag) -> Option<Span> {
        let whole = if tag.raw {
            tag.span.cover(Span::new(tag.content_end, tag.next_end))
        } else if tree::is_void(&tag.name) {
            tag.span
        } else {
            return None;
        };
        Some(self.text.map.span(whole.range()))
    }

    /// The text inside a raw text element, or, in SVG, the character data inside.
    fn content(&self, tag: &Tag) -> Mapped<'s> {
        let inner = self.text.slice(tag.span.end as usize..tag.content_end.max(tag.span.end) as usize);
        if tag.raw { inner } else { special::character_data(&inner) }
    }

    /// Elements that users' rules look for.
    fn marks(&mut self) {
        for (selector, pattern) in self.queue.selectors().iter().enumerate() {
            for element in self.document.html.select(pattern) {
                let is_inert =
                    element.ancestors().any(|one| one.value().as_element().is_some_and(|e| e.name() == "template"));
                let confidence = self.route.confidence.min(if is_inert { Confidence::Low } else { Confidence::High });
                for tag in self.document.tags(element.value()).take(1) {
                    let (span, element) = (self.text.map.span(tag.span.range()), tag.name.to_string());
                    self.queue.mark(Mark { selector, span, element, confidence });
                }
            }
        }
    }

    fn comments(&mut self) {
        for span in &self.document.comments {
            let comment = self.text.slice(span.range());
            self.queue.comment(&comment);
            if let Some((condition, inner)) = special::conditional(&comment.text) {
                let step = format!("comment[{}]", &comment.text[condition]);
                let route = self.route(step, Some(comment.span())).at(*span).at_most(Confidence::Low);
                self.queue.push(Region { text: comment.slice(inner), language: Language::Markup, route });
            }
        }
    }
}
