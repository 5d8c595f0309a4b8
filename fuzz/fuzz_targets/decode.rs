//! Any bytes to text: every character leads back to bytes of the file, in order.
#![no_main]

use taglint::source::decode;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let decoded = decode(bytes);
    let mut end = 0;
    for (at, c) in decoded.text.char_indices() {
        let span = decoded.map.span(at..at + c.len_utf8());
        assert!(span.start >= end && bytes.get(span.range()).is_some(), "{at}: {span:?} after {end}");
        end = span.start;
    }
});
