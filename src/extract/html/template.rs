//! *Templates*: code of PHP, ERB, JSP, Handlebars, Twig, Velocity … that was left in the markup. A server would have
//! replaced it, so that its quotes and brackets say nothing of the markup around it. The markup is parsed from a *mask*:
//! a copy of the same length in which such code is blank; values are still taken from the text itself. Markup that the
//! code writes is read apart, and is less sure.

use memchr::memmem::Finder;
use regex::bytes::Regex;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// How such code starts. Texts without any of these need no closer look.
/// One search each: all at once, they would stop at every tag and brace.
static STARTS: LazyLock<[Finder<'static>; 9]> =
    LazyLock::new(|| ["<%", "<?", "{{", "{%", "{#", "${", "#if", "#set", "#foreach"].map(Finder::new));

/// All of it. What has no end is left alone: to blank the rest of the text would hide it.
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    let forms = [
        r"<%--.*?--%>",                        // JSP comment
        r"<%.*?%>",                            // ERB, JSP, EJS
        r"<\?(?:php\b|=|\s).*?\?>",            // PHP
        r"\{\{!--.*?--\}\}",                   // Handlebars comment
        r"\{\{[^\n<]*?\}\}\}?",                // Handlebars, Mustache, Twig
        r"\{%[^\n]*?%\}",                      // Twig, Liquid
        r"\{#[^\n]*?#\}",                      // Twig comment
        r"\$!?\{[^\n<{}]*\}",                  // JSP, Velocity, FreeMarker
        r"[#$]!?[a-zA-Z][\w.]* ?\([^()\n]*\)", // Velocity
    ];
    // Bytes, and no counting: patterns of characters would take longer to compile than most creatives to check.
    Regex::new(&format!("(?s-u){}", forms.join("|"))).expect("the patterns are fixed")
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
    if !STARTS.iter().any(|start| start.find(text.as_bytes()).is_some()) {
        return masked;
    }
    let mut bytes = text.as_bytes().to_vec();
    for code in CODE.find_iter(text.as_bytes()) {
        // Each form starts and ends with ASCII.
        let Some(inside) = text.get(code.range()) else { continue };
        if !inside.contains(['<', '>', '"', '\'']) || is_stray(inside) {
            continue;
        }
        let blank = if is_between(&bytes[..code.start()]) { b' ' } else { b'_' };
        bytes[code.range()].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = blank);
        if writes(inside) {
            masked.writing.push(code.start() + 2..code.end() - 2);
        }
    }
    // Whole characters were replaced by as many bytes of ASCII.
    if let Ok(text) = String::from_utf8(bytes) {
        masked.text = Cow::Owned(text);
    }
    masked
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
