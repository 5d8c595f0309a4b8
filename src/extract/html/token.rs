//! The tokens that go to the tree builder, and what names alone tell of elements.

use super::tree::Values;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind};
use html5ever::{Attribute, LocalName, QualName, local_name, ns};
use std::borrow::Cow;

/// First character of the marker's name: no attribute of a creative can have it (the tokenizer lets it through, but
/// the bridge does not).
pub(super) const MARK: u8 = 1;

/// The number of the tag as an attribute, in its name: a second `<body>` or `<html>` is merged into the first, which keeps
/// its own value of an attribute that both have. Names of up to seven bytes need no memory of their own; so the number
/// is written as five characters of seven bits each.
pub(super) fn marker(number: usize) -> Attribute {
    let digit = |at: usize| (number >> (7 * (DIGITS - at)) & 0x7f) as u8;
    let name: [u8; DIGITS + 1] = std::array::from_fn(|at| if at == 0 { MARK } else { digit(at) });
    let name = str::from_utf8(&name).expect("seven bits are ASCII");
    Attribute { name: QualName::new(None, ns!(), LocalName::from(name)), value: StrTendril::new() }
}

/// Enough for every number of a tag in a text of 4 GiB.
const DIGITS: usize = 5;

/// The number of a tag, if the attribute is a marker.
pub(super) fn number(name: &LocalName) -> Option<usize> {
    let digits = name.as_bytes().strip_prefix(&[MARK])?;
    Some(digits.iter().fold(0, |number, digit| number << 7 | usize::from(*digit)))
}

/// A name as written, in lower case.
pub(super) fn lower(written: &str) -> LocalName {
    if written.bytes().any(|byte| byte.is_ascii_uppercase() || byte == 0) {
        return LocalName::from(written.to_ascii_lowercase().replace('\0', "\u{fffd}"));
    }
    LocalName::from(written)
}

/// Whether a tree builder looks at the attribute: at `type=hidden` in a table, at what tells a `<font>` of HTML in SVG, at
/// what is inside of MathML's `<annotation-xml>`, and at templates that are shadow trees. (It looks at `charset` and
/// `form` too, without any effect on the tree.)
pub(super) fn decides(element: &LocalName, attribute: &LocalName) -> bool {
    match *element {
        local_name!("input") => *attribute == local_name!("type"),
        local_name!("font") => {
            matches!(*attribute, local_name!("color") | local_name!("face") | local_name!("size"))
        }
        local_name!("annotation-xml") => *attribute == local_name!("encoding"),
        local_name!("template") => *attribute == local_name!("shadowrootmode"),
        _ => false,
    }
}

pub(super) fn start_tag(name: LocalName, values: Values) -> Tag {
    // Mostly the marker alone, or with a few.
    let room = if values == Values::All { 4 } else { 1 };
    Tag { kind: TagKind::StartTag, attrs: Vec::with_capacity(room), ..end_tag(name) }
}

pub(super) fn end_tag(name: LocalName) -> Tag {
    Tag { kind: TagKind::EndTag, name, self_closing: false, attrs: Vec::new(), had_duplicate_attributes: false }
}

/// The tokenizer hands on pieces of a text, as bytes.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

pub(super) fn tendril(bytes: &[u8]) -> StrTendril {
    StrTendril::from_slice(&text(bytes))
}

/// Elements that do not nest: void ones, and those that the next of their kind closes.
pub(super) fn is_leaf(name: &LocalName) -> bool {
    is_void(name)
        || matches!(
            *name,
            local_name!("p")
                | local_name!("li")
                | local_name!("dt")
                | local_name!("dd")
                | local_name!("option")
                | local_name!("optgroup")
                | local_name!("tr")
                | local_name!("td")
                | local_name!("th")
                | local_name!("thead")
                | local_name!("tbody")
                | local_name!("tfoot")
                | local_name!("colgroup")
                | local_name!("rb")
                | local_name!("rt")
                | local_name!("rp")
                | local_name!("rtc")
                | local_name!("html")
                | local_name!("head")
                | local_name!("body")
        )
}

/// Elements that a tree builder opens again where they were closed by the end of another.
pub(super) fn is_formatting(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("a")
            | local_name!("b")
            | local_name!("big")
            | local_name!("code")
            | local_name!("em")
            | local_name!("font")
            | local_name!("i")
            | local_name!("nobr")
            | local_name!("s")
            | local_name!("small")
            | local_name!("strike")
            | local_name!("strong")
            | local_name!("tt")
            | local_name!("u")
    )
}

/// Elements that, without attributes, are only there for the text in them.
pub(super) fn is_plain(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("p")
            | local_name!("div")
            | local_name!("span")
            | local_name!("b")
            | local_name!("i")
            | local_name!("u")
            | local_name!("s")
            | local_name!("em")
            | local_name!("strong")
            | local_name!("small")
            | local_name!("font")
            | local_name!("center")
            | local_name!("li")
            | local_name!("br")
            | local_name!("hr")
            | local_name!("wbr")
            | local_name!("h1")
            | local_name!("h2")
            | local_name!("h3")
            | local_name!("h4")
            | local_name!("h5")
            | local_name!("h6")
    )
}

/// Elements that have no end tag.
pub(crate) fn is_void(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("hr")
            | local_name!("img")
            | local_name!("input")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("param")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
    )
}
