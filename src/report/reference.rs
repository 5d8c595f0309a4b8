//! References of rules: written in the data as `Title <https://…>`.

use crate::catalogue::Words;

/// The first page to read about a rule.
pub(crate) fn page(words: &Words) -> Option<&str> {
    words.references.iter().find_map(|reference| parts(reference).1)
}

/// A reference's title and address.
pub(crate) fn parts(reference: &str) -> (&str, Option<&str>) {
    match reference.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((title, url)) => (title.trim(), Some(url)),
        None => (reference, None),
    }
}
