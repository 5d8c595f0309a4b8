//! The text of a document, between the protocol's positions and byte offsets. A *position* is a line and a count of
//! UTF-16 code units in it, both from 0; a line ends with LF, CRLF or a lone CR.

use crate::span::{Span, offset};
use lsp_types::{Position, Range};

/// A text with the places where its lines start.
#[derive(Debug, Default)]
pub(super) struct Text {
    text: String,
    starts: Vec<usize>,
}

impl Text {
    pub(super) fn new(text: String) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
        let is_end = |at: &usize| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
        let starts = std::iter::once(0).chain(ends.filter(is_end).map(|at| at + 1)).collect();
        Self { text, starts }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The position of a byte; one within a character is where that starts.
    pub(super) fn position(&self, at: usize) -> Position {
        let at = self.text.floor_char_boundary(at.min(self.text.len()));
        let line = self.starts.partition_point(|start| *start <= at) - 1;
        let units = self.text[self.starts[line]..at].encode_utf16().count();
        Position::new(offset(line), offset(units))
    }

    pub(super) fn range(&self, span: Span) -> Range {
        Range::new(self.position(span.start as usize), self.position(span.end as usize))
    }

    /// The byte at a position. Past the end of a line it is that end, as the protocol says.
    pub(super) fn offset(&self, position: Position) -> usize {
        let Some(start) = self.starts.get(position.line as usize) else { return self.text.len() };
        let next = self.starts.get(position.line as usize + 1).copied().unwrap_or(self.text.len());
        let line = self.text[*start..next].trim_end_matches(['\r', '\n']);
        let mut units = 0;
        for (at, c) in line.char_indices() {
            if units >= position.character as usize {
                return start + at;
            }
            units += c.len_utf16();
        }
        start + line.len()
    }

    /// Where the line of a byte starts.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.starts[self.starts.partition_point(|start| *start <= at) - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_utf16_units() {
        let text = Text::new("ab\r\né😀c\rd\n\n".to_owned());
        let cases = [
            (0, 0, 0),
            (1, 0, 1),
            (4, 1, 0),
            (6, 1, 1),
            (10, 1, 3),
            (11, 1, 4),
            (12, 2, 0),
            (13, 2, 1),
            (14, 3, 0),
            (15, 4, 0),
        ];
        for (at, line, character) in cases {
            let position = Position::new(line, character);
            assert_eq!(text.position(at), position, "byte {at}");
            assert_eq!(text.offset(position), at, "{position:?}");
        }
        assert_eq!(text.position(8), Position::new(1, 1), "within the emoji");
        assert_eq!(text.offset(Position::new(0, 99)), 2, "past the end of a line");
        assert_eq!(text.offset(Position::new(99, 0)), 15, "past the end of the text");
        assert_eq!(text.line_start(10), 4);
    }
}
