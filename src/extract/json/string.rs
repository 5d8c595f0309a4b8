//! The escapes of JSON strings, with a map: `\/`, `\"`, `\u003c`, surrogate pairs.

use crate::mapped::{Builder, Map, Mapped};
use crate::span::{Span, offset};
use std::borrow::Cow;

/// Decodes the text between the quotes of a JSON string.
#[must_use]
pub(crate) fn decoded(raw: Mapped<'_>) -> Mapped<'_> {
    let source = raw.text.as_ref();
    let escapes = memchr::memchr_iter(b'\\', source.as_bytes()).count();
    if escapes == 0 {
        return raw;
    }
    // Most texts stand in the file as they are, so that one shift leads there.
    let base = if let Map::Shift(by) = raw.map { by } else { 0 };
    let (mut out, mut at) = (Builder::with_room(source.len(), 2 * escapes + 1), 0);
    while let Some(found) = memchr::memchr(b'\\', &source.as_bytes()[at..]) {
        out.exact(&source[at..at + found], base + offset(at));
        at += found;
        let (sign, len) = escape(&source[at..]);
        let span = Span::new(base + offset(at), base + offset(at + len));
        out.escaped(sign.encode_utf8(&mut [0; 4]), span);
        at += len;
    }
    out.exact(&source[at..], base + offset(at));
    match &raw.map {
        Map::Shift(_) => out.build(),
        outer @ Map::Pieces(_) => out.build().within(outer),
    }
}

/// A text of JSON with `\ufffd` for every half of a surrogate pair: those are written by careless programs and by those
/// who want the rest unread, and parsers refuse the whole text for one. Nothing moves by it.
#[must_use]
pub(crate) fn paired(source: &str) -> Cow<'_, str> {
    let (mut whole, mut at) = (Cow::Borrowed(source), 0);
    while let Some(found) = memchr::memchr(b'\\', &source.as_bytes()[at..]) {
        at += found;
        let (_, len) = escape(&source[at..]);
        if len == 6 && code_unit(&source[at..]).is_some_and(|unit| (0xd800..0xe000).contains(&unit)) {
            whole.to_mut().replace_range(at..at + len, "\\ufffd");
        }
        at += len;
    }
    whole
}

/// The escape at the start of `rest`: what it stands for and how long it is.
pub(super) fn escape(rest: &str) -> (char, usize) {
    let Some(c) = rest[1..].chars().next() else { return ('\\', 1) };
    match u8::try_from(c).ok().and_then(simple) {
        Some(byte) => (char::from(byte), 2),
        None if c == 'u' => unicode(rest),
        // What is no escape stands for itself.
        None => (c, 1 + c.len_utf8()),
    }
}

/// What a sign after a backslash stands for, where those two are an escape by themselves.
pub(super) fn simple(sign: u8) -> Option<u8> {
    Some(match sign {
        b'"' | b'\\' | b'/' => sign,
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'b' => 0x8,
        b'f' => 0xc,
        _ => return None,
    })
}

/// `\uXXXX`, or two of them for one character; half a pair alone becomes U+FFFD.
fn unicode(rest: &str) -> (char, usize) {
    let Some(first) = code_unit(rest) else { return ('u', 2) };
    let second = rest.get(6..).and_then(code_unit);
    if let Some(second) = second
        && let Some(Ok(c)) = char::decode_utf16([first, second]).next()
        && c.len_utf16() == 2
    {
        return (c, 12);
    }
    (char::from_u32(u32::from(first)).unwrap_or('\u{FFFD}'), 6)
}

fn code_unit(rest: &str) -> Option<u16> {
    let digits = rest.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_decode_and_map_to_all_of_themselves() {
        let text = decoded(Mapped::plain(r"https:\/\/a\u0026b\ud83d\ude00\ud83dx\q", 100));
        assert_eq!(text.text, "https://a&b😀\u{FFFD}xq");
        assert_eq!(text.map.span(6..7), Span::new(106, 108));
        assert_eq!(text.map.span(9..10), Span::new(111, 117));
        assert_eq!(text.map.span(11..15), Span::new(118, 130));
    }

    #[test]
    fn only_halves_of_pairs_are_replaced() {
        let cases = [
            (r"\ud83d\ude00", r"\ud83d\ude00"),
            (r"\ud83dx\uDE00", r"\ufffdx\ufffd"),
            (r"\\ud83d \u00e9", r"\\ud83d \u00e9"),
            (r"\ud83d\ud83d\ude00", r"\ufffd\ud83d\ude00"),
            (r"\ud8", r"\ud8"),
            ("\\", "\\"),
        ];
        for (text, expected) in cases {
            assert_eq!(paired(text), expected);
        }
    }

    #[test]
    fn decoding_agrees_with_serde() {
        for raw in [r#"a\/b\"c\\d\n"#, r"\u00e9\u2028", r"\ud83d\ude00", "é"] {
            let expected: String = serde_json::from_str(&format!("\"{raw}\"")).expect("valid JSON");
            assert_eq!(decoded(Mapped::plain(raw, 0)).text, expected, "{raw}");
        }
    }
}
