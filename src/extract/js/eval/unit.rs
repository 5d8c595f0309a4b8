//! A *unit* is one source text that is evaluated: the script itself, or code that it keeps in a string. Literals get
//! their places here.

use super::Eval;
use crate::extract::js::text::{ELSEWHERE, Text};
use crate::span::Span;
use oxc_ast::ast::{StringLiteral, TemplateElement};
use std::ops::Range;

/// Where a unit's text is written.
#[derive(Debug)]
pub(crate) enum Place<'a> {
    /// In the script, from this byte on.
    At(u32),
    /// In a string of the script.
    In(Text<'a>),
    /// Not in the script.
    Elsewhere,
}

/// A source text.
#[derive(Debug)]
pub(crate) struct Unit<'a> {
    /// With its macros as they are written.
    pub(crate) source: &'a str,
    pub(crate) macros: Vec<Range<usize>>,
    pub(crate) place: Place<'a>,
    /// The way from the script to it: `eval` …
    pub(crate) through: Vec<crate::call::Step>,
}

impl<'a> Eval<'a> {
    fn source(&self) -> &Unit<'a> {
        &self.units[self.unit]
    }

    /// A span of the syntax tree as a span of the script.
    pub(crate) fn span(&self, span: oxc_span::Span) -> Span {
        match &self.source().place {
            Place::At(base) => Span::new(span.start + base, span.end + base),
            Place::In(text) => {
                let part = text.slice(span.start as usize..(span.end as usize).min(text.len()));
                part.span().or_else(|| text.span()).unwrap_or(ELSEWHERE)
            }
            Place::Elsewhere => ELSEWHERE,
        }
    }

    /// The source between two bytes, as it is written.
    fn written(&self, range: Range<usize>) -> Text<'a> {
        let unit = self.source();
        let text = &unit.source[range.clone()];
        match &unit.place {
            Place::At(base) => Text::exact(text, base + crate::span::offset(range.start)),
            Place::In(whole) => whole.slice(range),
            Place::Elsewhere => Text::at(text, ELSEWHERE),
        }
    }

    /// What a string literal says.
    pub(crate) fn literal(&mut self, literal: &StringLiteral<'a>) -> Text<'a> {
        let inner = literal.span.start as usize + 1..(literal.span.end as usize).saturating_sub(1);
        self.quoted(&literal.value, inner)
    }

    /// What a run of a template literal says.
    pub(crate) fn quasi(&mut self, element: &TemplateElement<'a>) -> Text<'a> {
        let inner = element.span.start as usize..element.span.end as usize;
        match element.value.cooked {
            Some(value) => self.quoted(&value, inner),
            None => self.written(inner),
        }
    }

    fn quoted(&mut self, value: &str, inner: Range<usize>) -> Text<'a> {
        let written = self.written(inner.start..inner.end.max(inner.start));
        // Every escape is longer than what it says.
        if value.len() == written.len() || !self.afford(written.len()) { written } else { unescaped(&written) }
    }

    /// The source at a span of the syntax tree.
    pub(crate) fn source_text(&self, span: oxc_span::Span) -> Text<'a> {
        self.written(span.start as usize..span.end as usize)
    }

    /// The script's own text at a span of it.
    pub(crate) fn written_at(&self, span: Span) -> Option<Text<'a>> {
        match &self.source().place {
            Place::At(base) => {
                let start = span.start.checked_sub(*base)? as usize;
                let text = self.source().source.get(start..span.end.checked_sub(*base)? as usize)?;
                Some(Text::exact(text, span.start))
            }
            _ => None,
        }
    }

    /// Whether statements of this source can be deleted.
    pub(crate) fn is_script(&self) -> bool {
        matches!(self.source().place, Place::At(_))
    }

    /// The macro that stands at a span of the syntax tree, as it is written.
    pub(crate) fn macro_at(&self, span: oxc_span::Span) -> Option<Text<'a>> {
        let macros = &self.source().macros;
        if macros.is_empty() {
            return None;
        }
        let (start, end) = (span.start as usize, span.end as usize);
        let next = macros.partition_point(|range| range.end <= start);
        macros.get(next).filter(|range| range.start < end).map(|_| self.written(start..end))
    }
}

