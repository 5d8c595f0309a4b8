//! Small questions about pieces of URLs, answered by looking at bytes.

use crate::url::percent;
use std::borrow::Cow;

/// Bytes of a path or a value that are looked at: a sync says what it is before that.
const BYTES: usize = 2048;
/// Times that a value is decoded.
const DECODINGS: usize = 3;
/// Longest word that any list has.
const WORD: usize = 32;

/// The part that is looked at.
pub(super) fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(BYTES)]
}

/// Percent-decoded until nothing changes, up to a bound.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..DECODINGS {
        match percent(&text) {
            Cow::Owned(next) if next != *text => text = Cow::Owned(next),
            _ => break,
        }
    }
    text
}

/// Asks about a name in small letters without punctuation: `User_ID` is `userid`. None where it is too long for a word.
pub(super) fn squeezed<T>(name: &str, ask: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let (mut row, mut len) = ([0; WORD], 0);
    for byte in name.bytes().filter(u8::is_ascii_alphanumeric) {
        *row.get_mut(len)? = byte.to_ascii_lowercase();
        len += 1;
    }
    std::str::from_utf8(&row[..len]).ok().filter(|word| !word.is_empty()).and_then(ask)
}

/// Where an address inside a value starts, past its `//`.
pub(super) fn address(value: &str) -> Option<usize> {
    if let Some(rest) = value.strip_prefix("//") {
        return rest.contains('.').then_some(2);
    }
    let at = value.find("://")?;
    let scheme = &value[..at];
    let is_scheme = scheme.ends_with("http") || scheme.ends_with("https") || scheme.ends_with(['}', ']', '%']);
    is_scheme.then_some(at + 3)
}

/// Whether a parameter's name is an address: the whole query is one.
pub(super) fn is_address(name: &str) -> bool {
    let start = &name.as_bytes()[..name.len().min(12)];
    name.contains("://")
        || start.starts_with(b"/")
        || start.to_ascii_lowercase().starts_with(b"%2f")
        || start.to_ascii_lowercase().windows(6).any(|six| six == b"%3a%2f")
}

/// Whether a value starts with a placeholder.
pub(super) fn is_placeholder(value: &str) -> bool {
    value.len() > 2 && value.starts_with(['$', '{', '[', '%', '<', '#', '@'])
}

/// Whether a word may be one of a language: letters alone, some of them.
pub(super) fn is_prose(word: &str) -> bool {
    (4..=20).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase())
}

/// Whether a path segment is a title: four words or more, and no number or code.
pub(super) fn is_title(segment: &str) -> bool {
    let words = segment.split(['-', '_']).filter(|word| word.bytes().all(|b| b.is_ascii_alphabetic())).count();
    words >= 4 && !segment.contains(['{', '[', '$'])
}

/// `300x250`.
pub(super) fn is_size(word: &str) -> bool {
    let is_side = |side: &str| matches!(side.len(), 2..=4) && side.bytes().all(|b| b.is_ascii_digit());
    word.split_once('x').is_some_and(|(width, height)| is_side(width) && is_side(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_decoded_to_the_end_but_a_lone_percent_stays() {
        assert_eq!(decoded("https%253A%252F%252Fa%2524UID"), "https://a$UID");
        assert_eq!(decoded("%%VGUID%%"), "%%VGUID%%");
        assert_eq!(decoded("100%"), "100%");
    }

    #[test]
    fn names_are_squeezed_and_long_ones_are_no_words() {
        let word = |name| squeezed(name, |word| Some(word.to_owned()));
        assert_eq!(word("User-Id_2"), Some("userid2".to_owned()));
        assert_eq!(word("--"), None);
        assert_eq!(word(&"a".repeat(WORD + 1)), None);
    }

    #[test]
    fn addresses_are_told_from_other_values() {
        assert_eq!(address("https://a.example/x"), Some(8));
        assert_eq!(address("//a.example/x"), Some(2));
        assert_eq!(address("clickenc=http://a.example"), Some(16));
        assert_eq!(address("app://x"), None);
        assert!(is_address("https%3A%2F%2Fa.example") && is_address("%2Fgetuid%3Fx") && !is_address("redir"));
    }

    #[test]
    fn sizes_and_titles() {
        assert!(is_title("how-to-sync-a-bike") && !is_title("user-sync") && !is_title("8f14e45f-ceea-467a-8f14-e45fc"));
        assert!(is_size("300x250") && !is_size("0x1") && !is_size("maxx"));
    }
}
