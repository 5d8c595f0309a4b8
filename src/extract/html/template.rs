//! *Templates*: code of PHP, ERB, JSP, Handlebars, Twig, Velocity … that was left in the markup. A server would have
//! replaced it, so that its quotes and brackets say nothing of the markup around it. The markup is parsed from a *mask*:
//! a copy of the same length in which such code is blank; values are still taken from the text itself. Markup that the
//! code writes is read apart, and is less sure.

use aho_corasick::packed::Searcher;
use memchr::memmem::Finder;
use regex::bytes::Regex;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// Directives that show, besides brackets, that a text has such code in it.
const DIRECTIVES: [&[u8]; 3] = [b"#if", b"#set", b"#foreach"];

/// What is sure to start code, or to be a directive. None where this processor has no way to look for several at once.
static SURE: LazyLock<Option<Searcher>> = LazyLock::new(|| {
    let starts: [&[u8]; 6] = [b"{{", b"{%", b"{#", b"${", b"<%", b"<?"];
    Searcher::new(starts.into_iter().chain(DIRECTIVES))
});

/// The starts of code that look like those of a tag.
static TAGS: LazyLock<[Finder<'static>; 2]> = LazyLock::new(|| ["<%", "<?"].map(Finder::new));

/// Blocks of code, by how they start and end. What has no end is left alone: to blank the rest of the text would hide it.
const BLOCKS: [(&str, &str); 4] = [
    ("<%--", "--%>"),  // JSP comment
    ("<%", "%>"),      // ERB, JSP, EJS
    ("<?", "?>"),      // PHP
    ("{{!--", "--}}"), // Handlebars comment
];

/// All other code, from its start.
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    let forms = [
        r"\{\{[^\n<]*?\}\}\}?",                // Handlebars, Mustache, Twig
        r"\{%[^\n]*?%\}",                      // Twig, Liquid
        r"\{#[^\n]*?#\}",                      // Twig comment
        r"\$!?\{[^\n<{}]*\}",                  // JSP, Velocity, FreeMarker
        r"[#$]!?[a-zA-Z][\w.]* ?\([^()\n]*\)", // Velocity
    ];
    // Bytes, and no counting: patterns of characters would take longer to compile than most creatives to check.
    Regex::new(&format!("(?s-u)^(?:{})", forms.join("|"))).expect("the patterns are fixed")
});

/// Placeholders and directives are no longer than this, in bytes; blocks of code may be.
const LONGEST: usize = 400;

/// How far back the tag is looked for that code stands in, in bytes.
const BACK: usize = 4096;

/// A text to parse markup from, and the code in it that may write markup.
pub(super) struct Masked<'t> {
    /// The text with the code in it blank, byte for byte.
    pub(super) text: Cow<'t, str>,
    /// Code with a tag in it, without what marks it as code.
    pub(super) writing: Vec<Range<usize>>,
}

/// Masks the code of templates in a text.
pub(super) fn mask(text: &str) -> Masked<'_> {
    let mut masked = Masked { text: Cow::Borrowed(text), writing: Vec::new() };
    let mut bytes = Vec::new();
    for code in codes(text.as_bytes()) {
        // Each form starts and ends with ASCII.
        let Some(inside) = text.get(code.clone()) else { continue };
        if !inside.contains(['<', '>', '"', '\'']) || is_stray(inside) {
            continue;
        }
        if bytes.is_empty() {
            bytes = text.as_bytes().to_vec();
        }
        let blank = if is_between(&bytes[..code.start]) { b' ' } else { b'_' };
        bytes[code.clone()].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = blank);
        if writes(inside) {
            masked.writing.push(code.start + 2..code.end - 2);
        }
    }
    if bytes.is_empty() {
        return masked;
    }
    // Whole characters were replaced by as many bytes of ASCII.
    if let Ok(text) = String::from_utf8(bytes) {
        masked.text = Cow::Owned(text);
    }
    masked
}

/// Where code stands, from its first byte to its last. A pattern that is held against every place where code may start is
/// several times as quick as one that looks for them itself: they all start differently.
fn codes(text: &[u8]) -> Vec<Range<usize>> {
    let mut codes: Vec<Range<usize>> = Vec::new();
    // Most texts have none, and `$(a)` and `#a` are also scripts and colours.
    if SURE.as_ref().is_some_and(|sure| sure.find(text).is_none()) {
        return codes;
    }
    let mut ends = Ends::default();
    for start in starts(text) {
        let is_inside = codes.last().is_some_and(|last| start < last.end);
        if !is_inside && let Some(end) = ends.of_block(text, start).or_else(|| end_of_code(text, start)) {
            codes.push(start..end);
        }
    }
    codes
}

/// Where code ends that is no block.
fn end_of_code(text: &[u8], start: usize) -> Option<usize> {
    // What is longer would be stray.
    let window = &text[start..text.len().min(start + LONGEST + 1)];
    CODE.find(window).map(|code| start + code.end())
}

/// Where blocks end. Of each sort of end the next place is kept until it is passed: starts without end may be as many as
/// there are bytes, and a text is to be looked through once.
#[derive(Default)]
struct Ends([Option<usize>; BLOCKS.len()]);

