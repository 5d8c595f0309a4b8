//! From HTML text to a `scraper` document whose elements know where they were written. The tokenizer (html5gum) knows
//! positions, the tree builder (html5ever) knows what a browser makes of the tags; between the two stands the
//! [`Bridge`]. Each start tag carries a private *marker* attribute with its number in the list of [`Tag`]s, so that an
//! element that the tree builder moves or clones still leads back to its source.

pub(crate) use super::token::is_void;
use super::token::{MARK, end_tag, is_leaf, is_plain, marker, tag_token, tendril, text};
use crate::limit::{HTML_DEPTH, HTML_ELEMENTS};
use crate::span::{Span, offset};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Doctype, Tag as TagToken, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, QualName, ns};
use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, State, Tokenizer};
use rustc_hash::FxHashSet;
use scraper::{Html, HtmlTreeSink};
use std::convert::Infallible;
use std::ops::Range;

type Handle = ego_tree::NodeId;
type Sink = TreeBuilder<Handle, HtmlTreeSink>;

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
    attrs: Range<usize>,
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
    tags: Vec<Tag>,
    attrs: Vec<Attr>,
}

impl Document {
    /// The tags that an element was made from: one, or several for a merged second `<body>`, or none for an implied one.
    pub(crate) fn tags<'d>(&'d self, element: &'d scraper::node::Element) -> impl Iterator<Item = &'d Tag> {
        element.attrs.iter().filter_map(|(name, value)| {
            let rest = name.local.strip_prefix(MARK)?;
            let number: usize = if rest.is_empty() { value.parse().ok()? } else { rest.parse().ok()? };
            self.tags.get(number)
        })
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

/// What the tree keeps of attributes' values. They are read from the source, so that it needs them for selectors only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Values {
    /// All of them.
    All,
    /// Those that decide where an element goes, which are short.
    Short,
}

/// Values up to so many bytes are stored in place; a tree builder asks for `hidden`, `open` and `closed`.
const SHORT: usize = 8;

/// Parses a text as a browser with scripting on would.
pub(crate) fn parse(text: &str, values: Values) -> Document {
    let options = TreeBuilderOpts { scripting_enabled: true, ..TreeBuilderOpts::default() };
    let builder = TreeBuilder::new(HtmlTreeSink::new(Html::new_document()), options);
    let mut bridge = CallbackEmitter::new(Bridge::new(builder, text, values));
    // The emitter's tokens are of a type without values: asking for the first reads all of the text.
    let _ = Tokenizer::new_with_emitter(text, Forward { inner: &mut bridge }).next();
    let done = bridge.callback_mut();
    done.finish(text.len());
    let html = std::mem::replace(&mut *done.builder.sink.0.borrow_mut(), Html::new_fragment());
    Document {
        html,
        comments: std::mem::take(&mut done.comments),
        too_deep: done.too_deep,
        too_many: done.too_many,
        tags: std::mem::take(&mut done.tags),
        attrs: std::mem::take(&mut done.attrs),
    }
}

/// Hands the tree builder's wishes (raw text after `<script>`, CDATA in SVG) back to the tokenizer.
struct Forward<'b, 's> {
    inner: &'b mut CallbackEmitter<Bridge<'s>, Infallible, usize>,
}

impl ForwardingEmitter for Forward<'_, '_> {
    type Token = Infallible;

    fn inner(&mut self) -> &mut impl Emitter<Token = Infallible> {
        self.inner
    }

    fn emit_eof(&mut self) {
        self.inner.emit_eof();
        let builder = &self.inner.callback_mut().builder;
        let _ = builder.process_token(Token::EOFToken, 1);
        builder.end();
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        let _ = self.inner.emit_current_tag();
        let next = self.inner.callback_mut().next_state.take();
        if next.is_some() {
            self.inner.init_string();
        }
        next
    }

    /// What browsers repair, they repair in silence; looking at every character for it costs.
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        self.inner.callback_mut().foreign()
    }
}

/// Turns the tokenizer's events into tokens for the tree builder, and keeps the spans.
struct Bridge<'s> {
    builder: Sink,
    text: &'s str,
    values: Values,
    tags: Vec<Tag>,
    attrs: Vec<Attr>,
    comments: Vec<Span>,
    current: Option<TagToken>,
    seen: FxHashSet<LocalName>,
    next_state: Option<State>,
    in_raw: bool,
    depth: Depth,
    too_deep: Option<u32>,
    too_many: Option<u32>,
}

