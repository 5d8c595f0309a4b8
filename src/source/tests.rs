//! What holds for any bytes whatever.

use super::*;
use crate::span::{Span, offset};
use proptest::prelude::*;

/// Bytes that come near the borders between encodings more often than chance would.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        Just(b"\xef\xbb\xbf".to_vec()),
        Just(b"\xff\xfe".to_vec()),
        Just(b"\xfe\xff".to_vec()),
        Just(b"<meta charset=shift_jis>".to_vec()),
        Just(b"<meta charset=gb18030>".to_vec()),
        Just(b"<meta charset=iso-2022-jp>".to_vec()),
        Just(b"<meta charset=big5>\x88\x62".to_vec()),
        Just(b"\r\n".to_vec()),
        Just("é€😀".as_bytes().to_vec()),
        Just(b"<\0i\0".to_vec()),
        prop::collection::vec(any::<u8>(), 0..8),
        "[ -~]{0,20}".prop_map(String::into_bytes),
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn a_text_leads_back_to_its_bytes_in_order(bytes in bytes()) {
        let decoded = decode(&bytes);
        let mut end = 0;
        for (at, sign) in decoded.text.char_indices() {
            let span = decoded.map.span(at..at + sign.len_utf8());
            prop_assert!(span.end > span.start && span.end as usize <= bytes.len(), "{span:?}");
            // One sequence of bytes may give two characters.
            prop_assert!(span.start >= end || span.end == end, "{span:?} after {end}");
            end = span.end;
            if sign.is_ascii() && span.end - span.start == 1 {
                prop_assert_eq!(bytes[span.start as usize], sign as u8);
            }
        }
    }

    #[test]
    fn every_span_has_a_place_and_an_excerpt(bytes in bytes(), start in 0_u32..120, len in 0_u32..120) {
        let decoded = decode(&bytes);
        let lines = Lines::new(&decoded);
        let span = Span::new(start, start + len);
        let (place, excerpt) = (lines.place(span), lines.excerpt(span));
        prop_assert!((place.line, place.column) <= (place.end_line, place.end_column));
        prop_assert!(place.line >= 1 && place.column >= 1);
        prop_assert!(excerpt.text.get(excerpt.start..excerpt.start + excerpt.len).is_some());
        prop_assert!(!excerpt.text.contains(|sign: char| sign.is_control() && !"\t\n".contains(sign)));
        prop_assert_eq!(excerpt.line, place.line);
    }

    #[test]
    fn reading_says_what_it_took_the_text_for(bytes in bytes()) {
        prop_assert!(!sniff("a.txt", &decode(&bytes).text).why.is_empty());
    }

    #[test]
    fn wide_text_is_read_like_any_other(text in "\\PC{0,40}") {
        let bytes: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let decoded = decode(&bytes);
        prop_assert_eq!(&*decoded.text, text.as_str());
        prop_assert_eq!(decoded.map.span(0..text.len()).end, if text.is_empty() { 0 } else { offset(bytes.len()) });
    }
}
