//! Attribute values that hold more than a URL: `srcset`, `ping`, and the `content` of a refresh. Everything here gives
//! byte ranges of the value.

use std::ops::Range;

/// One candidate of a `srcset`.
pub(super) struct Candidate {
    pub url: Range<usize>,
    /// Without a descriptor, or with `1x`.
    pub is_plain: bool,
}

/// The candidates of a `srcset`, read as the HTML standard says: a URL runs to white space, and a comma ends it only at
/// its end.
pub(super) fn candidates(value: &str) -> Vec<Candidate> {
    let (mut found, mut at) = (Vec::new(), 0);
    loop {
        at += value[at..].len() - value[at..].trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',').len();
        if at >= value.len() {
            return found;
        }
        let end = at + value[at..].find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len() - at);
        let url = at..at + value[at..end].trim_end_matches(',').len();
        let descriptor = if url.end < end { end..end } else { end..end + descriptor_len(&value[end..]) };
        let word = value[descriptor.clone()].trim();
        if !url.is_empty() {
            found.push(Candidate { url, is_plain: word.is_empty() || word == "1x" });
        }
        at = descriptor.end;
    }
}

/// Up to the comma that ends a candidate; commas in parentheses do not.
fn descriptor_len(rest: &str) -> usize {
    let mut depth = 0usize;
    for (at, c) in rest.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => return at,
            _ => {}
        }
    }
    rest.len()
}

/// The words of a value parted by white space.
pub(super) fn words(value: &str) -> Vec<Range<usize>> {
    let start = |word: &str| word.as_ptr() as usize - value.as_ptr() as usize;
    value.split_ascii_whitespace().map(|word| start(word)..start(word) + word.len()).collect()
}

/// The URL in `5; url='https://…'`.
pub(super) fn refresh_url(content: &str) -> Option<Range<usize>> {
    let separator = content.find([';', ','])?;
    let rest = content[separator + 1..].trim_start();
    let rest = match rest.get(..3) {
        Some(word) if word.eq_ignore_ascii_case("url") => rest[3..].trim_start().strip_prefix('=')?.trim_start(),
        _ => rest,
    };
    let start = content.len() - rest.len();
    match rest.chars().next()? {
        quote @ ('"' | '\'') => Some(start + 1..start + 1 + rest[1..].find(quote).unwrap_or(rest.len() - 1)),
        _ => Some(start..content.trim_end().len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_split_where_browsers_split_them() {
        let cases = [
            ("a.png, b.png 2x", vec![("a.png", true), ("b.png", false)]),
            ("//h/?a=1,2 1x,//h/b 320w", vec![("//h/?a=1,2", true), ("//h/b", false)]),
            ("a,b 2x", vec![("a,b", false)]),
            (" ,, ", vec![]),
        ];
        for (value, expected) in cases {
            let got: Vec<_> = candidates(value).into_iter().map(|c| (&value[c.url], c.is_plain)).collect();
            assert_eq!(got, expected, "{value}");
        }
    }

    #[test]
    fn the_url_of_a_refresh_is_found_in_all_its_spellings() {
        for content in ["0;url=//a/b", "5; URL='//a/b'", "0, url = \"//a/b\"", "0;//a/b"] {
            assert_eq!(refresh_url(content).map(|r| &content[r]), Some("//a/b"), "{content}");
        }
        assert_eq!(refresh_url("5"), None);
    }
}
