//! Between the tokenizer and the bridge: what the tokenizer reads bit by bit is gathered until it is a name, an
//! attribute, a run of text. Nearly all of it is known by where it stands, so that only positions are kept.

use super::bridge::Bridge;
use super::tree::Document;
use crate::span::Span;
use html5gum::{Emitter, Error, State};
use std::convert::Infallible;
use std::ops::Range;

/// Gathers what the tokenizer reads. All positions are bytes of the text.
pub(super) struct Gatherer<'s> {
    bridge: Bridge<'s>,
    text: &'s str,
    /// How far the tokenizer has read.
    at: usize,
    /// Where the tag, comment or document type at hand starts.
    start: usize,
    /// The name of the tag at hand.
    name: Range<usize>,
    is_end: bool,
    is_self_closing: bool,
    /// Whether the start tag at hand was handed on: as soon as its first attribute comes.
    is_open: bool,
    /// The name of the latest start tag, unless an end tag came after it.
    latest: Range<usize>,
    /// The name of the attribute at hand, and whether it is still to be handed on.
    attribute: Range<usize>,
    has_attribute: bool,
    /// The value of the attribute at hand, and whether it has any.
    value: Range<usize>,
    has_value: bool,
    /// The value decoded, if the tree wants it.
    decoded: Vec<u8>,
    doctype: Doctype,
    /// Text before the tag at hand: whether it is all white space.
    blank: Option<bool>,
}

/// What a document type says.
#[derive(Default)]
pub(super) struct Doctype {
    pub(super) name: Vec<u8>,
    pub(super) public: Option<Vec<u8>>,
    pub(super) system: Option<Vec<u8>>,
    pub(super) force_quirks: bool,
}

impl<'s> Gatherer<'s> {
    pub(super) fn new(bridge: Bridge<'s>, text: &'s str) -> Self {
        Self {
            bridge,
            text,
            at: 0,
            start: 0,
            name: 0..0,
            is_end: false,
            is_self_closing: false,
            is_open: false,
            latest: 0..0,
            attribute: 0..0,
            has_attribute: false,
            value: 0..0,
            has_value: false,
            decoded: Vec::new(),
            doctype: Doctype::default(),
            blank: None,
        }
    }

    /// What was read, once all of it was.
    pub(super) fn into_document(self) -> Document {
        self.bridge.into_document()
    }

    /// From the start of the tag, comment or document type at hand up to here.
    fn whole(&self) -> Span {
        Span::from(self.start..self.at)
    }

    fn end_text(&mut self) {
        if let Some(blank) = self.blank.take() {
            self.bridge.characters(blank);
        }
    }

    fn begin_tag(&mut self, is_end: bool) {
        let start = self.start + if is_end { "</".len() } else { "<".len() };
        self.name = start..start;
        (self.is_end, self.is_self_closing, self.is_open) = (is_end, false, false);
    }

    /// Hands on the name of a start tag.
    fn open(&mut self) {
        self.end_text();
        if !self.is_end && !self.is_open {
            self.is_open = true;
            self.latest = self.name.clone();
            self.bridge.open(self.name.clone(), Span::from(self.start..self.at - 1));
        }
    }

    fn end_attribute_name(&mut self) {
        if std::mem::take(&mut self.has_attribute) {
            self.bridge.attribute(self.attribute.clone());
        }
    }

    fn end_attribute(&mut self) {
        self.end_attribute_name();
        if std::mem::take(&mut self.has_value) {
            self.bridge.value(&self.decoded, Span::from(self.value.clone()));
            self.decoded.clear();
        }
    }
}

impl Emitter for &mut Gatherer<'_> {
    type Token = Infallible;

    fn move_position(&mut self, offset: isize) {
        self.at = self.at.wrapping_add_signed(offset);
    }

    /// What browsers repair, they repair in silence; looking at every character for it costs.
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn emit_error(&mut self, _: Error) {}

    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    fn emit_eof(&mut self) {
        self.end_text();
        self.bridge.finish();
    }

    fn emit_string(&mut self, text: &[u8]) {
        if self.bridge.skips_text() {
            return;
        }
        for (i, part) in text.split(|byte| *byte == 0).enumerate() {
            if i > 0 {
                self.end_text();
                self.bridge.null();
            }
            if !part.is_empty() {
                let is_blank = self.blank != Some(false) && part.iter().all(u8::is_ascii_whitespace);
                self.blank = Some(is_blank);
            }
        }
    }

    fn start_open_tag(&mut self) {
        self.start = self.at - 1;
    }

    fn init_start_tag(&mut self) {
        self.begin_tag(false);
    }

    fn init_end_tag(&mut self) {
        self.begin_tag(true);
    }

    fn push_tag_name(&mut self, _: &[u8]) {
        self.name.end = self.at;
    }

    fn set_self_closing(&mut self) {
        self.is_self_closing = true;
    }

    fn init_attribute(&mut self) {
        self.open();
        self.end_attribute();
        // End tags have none.
        self.has_attribute = !self.is_end;
        self.attribute = self.at - 1..self.at;
    }

    fn push_attribute_name(&mut self, _: &[u8]) {
        self.attribute.end = self.at;
    }

    fn init_attribute_value(&mut self) {
        self.value = self.at..self.at;
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        self.end_attribute_name();
        self.value.end = self.at;
        if value.is_empty() || self.is_end {
            return;
        }
        self.has_value = true;
        if self.bridge.keeps_value() {
            self.decoded.extend_from_slice(value);
        }
    }

    /// Hands the tree builder's wishes (raw text after `<script>`, CDATA in SVG) back to the tokenizer.
    fn emit_current_tag(&mut self) -> Option<State> {
        self.open();
        self.end_attribute();
        if self.is_end {
            self.latest = 0..0;
            self.bridge.end(self.name.clone(), self.whole())
        } else {
            self.bridge.close_start(self.is_self_closing, Span::from(self.at..self.at).end)
        }
        self.bridge.next_state()
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        self.bridge.foreign()
    }

    fn set_last_start_tag(&mut self, _: Option<&[u8]>) {}

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        let (name, latest) = (&self.text[self.name.clone()], &self.text[self.latest.clone()]);
        self.is_end && !latest.is_empty() && name.eq_ignore_ascii_case(latest)
    }

    fn init_comment(&mut self) {
        self.end_text();
    }

    fn push_comment(&mut self, _: &[u8]) {}

    fn emit_current_comment(&mut self) {
        self.bridge.comment(self.whole());
    }

    fn init_doctype(&mut self) {
        self.end_text();
        self.doctype = Doctype::default();
    }

    fn push_doctype_name(&mut self, name: &[u8]) {
        self.doctype.name.extend_from_slice(name);
    }

    fn set_force_quirks(&mut self) {
        self.doctype.force_quirks = true;
    }

    fn set_doctype_public_identifier(&mut self, value: &[u8]) {
        self.doctype.public = Some(value.to_vec());
    }

    fn set_doctype_system_identifier(&mut self, value: &[u8]) {
        self.doctype.system = Some(value.to_vec());
    }

    fn push_doctype_public_identifier(&mut self, value: &[u8]) {
        self.doctype.public.get_or_insert_default().extend_from_slice(value);
    }

    fn push_doctype_system_identifier(&mut self, value: &[u8]) {
        self.doctype.system.get_or_insert_default().extend_from_slice(value);
    }

    fn emit_current_doctype(&mut self) {
        self.bridge.doctype(&self.doctype);
    }
}