/// A literal's text with its escapes read.
pub(crate) fn unescaped<'a>(written: &Text<'a>) -> Text<'a> {
    let source = written.as_str();
    let mut text = Text::default();
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'\\', b'\r', &source.as_bytes()[at..]) {
        let start = at + found;
        text.push(&written.slice(at..start));
        let (said, len) = escape(&source[start..]);
        let place = written.slice(start..start + len).span().unwrap_or(ELSEWHERE);
        text.push(&Text::made(said, place));
        at = start + len;
    }
    text.push(&written.slice(at..source.len()));
    text
}

/// What the escape says that a text starts with, and how long it is in bytes.
fn escape(source: &str) -> (String, usize) {
    let mut rest = source.chars();
    if rest.next() == Some('\r') {
        return ("\n".to_owned(), if source.starts_with("\r\n") { 2 } else { 1 });
    }
    let simple = |said: &str| (said.to_owned(), 2);
    match rest.next() {
        Some('n') => simple("\n"),
        Some('r') => simple("\r"),
        Some('t') => simple("\t"),
        Some('b') => simple("\u{8}"),
        Some('f') => simple("\u{c}"),
        Some('v') => simple("\u{b}"),
        Some('\r') if source[1..].starts_with("\r\n") => (String::new(), 3),
        Some(line @ ('\n' | '\r' | '\u{2028}' | '\u{2029}')) => (String::new(), 1 + line.len_utf8()),
        Some('x') => hex(source, 2..4),
        Some('u') => unicode(source),
        Some('0'..='7') => octal(source),
        Some(other) => (other.to_string(), 1 + other.len_utf8()),
        None => (String::new(), source.len()),
    }
}

fn hex(source: &str, digits: Range<usize>) -> (String, usize) {
    let end = digits.end;
    let code = source.get(digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    match code.and_then(char::from_u32) {
        Some(said) => (said.to_string(), end),
        None => (source[1..2].to_owned(), 2),
    }
}

fn unicode(source: &str) -> (String, usize) {
    if let Some(inner) = source.strip_prefix("\\u{") {
        let end = inner.find('}').unwrap_or(0);
        let code = u32::from_str_radix(&inner[..end], 16).ok().and_then(char::from_u32);
        return code.map_or_else(|| ("u".to_owned(), 2), |said| (said.to_string(), end + 4));
    }
    let unit = |at: usize| source.get(at + 2..at + 6).and_then(|digits| u16::from_str_radix(digits, 16).ok());
    let Some(first) = unit(0) else { return ("u".to_owned(), 2) };
    let second = if source.get(6..8) == Some("\\u") { unit(6) } else { None };
    match second.map(|second| String::from_utf16(&[first, second])) {
        Some(Ok(pair)) if (0xd800..0xdc00).contains(&first) => (pair, 12),
        _ => (String::from_utf16_lossy(&[first]), 6),
    }
}

fn octal(source: &str) -> (String, usize) {
    let digits = source[1..].bytes().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
    let digits = if source.as_bytes()[1] > b'3' { digits.min(2) } else { digits };
    let code = u32::from_str_radix(&source[1..=digits], 8).ok().and_then(char::from_u32);
    (code.map_or_else(String::new, String::from), 1 + digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_and_mapped_whole() {
        let cases = [
            (r"\/\x26\u0026a", "/&&a"),
            (r"\u{1F600}\ud83d\ude00\101", "😀😀A"),
            ("a\\\nb\\\r\nc", "abc"),
            (r"\q\'\xZZ\u12", "q'xZZu12"),
            ("\\", ""),
            ("a\r\nb", "a\nb"),
        ];
        for (written, said) in cases {
            assert_eq!(unescaped(&Text::exact(written, 0)).as_str(), said, "{written}");
        }
        let text = unescaped(&Text::exact(r"ab\/c", 10));
        assert_eq!(text.mapped(Span::default()).map.span(2..3), Span::new(12, 14));
        assert_eq!(text.mapped(Span::default()).map.span(3..4), Span::new(14, 15));
    }
}
