//! From HTML text to a `scraper` document whose elements know where they were written. The tokenizer (html5gum) knows
//! positions, the tree builder (html5ever) knows what a browser makes of the tags; between the two stands the
//! [`Bridge`]. Each start tag carries a private *marker* attribute with its number in the list of [`Tag`]s, so that an
//! element that the tree builder moves or clones still leads back to its source.

use super::bridge::Bridge;
use super::gather::Gatherer;
pub(crate) use super::token::is_void;
use super::token::number;
use crate::span::Span;
use html5ever::LocalName;
use html5gum::Tokenizer;
use scraper::Html;
use std::ops::Range;

/// A start tag as written. All offsets are bytes of the parsed text.
#[derive(Debug)]
pub(crate) struct Tag {
    /// Lower-case name.
    pub name: LocalName,
    /// From `<` to past `>`.
    pub span: Span,
    /// Where the next tag starts: for raw text elements the end of their content.
    pub content_end: u32,
    /// Where the next tag ends: for raw text elements and empty ones the end of the element.
    pub next_end: u32,
    /// Whether the content is raw text (script, style, iframe, noscript …), not markup.
    pub raw: bool,
    pub(super) attrs: Range<usize>,
}

/// An attribute as written.
#[derive(Debug)]
pub(crate) struct Attr {
    /// Lower-case name.
    pub name: LocalName,
    /// The value between its quotes, still encoded.
    pub value: Span,
    /// Name, `=` and value with its quotes.
    pub whole: Span,
}

/// A parsed text.
pub(crate) struct Document {
    /// The tree, for walking and for selectors.
    pub html: Html,
    /// Comments, delimiters included.
    pub comments: Vec<Span>,
    /// Where nesting passed the bound, if it did: beyond it, elements are kept but not nested.
    pub too_deep: Option<u32>,
    /// Where there were too many elements, if there were: beyond it, those that only hold text are left out, with it.
    pub too_many: Option<u32>,
    pub(super) tags: Vec<Tag>,
    pub(super) attrs: Vec<Attr>,
}

impl Document {
    /// The tags that an element was made from: one, or several for a merged second `<body>`, or none for an implied one.
    pub(crate) fn tags<'d>(&'d self, element: &'d scraper::node::Element) -> impl Iterator<Item = &'d Tag> {
        element.attrs.iter().filter_map(|(name, _)| self.tags.get(number(&name.local)?))
    }

    /// Every start tag, in the order written.
    pub(crate) fn all_tags(&self) -> &[Tag] {
        &self.tags
    }

    /// The attributes of a tag, in the order written, duplicates left out.
    pub(crate) fn attrs(&self, tag: &Tag) -> &[Attr] {
        &self.attrs[tag.attrs.clone()]
    }
}

/// What the tree keeps of attributes. They are read from the source, so that it needs them for selectors only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Values {
    /// All of them, with their values.
    All,
    /// Those that decide where an element goes.
    Deciding,
}

/// Parses a text as a browser with scripting on would.
pub(crate) fn parse(text: &str, values: Values) -> Document {
    let mut gatherer = Gatherer::new(Bridge::new(text, values), text);
    // The gatherer's tokens are of a type without values: asking for the first reads all of the text.
    let _ = Tokenizer::new_with_emitter(text, &mut gatherer).next();
    gatherer.into_document()
}
