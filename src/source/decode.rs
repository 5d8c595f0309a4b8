//! From bytes to text that keeps its bytes: whatever the encoding, a span of the text leads to the bytes on disk that
//! it was read from. Reading never fails. What could not be read as it should is said in a note.

use super::{charset, piece};
use crate::extract::Note;
use crate::mapped::{Map, Mapped};
use crate::span::{Span, offset};
use encoding_rs::{Encoding, UTF_8};
use std::borrow::Cow;

/// A source's text.
#[derive(Debug)]
pub struct Decoded<'b> {
    /// The text, without a byte order mark.
    pub text: Cow<'b, str>,
    /// From byte offsets in the text to byte offsets in the file.
    pub map: Map,
    /// The encoding's name, as browsers call it.
    pub encoding: &'static str,
    /// What could not be read as it should, with spans in the file.
    pub notes: Vec<Note>,
}

/// Decodes a file.
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, mark)) = charset::utf16(bytes) {
        return put_together(piece::by_character(bytes, mark, encoding), encoding);
    }
    if let Some(message) = charset::not_text(bytes) {
        return not_text(bytes, message);
    }
    let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    match str::from_utf8(&bytes[mark..]) {
        Ok(text) => utf8(text, mark),
        Err(_) if mark > 0 => put_together(piece::lossy(bytes, mark), UTF_8),
        Err(_) => match charset::of_invalid(bytes) {
            encoding if encoding == UTF_8 => put_together(piece::lossy(bytes, 0), UTF_8),
            encoding => put_together(piece::by_character(bytes, 0, encoding), encoding),
        },
    }
}

fn utf8(text: &str, mark: usize) -> Decoded<'_> {
    Decoded { text: text.into(), map: Map::Shift(offset(mark)), encoding: UTF_8.name(), notes: Vec::new() }
}

fn put_together(read: piece::Read, encoding: &'static Encoding) -> Decoded<'static> {
    let notes = read.bad.note(encoding.name()).into_iter().chain(read.cut).collect();
    let Mapped { text, map } = read.text;
    Decoded { text, map, encoding: encoding.name(), notes }
}

fn not_text(bytes: &[u8], message: String) -> Decoded<'_> {
    let note = Note { span: Span::new(0, offset(bytes.len())), code: "not-text", message, incomplete: true };
    Decoded { text: "".into(), map: Map::Shift(0), encoding: "binary", notes: vec![note] }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text, and the bytes on disk of each character in `of`.
    fn bytes_of<'b>(bytes: &'b [u8], decoded: &Decoded<'_>, of: &str) -> &'b [u8] {
        let at = decoded.text.find(of).expect("in the text");
        &bytes[decoded.map.span(at..at + of.len()).range()]
    }

    #[test]
    fn every_encoding_keeps_its_bytes() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        type Case = (Vec<u8>, &'static str, &'static str, &'static str, Vec<u8>);
        let cases: [Case; 9] = [
            (b"plain <img>".into(), "UTF-8", "plain <img>", "img", b"img".into()),
            (b"\xef\xbb\xbfa <img>".into(), "UTF-8", "a <img>", "img", b"img".into()),
            ("é€😀<img>".into(), "UTF-8", "é€😀<img>", "😀<", "😀<".into()),
            (b"caf\xe9 <img>".into(), "windows-1252", "café <img>", "é <", b"\xe9 <".into()),
            (b"\x80\x92<img>".into(), "windows-1252", "€’<img>", "’<img", b"\x92<img".into()),
            ([b"\xff\xfe", &*wide("é😀<img>")].concat(), "UTF-16LE", "é😀<img>", "😀<i", wide("😀<i")),
            (wide("<img src=x>"), "UTF-16LE", "<img src=x>", "src", wide("src")),
            (b"\xfe\xff\0<\0i".into(), "UTF-16BE", "<i", "i", b"\0i".into()),
            (
                b"<meta charset=shift_jis>\x83\x5c\x83\x5c<img>".into(),
                "Shift_JIS",
                "<meta charset=shift_jis>ソソ<img>",
                "ソ<",
                b"\x83\x5c<".into(),
            ),
        ];
        for (bytes, encoding, text, of, on_disk) in cases {
            let decoded = decode(&bytes);
            assert_eq!((decoded.encoding, &*decoded.text, decoded.notes.as_slice()), (encoding, text, &[][..]));
            assert_eq!(bytes_of(&bytes, &decoded, of), on_disk, "{of} in {text}");
        }
    }

    #[test]
    fn valid_utf8_is_not_copied() {
        assert!(matches!(decode("<img alt='é'>".as_bytes()).text, Cow::Borrowed(_)));
    }

    #[test]
    fn a_bad_byte_is_read_on_and_remarked_once() {
        let bytes = b"\xc3\xa9\xc3\xa9 a\xffb\xe2\x82 <img>";
        let decoded = decode(bytes);
        assert_eq!(&*decoded.text, "éé a\u{fffd}b\u{fffd} <img>");
        assert_eq!(bytes_of(bytes, &decoded, "b\u{fffd} <img"), b"b\xe2\x82 <img");
        let [note] = &decoded.notes[..] else { panic!("{:?}", decoded.notes) };
        assert_eq!((note.code, note.span, note.incomplete), ("invalid-utf8", Span::new(6, 7), false));
        assert!(note.message.starts_with("2 characters"), "{}", note.message);
    }

    #[test]
    fn declarations_hold_where_bytes_are_not_utf8() {
        let cases: [(&[u8], &str, &str); 6] = [
            (b"<meta http-equiv=x content='text/html; charset=KOI8-R'>\xd4", "KOI8-R", "т"),
            (b"<?xml version='1.0' encoding='iso-8859-2'?>\xb1", "ISO-8859-2", "ą"),
            (b"@charset \"windows-1251\"; /*\xe0*/", "windows-1251", "а"),
            (b"<meta charset=utf-8>\xe9", "UTF-8", "\u{fffd}"),
            (b"<meta charset=utf-16>\xe9", "UTF-8", "\u{fffd}"),
            (b"<meta charset=no-such>\xe9", "windows-1252", "é"),
        ];
        for (bytes, encoding, text) in cases {
            let decoded = decode(bytes);
            assert_eq!(decoded.encoding, encoding);
            assert!(decoded.text.contains(text), "{}", decoded.text);
        }
    }

    #[test]
    fn malformed_characters_of_other_encodings_are_remarked() {
        let decoded = decode(b"\xff\xfe<\0\x00\xd8i\0>");
        assert_eq!(&*decoded.text, "<\u{fffd}i\u{fffd}");
        assert_eq!(decoded.notes[0].code, "invalid-character");
        assert!(decoded.notes[0].message.contains("UTF-16LE"));
    }

    #[test]
    fn what_is_no_text_is_a_problem() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
        let decoded = decode(png);
        let note = &decoded.notes[0];
        assert_eq!((&*decoded.text, note.code, note.incomplete), ("", "not-text", true));
        assert!(note.message.contains("PNG"), "{}", note.message);
        assert!(decode(b"GIF89a=1;/* a script that is an image as well */").notes.is_empty());
        assert!(decode(b"<img\0 src='https://secure.adnxs.com/seg?add=1'>").notes.is_empty());
        assert!(decode(b"").notes.is_empty());
    }
}