/// Up to so many attributes, the list itself tells which were there before.
const FEW: usize = 8;

/// Beyond so many bytes, lists grow as they are filled.
const ROOM: usize = 1 << 20;

/// How many elements are open, roughly, and how many of the latest were closed at once for being too deep.
#[derive(Default)]
struct Depth {
    open: usize,
    flattened: usize,
}

impl<'s> Bridge<'s> {
    fn new(builder: Sink, text: &'s str, values: Values) -> Self {
        Self {
            builder,
            text,
            values,
            // About one of each in so many bytes of ordinary markup.
            tags: Vec::with_capacity(text.len().min(ROOM) / 64),
            attrs: Vec::with_capacity(text.len().min(ROOM) / 32),
            comments: Vec::new(),
            current: None,
            seen: FxHashSet::default(),
            next_state: None,
            in_raw: false,
            depth: Depth::default(),
            too_deep: None,
            too_many: None,
        }
    }

    fn foreign(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }

    fn send(&mut self, token: Token) {
        self.next_state = match self.builder.process_token(token, 1) {
            TokenSinkResult::Plaintext => Some(State::PlainText),
            TokenSinkResult::RawData(RawKind::Rcdata) => Some(State::RcData),
            TokenSinkResult::RawData(RawKind::ScriptData) => Some(State::ScriptData),
            TokenSinkResult::RawData(_) => Some(State::RawText),
            _ => None,
        };
    }

    /// The tag before this one now knows where its content ends.
    fn close_previous(&mut self, span: Span) {
        if let Some(previous) = self.tags.last_mut().filter(|t| t.next_end == 0) {
            previous.content_end = span.start;
            previous.next_end = span.end;
        }
    }

    fn open(&mut self, name: &[u8], span: Span) {
        self.close_previous(span);
        let name = LocalName::from(&*text(name));
        self.seen.clear();
        let attrs = self.attrs.len()..self.attrs.len();
        self.tags.push(Tag { name: name.clone(), span, content_end: 0, next_end: 0, raw: false, attrs });
        self.current = Some(tag_token(TagKind::StartTag, name));
    }

    fn attribute(&mut self, name: &[u8], span: Span) {
        let local = LocalName::from(&*text(name));
        let is_first = self.is_first(&local);
        let Some(token) = &mut self.current else { return };
        if is_first && !local.starts_with(MARK) {
            self.attrs.push(Attr { name: local.clone(), value: Span::new(span.end, span.end), whole: span });
            let name = QualName::new(None, ns!(), local);
            token.attrs.push(Attribute { name, value: StrTendril::new() });
        } else {
            // A duplicate: its value must not end up in the one before.
            token
                .attrs
                .push(Attribute { name: QualName::new(None, ns!(), LocalName::from("")), value: StrTendril::new() });
        }
    }

    /// Whether the tag has no attribute of this name yet. Most tags have few: a list is looked through sooner than a set.
    fn is_first(&mut self, name: &LocalName) -> bool {
        let before = &self.attrs[self.tags.last().map_or(0, |tag| tag.attrs.start)..];
        if before.len() < FEW {
            return before.iter().all(|attr| attr.name != *name);
        }
        if self.seen.is_empty() {
            self.seen.extend(before.iter().map(|attr| attr.name.clone()));
        }
        self.seen.insert(name.clone())
    }

    fn value(&mut self, value: &[u8], span: Span) {
        let Some(token) = &mut self.current else { return };
        let Some(attr) = token.attrs.last_mut().filter(|attr| !attr.name.local.is_empty()) else { return };
        // Of this element, a long one decides what is inside.
        if self.values == Values::All || value.len() <= SHORT || &*token.name == "annotation-xml" {
            attr.value.push_slice(&text(value));
        }
        let Some(written) = self.attrs.last_mut() else { return };
        let bytes = self.text.as_bytes();
        let before = |at: u32| at.checked_sub(1).and_then(|at| bytes.get(at as usize)).copied().unwrap_or(b'=');
        let mut start = span.start;
        // The tokenizer starts an unquoted value one byte late.
        if !matches!(before(start), b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\n' | b'\r' | b'\x0c') {
            start -= 1;
        }
        let quoted = matches!(before(start), b'"' | b'\'') && bytes.get(span.end as usize) == Some(&before(start));
        written.value = Span::new(start, span.end);
        written.whole.end = span.end + u32::from(quoted);
    }

