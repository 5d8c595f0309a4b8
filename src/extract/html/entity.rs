//! Character references: `&amp;`, `&#38;`, `&#x26;`. The tokenizer decodes them too, but without saying where each
//! decoded byte was written, so values that hold any are decoded here once more, with a map. A test holds the two
//! against each other.

use crate::mapped::{Builder, Mapped};
use crate::span::{Span, offset};
use markup5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Decodes an attribute value: a name without `;` before `=` or a letter is not a reference (`&copy=1`).
pub(crate) fn attribute(raw: Mapped<'_>) -> Mapped<'_> {
    decode(raw, true)
}

/// Decodes text between tags.
pub(crate) fn text(raw: Mapped<'_>) -> Mapped<'_> {
    decode(raw, false)
}

fn decode(raw: Mapped<'_>, in_attribute: bool) -> Mapped<'_> {
    let source = raw.text.as_ref();
    if memchr::memchr3(b'&', b'\r', 0, source.as_bytes()).is_none() {
        return raw;
    }
    let (mut out, mut at) = (Builder::default(), 0);
    while let Some(found) = memchr::memchr3(b'&', b'\r', 0, &source.as_bytes()[at..]) {
        out.exact(&source[at..at + found], offset(at));
        at += found;
        at += special(&source[at..], in_attribute, at, &mut out);
    }
    out.exact(&source[at..], offset(at));
    out.build().within(&raw.map)
}

/// Decodes what starts at `&`, CR or NUL, and says how many bytes of the source it took.
fn special(rest: &str, in_attribute: bool, at: usize, out: &mut Builder) -> usize {
    let span = |len: usize| Span::from(at..at + len);
    match rest.as_bytes()[0] {
        b'\r' => {
            let len = if rest.as_bytes().get(1) == Some(&b'\n') { 2 } else { 1 };
            out.escaped("\n", span(len));
            len
        }
        0 => {
            out.escaped("\u{FFFD}", span(1));
            1
        }
        _ => match reference(rest, in_attribute) {
            Some((decoded, len)) => {
                out.escaped(&decoded, span(len));
                len
            }
            None => {
                out.exact("&", offset(at));
                1
            }
        },
    }
}

/// The reference at the start of `rest`: what it stands for and how long it is.
fn reference(rest: &str, in_attribute: bool) -> Option<(String, usize)> {
    if let Some(number) = rest.strip_prefix("&#") {
        return numeric(number).map(|(c, len)| (c.to_string(), len + 2));
    }
    named(&rest[1..], in_attribute).map(|(text, len)| (text, len + 1))
}

fn numeric(rest: &str) -> Option<(char, usize)> {
    let hex = rest.starts_with(['x', 'X']);
    let digits =
        rest[usize::from(hex)..].bytes().take_while(|b| if hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() });
    let count = digits.count();
    if count == 0 {
        return None;
    }
    let (from, to) = (usize::from(hex), usize::from(hex) + count);
    let code = u32::from_str_radix(&rest[from..to], if hex { 16 } else { 10 }).unwrap_or(u32::MAX);
    let semicolon = usize::from(rest.as_bytes().get(to) == Some(&b';'));
    Some((code_point(code), to + semicolon))
}

/// The replacements of the HTML standard for numbers that are no character of their own.
fn code_point(code: u32) -> char {
    if let Some(Some(replacement)) = code.checked_sub(0x80).and_then(|i| C1_REPLACEMENTS.get(i as usize)) {
        return *replacement;
    }
    char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{FFFD}')
}

/// The longest name that the table knows, as the standard asks.
fn named(rest: &str, in_attribute: bool) -> Option<(String, usize)> {
    let run = rest.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
    let longest = run + usize::from(rest.as_bytes().get(run) == Some(&b';'));
    for len in (2..=longest).rev() {
        let Some(&(first, second)) = NAMED_ENTITIES.get(&rest[..len]).filter(|(first, _)| *first != 0) else {
            continue;
        };
        let next = rest.as_bytes().get(len);
        let open = !rest[..len].ends_with(';');
        if in_attribute && open && next.is_some_and(|b| *b == b'=' || b.is_ascii_alphanumeric()) {
            return None;
        }
        let text = [first, second].into_iter().filter(|c| *c != 0).filter_map(char::from_u32).collect();
        return Some((text, len));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_where_the_standard_decodes_them() {
        let cases = [
            ("a&amp;b", "a&b", "a&b"),
            ("?x&copy=1", "?x&copy=1", "?x©=1"),
            ("?x&copy;=1", "?x©=1", "?x©=1"),
            ("&#38;&#x26;&#X26", "&&&", "&&&"),
            ("&notit;", "&notit;", "¬it;"),
            ("&#128;&#0;", "€\u{FFFD}", "€\u{FFFD}"),
            ("a\r\nb\rc", "a\nb\nc", "a\nb\nc"),
            ("&;&&#;&#x;", "&;&&#;&#x;", "&;&&#;&#x;"),
        ];
        for (raw, in_attribute, in_text) in cases {
            assert_eq!(attribute(Mapped::plain(raw, 0)).text, in_attribute, "{raw}");
            assert_eq!(text(Mapped::plain(raw, 0)).text, in_text, "{raw}");
        }
    }

    #[test]
    fn a_decoded_byte_maps_to_all_of_its_reference() {
        let decoded = attribute(Mapped::plain("a&amp;b", 10));
        assert_eq!(decoded.map.span(1..2), Span::new(11, 16));
        assert_eq!(decoded.map.span(0..3), Span::new(10, 17));
        assert_eq!(decoded.map.span(2..3), Span::new(16, 17));
    }
}
