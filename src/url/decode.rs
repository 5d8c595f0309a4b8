//! Decoding what stands inside URLs: percent-encoding and `data:` URLs. The one place where either is decoded.

use crate::extract::Language;
use crate::mapped::{Builder, Mapped};
use crate::span::{Span, offset};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine, alphabet};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Percent-decodes a parameter's value; bytes that are not UTF-8 become U+FFFD. `+` stays: in a URL it is a plus.
#[must_use]
pub fn percent(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'%', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    percent_decode_str(text).decode_utf8_lossy()
}

/// Percent-decodes a mapped text, keeping the map.
#[must_use]
pub fn percent_decoded<'s>(raw: &Mapped<'s>) -> Mapped<'s> {
    let text = raw.text.as_ref();
    if memchr::memchr(b'%', text.as_bytes()).is_none() {
        return raw.clone();
    }
    let (mut out, mut at) = (Builder::default(), 0);
    while let Some(found) = memchr::memchr(b'%', &text.as_bytes()[at..]) {
        out.exact(&text[at..at + found], offset(at));
        at += found;
        // A run of escapes may be one character, so a run is decoded as one piece per character where it can be.
        let len = text.as_bytes()[at..].chunks(3).take_while(|c| is_escape(c)).count() * 3;
        match len {
            0 => out.exact("%", offset(at)),
            _ => escapes(&text[at..at + len], at, &mut out),
        }
        at += len.max(1);
    }
    out.exact(&text[at..], offset(at));
    out.build().within(&raw.map)
}

fn is_escape(chunk: &[u8]) -> bool {
    matches!(chunk, [b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
}

fn escapes(run: &str, at: usize, out: &mut Builder) {
    let bytes: Vec<u8> = percent_decode_str(run).collect();
    let mut taken = 0;
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            let (from, to) = (at + taken * 3, at + (taken + c.len_utf8()) * 3);
            out.escaped(c.encode_utf8(&mut [0; 4]), Span::from(from..to));
            taken += c.len_utf8();
        }
        if !chunk.invalid().is_empty() {
            let (from, to) = (at + taken * 3, at + (taken + chunk.invalid().len()) * 3);
            out.escaped("\u{FFFD}", Span::from(from..to));
            taken += chunk.invalid().len();
        }
    }
}

/// The code in a `data:` URL, if it is code: `data:text/html;base64,…`.
#[must_use]
pub fn data<'s>(url: &Mapped<'s>) -> Option<(Language, Mapped<'s>)> {
    let comma = url.text.find(',')?;
    let head = url.text[..comma].to_ascii_lowercase();
    let mime = head.strip_prefix("data:")?.split(';').next().unwrap_or_default().trim();
    let language = match mime {
        "text/html" | "application/xhtml+xml" => Language::Markup,
        "image/svg+xml" => Language::Markup,
        "text/css" => Language::Sheet,
        mime if mime.ends_with("javascript") || mime.ends_with("ecmascript") => Language::Script,
        _ => return None,
    };
    let payload = percent_decoded(&url.slice(comma + 1..url.text.len()));
    if head.ends_with("base64") { base64(&payload).map(|text| (language, text)) } else { Some((language, payload)) }
}

/// Decodes base64 in the standard or the URL-safe alphabet; white space is skipped. `None` if it is not base64.
#[must_use]
pub fn base64<'s>(raw: &Mapped<'s>) -> Option<Mapped<'s>> {
    let (places, packed): (Vec<usize>, Vec<u8>) =
        raw.text.bytes().enumerate().filter(|(_, b)| !b.is_ascii_whitespace()).unzip();
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let url_safe = memchr::memchr2(b'-', b'_', &packed).is_some();
    let alphabet = if url_safe { &alphabet::URL_SAFE } else { &alphabet::STANDARD };
    let bytes = GeneralPurpose::new(alphabet, config).decode(&packed).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let mut out = Builder::default();
    for (at, c) in text.char_indices() {
        // Four characters of base64 are three bytes of text.
        let from = places[at / 3 * 4];
        let to = places[((at + c.len_utf8() - 1) / 3 * 4 + 3).min(places.len() - 1)] + 1;
        out.escaped(c.encode_utf8(&mut [0; 4]), Span::from(from..to));
    }
    Some(out.build().within(&raw.map))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_decode_and_map_back_to_all_of_themselves() {
        let decoded = percent_decoded(&Mapped::plain("a%2Fb%C3%A9%zz%FF", 5));
        assert_eq!(decoded.text, "a/bé%zz\u{FFFD}");
        assert_eq!(decoded.map.span(1..2), Span::new(6, 9));
        assert_eq!(decoded.map.span(3..5), Span::new(10, 16));
    }

    #[test]
    fn base64_maps_to_the_groups_it_was_written_in() {
        let decoded = base64(&Mapped::plain("PGltZyBzcmM9eD4=", 0)).expect("base64");
        assert_eq!(decoded.text, "<img src=x>");
        assert_eq!(decoded.map.span(0..4), Span::new(0, 8));
        assert!(base64(&Mapped::plain("<img>", 0)).is_none());
    }

    #[test]
    fn only_code_in_data_urls_is_read() {
        let read = |url: &str| data(&Mapped::plain(url, 0)).map(|(language, text)| (language, text.text.into_owned()));
        assert_eq!(read("data:text/html,%3Cp%3E"), Some((Language::Markup, "<p>".to_owned())));
        assert_eq!(read("data:text/javascript;base64,YQ"), Some((Language::Script, "a".to_owned())));
        assert_eq!(read("data:image/png;base64,AAAA"), None);
    }
}