    fn close_start(&mut self, self_closing: bool, end: u32) {
        let Some(mut token) = self.current.take() else { return };
        token.self_closing = self_closing;
        token.attrs.retain(|attr| !attr.name.local.is_empty());
        if self.tags.len() > HTML_ELEMENTS && token.attrs.is_empty() && is_plain(&token.name) && !self.foreign() {
            self.too_many.get_or_insert(end);
            self.tags.pop();
            return;
        }
        let (number, attrs_end) = (self.tags.len() - 1, self.attrs.len());
        token.attrs.push(marker(&token.name, number));
        let (name, foreign) = (token.name.clone(), self.foreign());
        let tag = &mut self.tags[number];
        tag.span.end = end;
        tag.attrs.end = attrs_end;
        self.send(Token::TagToken(token));
        self.in_raw = self.next_state.is_some();
        self.tags[number].raw = self.in_raw;
        let leaf = self.in_raw || is_leaf(&name) || (self_closing && foreign);
        self.nest(name, leaf, end);
    }

    /// Counts an opened element; past the bound it is closed at once, as browsers do.
    fn nest(&mut self, name: LocalName, leaf: bool, at: u32) {
        if leaf {
            return;
        }
        if self.depth.open < HTML_DEPTH {
            self.depth.open += 1;
            return;
        }
        self.depth.flattened += 1;
        self.too_deep.get_or_insert(at);
        self.send(end_tag(name));
    }

    fn end(&mut self, name: &[u8], span: Span) {
        self.close_previous(span);
        let raw = std::mem::take(&mut self.in_raw);
        let name = LocalName::from(&*text(name));
        if !raw && self.too_many.is_some() && is_plain(&name) && !self.foreign() {
            return;
        }
        if !raw && !is_leaf(&name) {
            if self.depth.flattened > 0 {
                self.depth.flattened -= 1;
                return;
            }
            self.depth.open = self.depth.open.saturating_sub(1);
        }
        self.send(end_tag(name));
    }

    fn characters(&mut self, value: &[u8]) {
        // All text is read from the source: the tree only has to know where some stands.
        if self.in_raw || self.too_many.is_some() {
            return;
        }
        for (i, part) in value.split(|b| *b == 0).enumerate() {
            if i > 0 {
                self.send(Token::NullCharacterToken);
            }
            if !part.is_empty() {
                let sign = if part.iter().all(u8::is_ascii_whitespace) { " " } else { "x" };
                self.send(Token::CharacterTokens(StrTendril::from(sign)));
            }
        }
    }

    fn doctype(&mut self, name: &[u8], public: Option<&[u8]>, system: Option<&[u8]>, force_quirks: bool) {
        let name = Some(name).filter(|n| !n.is_empty()).map(tendril);
        let (public_id, system_id) = (public.map(tendril), system.map(tendril));
        self.send(Token::DoctypeToken(Doctype { name, public_id, system_id, force_quirks }));
    }

    /// At the end of the text: an unclosed last element runs to the end.
    fn finish(&mut self, len: usize) {
        let end = offset(len);
        self.close_previous(Span::new(end, end));
    }
}

impl Callback<Infallible, usize> for Bridge<'_> {
    fn handle_event(&mut self, event: CallbackEvent<'_>, span: html5gum::Span<usize>) -> Option<Infallible> {
        let span = Span::from(span.start..span.end.max(span.start));
        match event {
            CallbackEvent::OpenStartTag { name } => self.open(name, span),
            CallbackEvent::AttributeName { name } => self.attribute(name, span),
            CallbackEvent::AttributeValue { value } => self.value(value, span),
            CallbackEvent::CloseStartTag { self_closing } => self.close_start(self_closing, span.end),
            CallbackEvent::EndTag { name } => self.end(name, span),
            CallbackEvent::String { value } => self.characters(value),
            CallbackEvent::Comment { .. } => self.comments.push(span),
            CallbackEvent::Doctype { name, public_identifier, system_identifier, force_quirks } => {
                self.doctype(name, public_identifier, system_identifier, force_quirks);
            }
            CallbackEvent::Error(_) => {}
        }
        None
    }
}