impl Ends {
    /// Where the block ends that starts at a byte, if one does.
    fn of_block(&mut self, text: &[u8], start: usize) -> Option<usize> {
        let of_sort = |(place, (open, close)): (&mut Option<usize>, &(&str, &str))| {
            let inside = start + open.len();
            if !opens(&text[start..], open) {
                return None;
            }
            if place.is_none_or(|place| place < inside) {
                let end = memchr::memmem::find(&text[inside..], close.as_bytes());
                *place = Some(end.map_or(usize::MAX, |at| inside + at));
            }
            place.filter(|place| *place < usize::MAX).map(|place| place + close.len())
        };
        self.0.iter_mut().zip(&BLOCKS).find_map(of_sort)
    }
}

/// Whether a text starts with the start of a block. After `<?` a word may stand that has nothing to do with PHP.
fn opens(text: &[u8], open: &str) -> bool {
    let Some(rest) = text.strip_prefix(open.as_bytes()) else { return false };
    let is_end = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
    open != "<?"
        || rest.first().is_some_and(|byte| *byte == b'=' || byte.is_ascii_whitespace() || *byte == 0x0b)
        || rest.strip_prefix(b"php").is_some_and(|rest| is_end(rest.first()))
}

/// Where code may start. Empty if none of it is sure to be code.
fn starts(text: &[u8]) -> Vec<usize> {
    let (mut starts, mut is_template) = (Vec::new(), false);
    for at in memchr::memchr3_iter(b'{', b'$', b'#', text) {
        let (may_start, is_sure) = match (text[at], text.get(at + 1).copied().unwrap_or_default()) {
            (b'{', b'{' | b'%' | b'#') | (b'$', b'{') => (true, true),
            (b'#', next) if next.is_ascii_alphabetic() => {
                (true, DIRECTIVES.iter().any(|one| text[at..].starts_with(one)))
            }
            (b'#' | b'$', next) => (next == b'!' || next.is_ascii_alphabetic(), false),
            _ => (false, false),
        };
        is_template |= is_sure;
        if may_start {
            starts.push(at);
        }
    }
    // Looked for apart, as every tag starts with the same sign.
    let before = starts.len();
    starts.extend(TAGS.iter().flat_map(|tag| tag.find_iter(text)));
    if !is_template && starts.len() == before {
        return Vec::new();
    }
    starts.sort_unstable();
    starts
}

/// Whether two signs that mean nothing happen to stand on the same line, far apart.
fn is_stray(code: &str) -> bool {
    code.len() > LONGEST && !code.starts_with('<') && !code.starts_with("{{!--")
}

/// Whether code has a tag in it, and is not a comment.
fn writes(code: &str) -> bool {
    let is_code = code.starts_with("<?") || (code.starts_with("<%") && !code.starts_with("<%--"));
    let inner = code.get(2..code.len() - 2).unwrap_or_default();
    is_code && inner.match_indices('<').any(|(at, _)| inner[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Whether what follows stands between tags or between attributes, not in a value or a name.
fn is_between(before: &[u8]) -> bool {
    let before = &before[before.len().saturating_sub(BACK)..];
    let tag = before.iter().rposition(|byte| matches!(byte, b'<' | b'>')).map(|at| &before[at..]);
    let Some(tag) = tag.filter(|tag| tag.len() > 1 && tag[0] == b'<' && tag[1].is_ascii_alphabetic()) else {
        return true;
    };
    let mut quote = None;
    for byte in tag {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    quote.is_none()
        && tag.last().is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\''))
        && !tag.trim_ascii_end().ends_with(b"=")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_blank_and_the_rest_is_as_it_was() {
        // The text, and the codes in it with what stands in their place.
        let cases = [
            (r#"<img src="<?php echo $u["a"]; ?>">"#, vec![(r#"<?php echo $u["a"]; ?>"#, "_")]),
            (r#"<a <% if x > 1 %>href="b"<% end %>>"#, vec![("<% if x > 1 %>", " "), ("<% end %>", " ")]),
            (r#"<a href=<%= f("x") %>>"#, vec![(r#"<%= f("x") %>"#, "_")]),
            (r#"<p>{{#if a "b"}}</p>"#, vec![(r#"{{#if a "b"}}"#, " ")]),
            (r#"<i a='{{x "y"}}'>{{plain}}"#, vec![(r#"{{x "y"}}"#, "_")]),
            (r#"#set($a = "<b>") <p>"#, vec![(r#"#set($a = "<b>")"#, " ")]),
            (r#"<i a="${x > 1 ? "y" : 'z'}">"#, vec![(r#"${x > 1 ? "y" : 'z'}"#, "_")]),
            ("<%-- <img src=x> --%><p>", vec![("<%-- <img src=x> --%>", " ")]),
            ("é<%= \"é\" %>é", vec![("<%= \"é\" %>", " ")]),
            ("<?xml version='1.0'?><svg>", vec![]),
            ("<?php no end <img src=x>", vec![]),
        ];
        for (text, codes) in cases {
            let expected =
                codes.iter().fold(text.to_owned(), |text, (code, blank)| text.replace(code, &blank.repeat(code.len())));
            assert_eq!(mask(text).text, expected, "{text}");
        }
    }

    #[test]
    fn code_that_writes_markup_is_found_and_comments_are_not() {
        let written =
            |text: &str| mask(text).writing.into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>();
        assert_eq!(written("<?php echo '<img src=x>'; ?>"), ["php echo '<img src=x>'; "]);
        assert!(written("<%-- <img src=x> --%><?php if ($a < 3) { ?>").is_empty());
    }
}
