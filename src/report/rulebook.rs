//! The words of rules by id, for formats that describe the rules next to the findings.

use crate::catalogue::Words;
use std::sync::LazyLock;

static WORDS: LazyLock<Vec<(String, Words)>> = LazyLock::new(|| {
    let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/words.bin"));
    postcard::from_bytes(bytes).expect("the build script packed this")
});

/// The words of a rule.
pub(crate) fn words(id: &str) -> Option<&'static Words> {
    WORDS.iter().find(|(known, _)| known == id).map(|(_, words)| words)
}

/// The first page to read about a rule.
pub(crate) fn page(id: &str) -> Option<&'static str> {
    words(id)?.references.iter().find_map(|reference| reference_parts(reference).1)
}

/// A reference, `Title <https://…>`, in its two parts.
pub(crate) fn reference_parts(reference: &str) -> (&str, Option<&str>) {
    match reference.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((title, url)) => (title.trim(), Some(url)),
        None => (reference, None),
    }
}
