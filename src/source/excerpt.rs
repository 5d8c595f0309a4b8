//! An *excerpt* is what a report shows of a source: the lines of a span where they are short, a window around it where
//! they are not. It can be printed as it is: whatever would move a terminal's cursor stands as a visible sign, one
//! for one, so that columns hold.

use super::Lines;
use crate::finding::Excerpt;
use std::ops::Range;

/// Characters shown before and after a span, and half of what is shown of a long one.
const SIDE: usize = 160;
/// Lines shown of a span.
const LINES: usize = 6;

/// Cuts the excerpt for a byte range of the text.
pub(super) fn cut(lines: &Lines<'_>, range: Range<usize>) -> Excerpt {
    let text = lines.text();
    let first = lines.number(range.start);
    let last = lines.number(range.end.saturating_sub(1).max(range.start));
    let (front, end) = (lines.line(first).start, lines.line(last).end);
    let from = back(text, front, range.start);
    let shown = range.end.min(forth(text, range.start, 2 * SIDE)).min(lines.line(last.min(first + LINES - 1)).end);
    let shown = shown.max(range.start);
    let to = if shown < range.end { shown } else { end.max(shown).min(forth(text, shown, SIDE)) };
    put_together(lines, [from, range.start, shown, to], from > front, to < end)
}

fn put_together(lines: &Lines<'_>, [from, start, shown, to]: [usize; 4], cut: bool, more: bool) -> Excerpt {
    let text = lines.text();
    let (line, column) = lines.position(from);
    let mut excerpt = Excerpt { line, column, ..Excerpt::default() };
    if cut {
        // The mark takes the place of the last character that is left out.
        excerpt.text.push('…');
        excerpt.column -= 1;
    }
    show(text, from..start, &mut excerpt.text);
    excerpt.start = excerpt.text.len();
    show(text, start..shown, &mut excerpt.text);
    excerpt.len = excerpt.text.len() - excerpt.start;
    show(text, shown..to, &mut excerpt.text);
    if more {
        excerpt.text.push('…');
    }
    excerpt
}

/// At most [`SIDE`] characters before `at`, and not before `front`.
fn back(text: &str, front: usize, at: usize) -> usize {
    text[front.min(at)..at].char_indices().rev().take(SIDE).last().map_or(at, |(index, _)| front + index)
}

/// At most `count` characters after `at`.
fn forth(text: &str, at: usize, count: usize) -> usize {
    text[at..].char_indices().nth(count).map_or(text.len(), |(index, _)| at + index)
}

/// Adds a range as it can be shown; most can be as it is.
fn show(text: &str, range: Range<usize>, shown: &mut String) {
    let plain = text[range.clone()].bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if plain { shown.push_str(&text[range]) } else { shown.extend(signs(text, range)) }
}

/// The characters of a range as they can be shown. Every line end is one LF.
fn signs(text: &str, range: Range<usize>) -> impl Iterator<Item = char> {
    let from = range.start;
    text[range].char_indices().filter_map(move |(index, sign)| match sign {
        '\r' if text.as_bytes().get(from + index + 1) == Some(&b'\n') => None,
        '\r' => Some('\n'),
        sign => Some(visible(sign)),
    })
}

/// Control characters as the pictures that Unicode has for them; what turns the direction of writing, or takes no room,
/// as U+FFFD.
fn visible(sign: char) -> char {
    match sign {
        '\t' | '\n' => sign,
        '\0'..'\u{20}' => char::from_u32(0x2400 + u32::from(sign)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..'\u{a0}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => '\u{fffd}',
        sign => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::decode;
    use crate::span::Span;

    /// The excerpt around `what`, held against what is promised of every excerpt.
    fn around(text: &str, what: &str) -> Excerpt {
        let at = text.find(what).expect("in the text");
        let decoded = decode(text.as_bytes());
        let lines = Lines::new(&decoded);
        let (excerpt, place) = (lines.excerpt(Span::from(at..at + what.len())), lines.place(Span::from(at..at)));
        let before = &excerpt.text[..excerpt.start];
        assert!(excerpt.text.is_char_boundary(excerpt.start + excerpt.len));
        match before.rfind('\n') {
            None => assert_eq!(excerpt.column as usize + before.chars().count(), place.column as usize),
            Some(_) => panic!("an excerpt starts on the line of its span"),
        }
        assert_eq!(excerpt.line, place.line);
        excerpt
    }

    fn span(excerpt: &Excerpt) -> &str {
        &excerpt.text[excerpt.start..excerpt.start + excerpt.len]
    }

    #[test]
    fn short_lines_are_whole() {
        for text in ["one\ntwo x three\nfour", "one\r\ntwo x three\r\nfour", "one\rtwo x three\r", "two x three"] {
            let excerpt = around(text, "x");
            assert_eq!((excerpt.text.as_str(), span(&excerpt), excerpt.column), ("two x three", "x", 1), "{text:?}");
        }
    }

    #[test]
    fn long_lines_are_cut_on_both_sides() {
        let text = format!("first\n{}<img>{}", "é".repeat(1000), "ö".repeat(1000));
        let excerpt = around(&text, "<img>");
        assert_eq!(span(&excerpt), "<img>");
        assert_eq!(excerpt.text, format!("…{}<img>{}…", "é".repeat(SIDE), "ö".repeat(SIDE)));
        assert_eq!((excerpt.line, excerpt.column), (2, 840));
    }

    #[test]
    fn long_spans_are_cut() {
        let text = format!("<img src='data:{}'> after", "A".repeat(5000));
        let excerpt = around(&text, &text[1..text.len() - 6]);
        assert_eq!(span(&excerpt).len(), 2 * SIDE);
        assert!(excerpt.text.starts_with("<img src") && excerpt.text.ends_with("A…"));
    }

    #[test]
    fn many_lines_are_cut_after_six() {
        let text = "a <b\r\n1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7> c\r\n";
        let excerpt = around(text, &text[2..text.len() - 4]);
        assert_eq!(excerpt.text, "a <b\n1\n2\n3\n4\n5…");
        let excerpt = around("a <b\r\nc> d\r\ne", "<b\r\nc>");
        assert_eq!((excerpt.text.as_str(), span(&excerpt)), ("a <b\nc> d", "<b\nc>"));
        let excerpt = around("a <b\r\nc", "<b\r\n");
        assert_eq!((excerpt.text.as_str(), span(&excerpt)), ("a <b", "<b"));
    }

    #[test]
    fn what_moves_the_cursor_is_made_visible() {
        let excerpt = around("a\u{1b}[2J\t\u{202e}\0x\u{7f}\u{9b}", "x");
        assert_eq!(excerpt.text, "a␛[2J\t\u{fffd}␀x␡\u{fffd}");
    }

    #[test]
    fn an_empty_source_has_an_empty_excerpt() {
        let decoded = decode(b"");
        let empty = Excerpt { line: 1, column: 1, ..Excerpt::default() };
        assert_eq!(Lines::new(&decoded).excerpt(Span::new(0, 9)), empty);
    }
}
