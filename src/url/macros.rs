//! Macros in URLs, from `rules/macros.toml`: `${CACHEBUSTER}`, `%%CLICK_URL%%`, `$UID`. They may hold any character, so a
//! URL is split on a *masked* copy of the same length in which macros are blank.

use regex::Regex;
use serde::Deserialize;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// What a masked byte looks like: no URL syntax.
pub(super) const BLANK: u8 = b'_';

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    forms: Vec<String>,
    known: Vec<Known>,
}

/// A macro whose value matters for a URL's host or scheme.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    name: String,
    host: Option<String>,
    #[serde(default)]
    scheme: bool,
    #[serde(rename = "source")]
    _source: String,
}

struct Macros {
    forms: Regex,
    known: Vec<Known>,
}

static MACROS: LazyLock<Macros> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../rules/macros.toml")).expect("rules/macros.toml is tested");
    let forms = Regex::new(&file.forms.join("|")).expect("rules/macros.toml is tested");
    Macros { forms, known: file.known }
});

/// Where the macros of a text are. Empty for most, without running the patterns.
pub(super) fn spans(text: &str) -> Vec<Range<usize>> {
    let (mut spans, mut at, mut signs) = (Vec::new(), 0, Signs::default());
    while let Some(found) = signs.next(text.as_bytes(), at).and_then(|sign| MACROS.forms.find_at(text, sign)) {
        spans.push(found.range());
        at = found.end();
    }
    spans
}

/// Finds a sign of one sort.
type Search = fn(&[u8]) -> Option<usize>;

/// Where a macro may start: each form starts with one of a few signs, and few texts have any. Of each sort of sign the next
/// place is kept until it is passed, so that a text is looked through once for each.
#[derive(Default)]
struct Signs([Option<usize>; 3]);

impl Signs {
    /// The first from a byte on.
    fn next(&mut self, text: &[u8], from: usize) -> Option<usize> {
        let sorts: [Search; 3] = [
            |rest| memchr::memchr3(b'$', b'[', b'{', rest),
            |rest| memchr::memchr2(b'<', b'@', rest),
            |rest| memchr::memchr_iter(b'%', rest).find(|at| rest.get(at + 1) == Some(&b'%')),
        ];
        for (place, sort) in self.0.iter_mut().zip(sorts) {
            if place.is_none_or(|place| place < from) {
                *place = Some(sort(&text[from..]).map_or(usize::MAX, |at| from + at));
            }
        }
        let first = self.0.into_iter().flatten().min().filter(|first| *first < usize::MAX)?;
        let is_hash = first > from && text[first] == b'{' && text[first - 1] == b'#';
        Some(first - usize::from(is_hash))
    }
}

/// The text with the given macros blanked, byte for byte.
pub(super) fn mask<'t>(text: &'t str, macros: &[Range<usize>]) -> Cow<'t, [u8]> {
    if macros.is_empty() {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut bytes = text.as_bytes().to_vec();
    for range in macros {
        bytes[range.clone()].fill(BLANK);
    }
    Cow::Owned(bytes)
}

/// The part of a host that a macro stands for.
pub(super) fn host_part(text: &str) -> Option<&'static str> {
    known(text).and_then(|known| known.host.as_deref())
}

/// Whether a macro stands for a URL's scheme.
pub(super) fn is_scheme(text: &str) -> bool {
    known(text).is_some_and(|known| known.scheme)
}

fn known(text: &str) -> Option<&'static Known> {
    let name = text.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    MACROS.known.iter().find(|known| known.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_found_whole() {
        let cases = [
            ("a?x=${URL_ENC(${CLICK_URL},2)}&b", vec!["${URL_ENC(${CLICK_URL},2)}"]),
            ("%%CACHEBUSTER%%/%20", vec!["%%CACHEBUSTER%%"]),
            ("r=$UID&s={UID}&t=[UID]", vec!["$UID", "{UID}", "[UID]"]),
            ("//{{host}}/#{P1}?{…}", vec!["{{host}}", "#{P1}", "{…}"]),
            ("<?php echo $x; ?>/<%= y %>", vec!["<?php echo $x; ?>", "<%= y %>"]),
            ("http://[2001:db8::1]/a", vec![]),
            ("price=$5&a=b", vec![]),
        ];
        for (text, expected) in cases {
            let got: Vec<_> = spans(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(got, expected, "{text}");
        }
    }
}
