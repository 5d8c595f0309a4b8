//! Turns what was gathered from the tokenizer into tokens for the tree builder, and keeps the spans.

use super::gather::Doctype;
use super::sink::Sink;
use super::token::{MARK, decides, end_tag, is_formatting, is_leaf, is_plain, lower, marker, start_tag, tendril, text};
use super::tree::{Attr, Document, Tag, Values};
use crate::limit::{HTML_DEPTH, HTML_ELEMENTS};
use crate::span::{Span, offset};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Doctype as DoctypeToken, Tag as TagToken, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, LocalName, QualName, ns};
use html5gum::State;
use rustc_hash::FxHashSet;
use std::ops::Range;

pub(super) struct Bridge<'s> {
    builder: TreeBuilder<ego_tree::NodeId, Sink>,
    text: &'s str,
    values: Values,
    tags: Vec<Tag>,
    attrs: Vec<Attr>,
    comments: Vec<Span>,
    current: Option<TagToken>,
    /// Whether the latest attribute is the first of its name, and whether the tree gets it.
    is_first: bool,
    is_kept: bool,
    seen: FxHashSet<LocalName>,
    next_state: Option<State>,
    in_raw: bool,
    /// Whether there was an element that formats text (`<b>`, `<a>`).
    has_formatting: bool,
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
    pub(super) fn new(text: &'s str, values: Values) -> Self {
        let options = TreeBuilderOpts { scripting_enabled: true, ..TreeBuilderOpts::default() };
        // About one tag and two attributes in so many bytes of ordinary markup.
        let room = text.len().min(ROOM) / 64;
        Self {
            // Some elements are there without a tag.
            builder: TreeBuilder::new(Sink::new(room + 8, values == Values::All), options),
            text,
            values,
            tags: Vec::with_capacity(room),
            attrs: Vec::with_capacity(2 * room),
            comments: Vec::new(),
            current: None,
            is_first: false,
            is_kept: false,
            seen: FxHashSet::default(),
            next_state: None,
            in_raw: false,
            has_formatting: false,
            depth: Depth::default(),
            too_deep: None,
            too_many: None,
        }
    }

    /// What was read, once all of it was.
    pub(super) fn into_document(self) -> Document {
        Document {
            html: self.builder.sink.finish(),
            comments: self.comments,
            too_deep: self.too_deep,
            too_many: self.too_many,
            tags: self.tags,
            attrs: self.attrs,
        }
    }

    /// At the end of the text: an unclosed last element runs to the end.
    pub(super) fn finish(&mut self) {
        let _ = self.builder.process_token(Token::EOFToken, 1);
        self.builder.end();
        let end = offset(self.text.len());
        self.close_previous(Span::new(end, end));
    }

    pub(super) fn foreign(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }

    /// What the tree builder wants the text that follows to be read as, if not as markup.
    pub(super) fn next_state(&mut self) -> Option<State> {
        self.next_state.take()
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

    /// A start tag of which the name was read.
    pub(super) fn open(&mut self, name: Range<usize>, span: Span) {
        self.close_previous(span);
        let name = lower(&self.text[name]);
        self.has_formatting |= is_formatting(&name);
        self.seen.clear();
        let attrs = self.attrs.len()..self.attrs.len();
        self.tags.push(Tag { name: name.clone(), span, content_end: 0, next_end: 0, raw: false, attrs });
        self.current = Some(start_tag(name, self.values));
    }

    /// An attribute of which the name was read.
    pub(super) fn attribute(&mut self, name: Range<usize>) {
        let local = lower(&self.text[name.clone()]);
        self.is_first = self.text.as_bytes()[name.start] != MARK && self.is_first(&local);
        self.is_kept = false;
        let Some(token) = self.current.as_mut().filter(|_| self.is_first) else { return };
        if self.values == Values::All || decides(&token.name, &local) {
            self.is_kept = true;
            let name = QualName::new(None, ns!(), local.clone());
            token.attrs.push(Attribute { name, value: StrTendril::new() });
        }
        let whole = Span::from(name);
        self.attrs.push(Attr { name: local, value: Span::new(whole.end, whole.end), whole });
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

    /// Whether the tree gets the latest attribute's value.
    pub(super) fn keeps_value(&self) -> bool {
        self.is_kept
    }

    /// The value of the latest attribute: decoded, if the tree gets it, and where it stands.
    pub(super) fn value(&mut self, decoded: &[u8], span: Span) {
        if !self.is_first {
            return;
        }
        if self.is_kept
            && let Some(attr) = self.current.as_mut().and_then(|token| token.attrs.last_mut())
        {
            attr.value.push_slice(&text(decoded));
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

    /// The end of a start tag.
    pub(super) fn close_start(&mut self, self_closing: bool, end: u32) {
        let (Some(mut token), Some(tag)) = (self.current.take(), self.tags.last_mut()) else { return };
        tag.span.end = end;
        tag.attrs.end = self.attrs.len();
        let is_bare = tag.attrs.is_empty();
        if self.tags.len() > HTML_ELEMENTS && is_bare && is_plain(&token.name) && !self.foreign() {
            self.too_many.get_or_insert(end);
            self.tags.pop();
            return;
        }
        let number = self.tags.len() - 1;
        token.self_closing = self_closing;
        token.attrs.push(marker(number));
        let (name, foreign) = (token.name.clone(), self_closing && self.foreign());
        self.send(Token::TagToken(token));
        self.in_raw = self.next_state.is_some();
        self.tags[number].raw = self.in_raw;
        if !self.in_raw && !is_leaf(&name) && !foreign {
            self.nest(name, end);
        }
    }

    /// Counts an opened element; past the bound it is closed at once, as browsers do.
    fn nest(&mut self, name: LocalName, at: u32) {
        if self.depth.open < HTML_DEPTH {
            self.depth.open += 1;
            return;
        }
        self.depth.flattened += 1;
        self.too_deep.get_or_insert(at);
        self.send(Token::TagToken(end_tag(name)));
    }

    /// An end tag.
    pub(super) fn end(&mut self, name: Range<usize>, span: Span) {
        self.close_previous(span);
        let raw = std::mem::take(&mut self.in_raw);
        let name = lower(&self.text[name]);
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
        self.send(Token::TagToken(end_tag(name)));
    }

    /// All text is read from the source: the tree only has to know where some stands.
    pub(super) fn skips_text(&self) -> bool {
        self.in_raw || self.too_many.is_some()
    }

    /// A run of text. All that white space can do to the elements is to open those again that format text and were closed
    /// by another's end.
    pub(super) fn characters(&mut self, is_blank: bool) {
        if is_blank && !self.has_formatting && self.values == Values::Deciding {
            return;
        }
        self.send(Token::CharacterTokens(StrTendril::from(if is_blank { " " } else { "x" })));
    }

    /// A byte of 0 in a text.
    pub(super) fn null(&mut self) {
        self.send(Token::NullCharacterToken);
    }

    pub(super) fn comment(&mut self, span: Span) {
        self.comments.push(span);
    }

    pub(super) fn doctype(&mut self, read: &Doctype) {
        self.send(Token::DoctypeToken(DoctypeToken {
            name: Some(&read.name).filter(|name| !name.is_empty()).map(|name| tendril(name)),
            public_id: read.public.as_deref().map(tendril),
            system_id: read.system.as_deref().map(tendril),
            force_quirks: read.force_quirks,
        }));
    }
}
