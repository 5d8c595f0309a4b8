//! *Placeholders* for values that a server puts in, as they are written across vendors: `$UID`, `${UID}`, `[UID]`,
//! `{{uid}}`, `%%VGUID%%`, `<vsid>`, `#{uid}`, `@@UID@@`, `33XUSERID33X`, `BUYERUID`. Found on decoded text, by one walk.

use std::ops::Range;

/// A placeholder: where it stands with its brackets, and its name.
pub(super) struct Placeholder<'t> {
    pub(super) whole: Range<usize>,
    pub(super) name: &'t str,
    /// Without brackets: only its capitals and its place (a whole value) tell it.
    pub(super) bare: bool,
}

/// The placeholders of a text, in order.
pub(super) fn placeholders<'t>(text: &'t str, found: &mut impl FnMut(Placeholder<'t>)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let len = bytes[at..].iter().take_while(|b| is_name(**b)).count();
        if len > 1 {
            let name = at..at + len;
            if let Some(whole) = bracketed(bytes, &name) {
                found(Placeholder { whole, name: &text[name], bare: false });
            } else if is_bare(bytes, &name) {
                found(Placeholder { whole: name.clone(), name: &text[name], bare: true });
            }
        }
        at += len.max(1);
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b':')
}

/// A name with its brackets, if it has any.
fn bracketed(bytes: &[u8], name: &Range<usize>) -> Option<Range<usize>> {
    let before = name.start.checked_sub(1).map(|at| bytes[at])?;
    let after = bytes.get(name.end).copied();
    let closed = match before {
        b'{' => after == Some(b'}'),
        b'[' => after == Some(b']'),
        b'<' => after == Some(b'>'),
        b'%' | b'#' | b'@' | b'!' => after == Some(before),
        // `$UID` needs no end, `$$USER$$` has one.
        b'$' => bytes[name.start].is_ascii_alphabetic(),
        _ => false,
    };
    closed.then(|| grown(bytes, name))
}

/// With all brackets on both sides.
fn grown(bytes: &[u8], name: &Range<usize>) -> Range<usize> {
    let is_open = |b: &&u8| matches!(**b, b'{' | b'[' | b'<' | b'%' | b'#' | b'@' | b'!' | b'$');
    let is_close = |b: &&u8| matches!(**b, b'}' | b']' | b'>' | b'%' | b'#' | b'@' | b'!' | b'$');
    let before = bytes[..name.start].iter().rev().take_while(is_open).count();
    let after = bytes[name.end..].iter().take_while(is_close).count();
    name.start - before..name.end + after
}

/// Whether a name in capitals is all that stands between `=` or `/` and the next separator.
fn is_bare(bytes: &[u8], name: &Range<usize>) -> bool {
    let before = name.start == 0 || matches!(bytes[name.start - 1], b'=' | b'/');
    let after = bytes.get(name.end).is_none_or(|b| matches!(b, b'&' | b'/' | b'?' | b';'));
    let text = &bytes[name.clone()];
    let capitals = text.iter().filter(|b| b.is_ascii_uppercase()).count();
    before && after && capitals >= 3 && !text.iter().any(u8::is_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(String, String)> {
        let mut all = Vec::new();
        placeholders(text, &mut |found| all.push((text[found.whole].to_owned(), found.name.to_owned())));
        all
    }

    #[test]
    fn every_way_of_writing_one_is_found_whole() {
        let written = [
            "$UID",
            "${UID}",
            "[UID]",
            "{UID}",
            "{{UID}}",
            "{{{UID}}}",
            "%%UID%%",
            "%UID%",
            "<UID>",
            "#{UID}",
            "##UID##",
            "@@UID@@",
            "$$UID$$",
            "@{UID}",
            "!UID!",
            "[[UID]]",
        ];
        for whole in written {
            let text = format!("https://a.example/x?uid={whole}&b=1");
            assert_eq!(names(&text), [(whole.to_owned(), "UID".to_owned())], "{text}");
        }
    }

    #[test]
    fn capitals_alone_count_as_a_whole_value_only() {
        assert_eq!(names("id=33XUSERID33X"), [("33XUSERID33X".to_owned(), "33XUSERID33X".to_owned())]);
        assert_eq!(names("id=xUSERID"), []);
        assert_eq!(names("id=1&b=A USERID"), []);
    }

    #[test]
    fn prices_fragments_and_addresses_are_none() {
        assert_eq!(names("price=$5&a=100%&b=x#top"), []);
        assert_eq!(names("a@b.example"), []);
    }
}
