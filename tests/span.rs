//! Invariant 1: the bytes of the file at a finding's span are the call as it is written there, through entities, JSON
//! and script escapes, CRLF, BOM and UTF-16.

mod common;

use common::{files, scan, shown};
use proptest::prelude::*;
use std::fs;
use taglint::extract::{Language, extract};
use taglint::source::decode;

/// One way to write a character, chosen by `dice`.
type Writer = fn(char, u8) -> String;

fn entity(c: char, dice: u8) -> String {
    match (dice % 5, c) {
        (_, '&') => "&amp;".to_owned(),
        (0, _) => format!("&#{};", c as u32),
        (1, _) => format!("&#x{:X};", c as u32),
        (_, '"') => "&quot;".to_owned(),
        _ => c.to_string(),
    }
}

fn json(c: char, dice: u8) -> String {
    let mut units = [0; 2];
    match (dice % 5, c) {
        (0, _) => c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
        (1, '/') => "\\/".to_owned(),
        (_, '"' | '\\') => format!("\\{c}"),
        _ => c.to_string(),
    }
}

fn script(c: char, dice: u8) -> String {
    match (dice % 6, c) {
        (0, _) if (c as u32) < 256 => format!("\\x{:02x}", c as u32),
        (1, _) => format!("\\u{{{:x}}}", c as u32),
        (2, '/') => "\\/".to_owned(),
        (_, '\'' | '\\') => format!("\\{c}"),
        _ => c.to_string(),
    }
}

/// Writes a text with every character as `writer` and the dice have it.
fn write(text: &str, dice: &[u8], writer: Writer) -> String {
    text.chars().zip(dice.iter().cycle()).map(|(c, dice)| writer(c, *dice)).collect()
}

fn url() -> impl Strategy<Value = String> {
    "https://[a-z]{1,8}\\.example\\.com/[a-zA-Z0-9_éü€🙂-]{0,12}\\?[a-z]{1,5}=[a-zA-Z0-9,:'é&=%_.-]{0,20}"
}

/// Holds the one call of `bytes` against the URL and the way it was written.
fn holds(bytes: &[u8], language: Language, url: &str, written: &[u8]) -> Result<(), TestCaseError> {
    let decoded = decode(bytes);
    let found = extract(&decoded.text, &decoded.map, language);
    prop_assert_eq!(found.calls.len(), 1);
    prop_assert_eq!(&*found.calls[0].url.text, url);
    prop_assert_eq!(&bytes[found.calls[0].url.span().range()], written);
    Ok(())
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn entities_lead_back(url in url(), dice in prop::collection::vec(any::<u8>(), 1..40)) {
        let written = write(&url, &dice, entity);
        let file = format!("<p>é\r\n<img alt='x' src=\"{written}\">");
        holds(file.as_bytes(), Language::Markup, &url, written.as_bytes())?;
    }

    #[test]
    fn utf16_and_byte_order_marks_lead_back(url in url(), dice in prop::collection::vec(any::<u8>(), 1..40)) {
        let written = write(&url, &dice, entity);
        let markup = format!("<p>é🙂\r\n<img src=\"{written}\">");
        let mut marked = b"\xef\xbb\xbf".to_vec();
        marked.extend(markup.bytes());
        holds(&marked, Language::Markup, &url, written.as_bytes())?;
        let mut wide = b"\xff\xfe".to_vec();
        wide.extend(utf16(&markup));
        holds(&wide, Language::Markup, &url, &utf16(&written))?;
    }

    #[test]
    fn markup_in_json_leads_back(
        url in url(),
        inner in prop::collection::vec(any::<u8>(), 1..40),
        outer in prop::collection::vec(any::<u8>(), 1..40),
    ) {
        let written = write(&write(&url, &inner, entity), &outer, json);
        let file = format!("{{\"creative\": {{\"content\": \"<p>\\u00e9<img src=\\\"{written}\\\">\"}}}}");
        holds(file.as_bytes(), Language::Json, &url, written.as_bytes())?;
    }

    #[test]
    fn markup_written_by_a_script_in_json_leads_back(
        url in url(),
        one in prop::collection::vec(any::<u8>(), 1..40),
        two in prop::collection::vec(any::<u8>(), 1..40),
        three in prop::collection::vec(any::<u8>(), 1..40),
    ) {
        let written = write(&write(&write(&url, &one, entity), &two, script), &three, json);
        let file = format!("{{\"creative\": {{\"content\": \"document.write('<img src=\\\"{written}\\\">');\"}}}}");
        holds(file.as_bytes(), Language::Json, &url, written.as_bytes())?;
    }
}

/// Undoes, layer after layer, every way of escaping that the fixtures use.
fn plain(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..4 {
        text = text.replace("\\/", "/").replace("&amp;", "&").replace("\\\"", "\"");
    }
    text
}

#[test]
fn every_span_of_every_fixture_lies_in_its_file_and_literal_attributes_read_as_the_url() {
    let mut literal = 0;
    for path in files("fixtures/creatives").into_iter().chain(files("fixtures/rules")) {
        let bytes = fs::read(&path).expect("a fixture can be read");
        for record in scan(&path).calls {
            let range = record.span.range();
            assert!(!range.is_empty() && range.end <= bytes.len(), "{}: {record:?}", shown(&path));
            let written = String::from_utf8_lossy(&bytes[range]);
            if plain(&written) == record.call.url {
                literal += 1;
            }
        }
    }
    assert!(literal > 100, "only {literal} calls are written as they read");
}
