//! Lines and columns, and the way back from the file to the text. Tables are made once a source, when something in it is
//! to be placed first, so that placing a finding costs the same at the end of a line of 50 MB as at its start.

use super::tally::tally;
use super::{Decoded, excerpt};
use crate::finding::{Excerpt, Place};
use crate::mapped::Map;
use crate::span::{Span, offset};
use memchr::memchr2_iter;
use std::ops::Range;
use std::sync::OnceLock;

/// Characters are counted once for each block of so many bytes.
const BLOCK: usize = 1 << 10;

/// A source's lines. A line ends with LF, CRLF or a lone CR.
#[derive(Debug)]
pub struct Lines<'s> {
    text: &'s str,
    map: &'s Map,
    /// Offset in the text at which each line starts.
    starts: OnceLock<Vec<u32>>,
    /// Characters before each block.
    counts: OnceLock<Vec<u32>>,
}

impl<'s> Lines<'s> {
    /// Of a source.
    #[must_use]
    pub fn new(source: &'s Decoded<'_>) -> Self {
        Self { text: &source.text, map: &source.map, starts: OnceLock::new(), counts: OnceLock::new() }
    }

    fn starts(&self) -> &[u32] {
        self.starts.get_or_init(|| starts(self.text.as_bytes()))
    }

    /// Where a span of the file is: 1-based lines, and 1-based columns that count characters.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let range = self.range(span);
        let ((line, column), (end_line, end_column)) = (self.position(range.start), self.position(range.end));
        Place { line, column, end_line, end_column, span }
    }

    /// The source around a span of the file, clipped.
    #[must_use]
    pub fn excerpt(&self, span: Span) -> Excerpt {
        excerpt::cut(self, self.range(span))
    }

    /// The byte range of the text that a span of the file stands for, widened to whole characters. What lies outside
    /// the text, a byte order mark say, gives the nearest place in it.
    #[must_use]
    pub fn range(&self, span: Span) -> Range<usize> {
        let start = self.at_or_before(span.start);
        if span.end <= span.start { start..start } else { start..self.at_or_after(span.end).max(start) }
    }

    pub(super) fn text(&self) -> &'s str {
        self.text
    }

    /// The number of the line, from 0, that a byte of the text is in.
    pub(super) fn number(&self, at: usize) -> usize {
        self.starts().partition_point(|start| *start <= offset(at)) - 1
    }

    /// The byte range of a line by its number from 0, without its end.
    pub(super) fn line(&self, number: usize) -> Range<usize> {
        let start = self.starts()[number] as usize;
        let next = self.starts().get(number + 1).map_or(self.text.len(), |next| *next as usize);
        let line = &self.text[start..next];
        let line = line.strip_suffix('\n').unwrap_or(line);
        start..start + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// 1-based line and column of a byte of the text.
    pub(super) fn position(&self, at: usize) -> (u32, u32) {
        let line = self.number(at);
        let column = self.characters(at) - self.characters(self.starts()[line] as usize);
        (offset(line + 1), column + 1)
    }

    /// How many characters start before a byte of the text.
    fn characters(&self, at: usize) -> u32 {
        let block = at / BLOCK;
        let before = self.counts.get_or_init(|| counts(self.text.as_bytes()))[block];
        before + count(&self.text.as_bytes()[block * BLOCK..at])
    }

    /// The start of the character that the byte of the file belongs to.
    fn at_or_before(&self, file: u32) -> usize {
        let at = self.at_or_after(file);
        if at == 0 || self.in_file(at) == file { at } else { self.text.floor_char_boundary(at - 1) }
    }

    /// The start of the first character that does not begin before the byte of the file.
    fn at_or_after(&self, file: u32) -> usize {
        let (mut low, mut high) = (0, self.text.len());
        if let Map::Shift(by) = self.map {
            low = (file.saturating_sub(*by) as usize).min(high);
            high = low;
        }
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.in_file(middle) < file { low = middle + 1 } else { high = middle }
        }
        self.text.ceil_char_boundary(low)
    }

    /// The byte of the file at which a byte of the text was written; grows with it.
    fn in_file(&self, at: usize) -> u32 {
        if at > 0 && at == self.text.len() { self.map.span(at - 1..at).end } else { self.map.span(at..at).start }
    }
}

