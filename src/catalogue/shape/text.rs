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
    let at = memchr::memchr_iter(b':', value.as_bytes()).find(|at| value.as_bytes()[*at..].starts_with(b"://"))?;
    let scheme = &value[..at];
    let is_scheme = scheme.ends_with("http") || scheme.ends_with("https") || scheme.ends_with(['}', ']', '%']);
    is_scheme.then_some(at + 3)
}

/// Whether a parameter's name is an address: the whole query is one.
pub(super) fn is_address(name: &str) -> bool {
    if memchr::memchr3(b':', b'/', b'%', name.as_bytes()).is_none() {
        return false;
    }
    let start = name.as_bytes()[..name.len().min(12)].to_ascii_lowercase();
    name.contains("://")
        || start.starts_with(b"/")
        || start.starts_with(b"%2f")
        || start.windows(6).any(|six| six == b"%3a%2f")
}

/// Whether a value starts with a placeholder.
pub(super) fn is_placeholder(value: &str) -> bool {
    value.len() > 2 && value.starts_with(['$', '{', '[', '%', '<', '#', '@'])
}

/// Whether a word may be one of a language: letters alone, some of them.
pub(super) fn is_prose(word: &str) -> bool {
    (4..=20).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase())
}

/// Whether a path has a title in it: a segment of four words or more, and no number or code.
pub(super) fn has_title(path: &str) -> bool {
    let is_title = |segment: &str| {
        let words = segment.split(['-', '_']).filter(|word| word.bytes().all(|b| b.is_ascii_alphabetic())).count();
        words >= 4 && !segment.contains(['{', '[', '$'])
    };
    memchr::memchr2_iter(b'-', b'_', path.as_bytes()).count() >= 3 && path.split('/').any(is_title)
}

/// Whether a path has a banner size in it: `300x250`.
pub(super) fn has_size(path: &str) -> bool {
    let bytes = path.as_bytes();
    let is_side = |digits: usize| (2..=4).contains(&digits);
    memchr::memchr_iter(b'x', bytes).any(|at| {
        let before = bytes[..at].iter().rev().take_while(|b| b.is_ascii_digit()).count();
        is_side(before) && is_side(bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count())
    })
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
        assert!(has_title("/blog/how-to-sync-a-bike") && !has_title("/user-sync/a-b-c/"));
        assert!(!has_title("/8f14e45f-ceea-467a-8f14-e45fc"));
        assert!(has_size("/a/300x250.html") && has_size("/b_728x90_v2") && !has_size("/0x1f") && !has_size("/maxx"));
    }
}
