//! The tokens that go to the tree builder, and what names alone tell of elements.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token};
use html5ever::{Attribute, LocalName, QualName, ns};
use std::borrow::Cow;
use std::fmt::Write;

/// First character of the marker's name: no attribute of a creative can have it (the tokenizer lets it through, but
/// our markers are set last and win).
pub(super) const MARK: char = '\u{1}';

/// The number of the tag as an attribute. A second `<body>` or `<html>` is merged into the first, which keeps its own
/// value of an attribute that both have: there the number is in the name.
pub(super) fn marker(name: &LocalName, number: usize) -> Attribute {
    let mut value = StrTendril::new();
    let local = if matches!(&**name, "html" | "body") {
        LocalName::from(format!("{MARK}{number}"))
    } else {
        let _ = write!(value, "{number}");
        LocalName::from(MARK.encode_utf8(&mut [0; 4]) as &str)
    };
    Attribute { name: QualName::new(None, ns!(), local), value }
}

pub(super) fn end_tag(name: LocalName) -> Token {
    Token::TagToken(tag_token(TagKind::EndTag, name))
}

pub(super) fn tag_token(kind: TagKind, name: LocalName) -> Tag {
    // The marker and a few.
    let attrs = Vec::with_capacity(if kind == TagKind::StartTag { 4 } else { 0 });
    Tag { kind, name, self_closing: false, attrs, had_duplicate_attributes: false }
}

/// The tokenizer hands on pieces of a text, as bytes.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

pub(super) fn tendril(bytes: &[u8]) -> StrTendril {
    StrTendril::from_slice(&text(bytes))
}

/// Elements that do not nest: void ones, and those that the next of their kind closes.
pub(super) fn is_leaf(name: &str) -> bool {
    is_void(name)
        || matches!(
            name,
            "p" | "li"
                | "dt"
                | "dd"
                | "option"
                | "optgroup"
                | "tr"
                | "td"
                | "th"
                | "thead"
                | "tbody"
                | "tfoot"
                | "colgroup"
                | "rb"
                | "rt"
                | "rp"
                | "rtc"
                | "html"
                | "head"
                | "body"
        )
}

/// Elements that, without attributes, are only there for the text in them.
pub(super) fn is_plain(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "span"
            | "b"
            | "i"
            | "u"
            | "s"
            | "em"
            | "strong"
            | "small"
            | "font"
            | "center"
            | "li"
            | "br"
            | "hr"
            | "wbr"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
    )
}

/// Elements that have no end tag.
pub(crate) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}