fn starts(text: &[u8]) -> Vec<u32> {
    let ends = memchr2_iter(b'\n', b'\r', text).filter(|at| text[*at] == b'\n' || text.get(at + 1) != Some(&b'\n'));
    std::iter::once(0).chain(ends.map(|at| offset(at + 1))).collect()
}

fn counts(text: &[u8]) -> Vec<u32> {
    let mut before = 0;
    let mut counts = vec![0];
    counts.extend(text.chunks_exact(BLOCK).map(|block| {
        before += count(block);
        before
    }));
    counts
}

/// How many characters start in the bytes.
fn count(bytes: &[u8]) -> u32 {
    offset(tally(bytes, |byte| !(0x80..0xc0).contains(&byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::decode;

    fn place(bytes: &[u8], start: u32, end: u32) -> (u32, u32, u32, u32) {
        let decoded = decode(bytes);
        let place = Lines::new(&decoded).place(Span::new(start, end));
        assert_eq!(place.span, Span::new(start, end));
        (place.line, place.column, place.end_line, place.end_column)
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        type Case = (&'static [u8], u32, u32, (u32, u32, u32, u32));
        let cases: [Case; 14] = [
            (b"", 0, 0, (1, 1, 1, 1)),
            (b"abc", 1, 2, (1, 2, 1, 3)),
            (b"a\nbc", 2, 4, (2, 1, 2, 3)),
            (b"a\r\nbc", 3, 4, (2, 1, 2, 2)),
            (b"a\rbc", 2, 3, (2, 1, 2, 2)),
            (b"a\r\n\r\nb", 5, 6, (3, 1, 3, 2)),
            (b"a\r\nb", 1, 3, (1, 2, 2, 1)),
            (b"a\nb\n", 4, 4, (3, 1, 3, 1)),
            ("é€😀x".as_bytes(), 9, 10, (1, 4, 1, 5)),
            ("é€😀x".as_bytes(), 3, 4, (1, 2, 1, 3)),
            (b"\xef\xbb\xbfab", 4, 5, (1, 2, 1, 3)),
            (b"\xef\xbb\xbfab", 0, 0, (1, 1, 1, 1)),
            (b"\xe9\xe9x", 2, 3, (1, 3, 1, 4)),
            (b"abc", 50, 60, (1, 3, 1, 4)),
        ];
        for (bytes, start, end, expected) in cases {
            assert_eq!(place(bytes, start, end), expected, "{bytes:?} {start}..{end}");
        }
    }

    #[test]
    fn utf16_is_placed_by_its_bytes() {
        let bytes: Vec<u8> = "\u{feff}é\n😀<img>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(place(&bytes, 10, 20), (2, 2, 2, 7));
        assert_eq!(place(&bytes, 6, 10), (2, 1, 2, 2));
        assert_eq!(place(&bytes, 8, 9), (2, 1, 2, 2), "half a character is the whole one");
    }

    #[test]
    fn places_agree_with_counting_across_blocks() {
        let text = "é<img>\tö".repeat(BLOCK / 3);
        let decoded = decode(text.as_bytes());
        let lines = Lines::new(&decoded);
        for (number, (at, _)) in text.char_indices().enumerate().step_by(97) {
            assert_eq!(lines.place(Span::new(offset(at), offset(at))).column, offset(number + 1));
        }
    }

    #[test]
    fn every_span_of_a_decoded_text_comes_back_to_its_range() {
        for bytes in [&b"\xef\xbb\xbf\xc3\xa9\r\na\xffb"[..], b"\xe9a\n\x80b", b"\xff\xfe\xe9\0\n\0a\0"] {
            let decoded = decode(bytes);
            let lines = Lines::new(&decoded);
            let borders: Vec<usize> =
                (0..=decoded.text.len()).filter(|at| decoded.text.is_char_boundary(*at)).collect();
            for pair in borders.windows(2) {
                assert_eq!(lines.range(decoded.map.span(pair[0]..pair[1])), pair[0]..pair[1], "{bytes:?}");
            }
        }
    }
}
