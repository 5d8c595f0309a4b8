//! A *mapped text* is text taken out of a file through any number of decodings (JSON escapes, entities, script
//! escapes, concatenation) that still knows, for each of its bytes, where in the file it was written. The map is a list
//! of *pieces*: an exact piece stands byte for byte in the file, any other was written as one escape or expression,
//! and maps to all of it.

use crate::span::{Span, offset};
use std::borrow::Cow;
use std::ops::Range;

/// What stands in a text for a part that only running the code would tell.
pub const HOLE: &str = "{…}";

/// One run of the text: from `at` (byte offset in the text) up to the next piece's `at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    at: u32,
    span: Span,
    exact: bool,
}

/// Bytes of the longest character that one escape stands for.
const CHARACTER: u32 = 4;

/// A part of a text with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The byte range of the text.
    pub text: Range<usize>,
    /// Where it was written in the file.
    pub span: Span,
    /// Whether exactly these characters were written there, as they are or each as an escape; else the span is that of an
    /// expression, or of an escape of which the range is a part.
    pub as_written: bool,
}

impl Piece {
    /// What `range` takes of this piece, which ends at `next`.
    fn part(&self, range: Range<u32>, next: u32) -> Part {
        let text = range.start as usize..range.end as usize;
        if !self.exact {
            let as_written = range.start == self.at && range.end == next && range.end - range.start <= CHARACTER;
            return Part { text, span: self.span, as_written };
        }
        let at = self.span.start + (range.start - self.at);
        let end = at + (range.end - range.start);
        Part { text, span: Span::new(at, end.min(self.span.end)), as_written: end <= self.span.end }
    }
}

/// From offsets in a text to spans in the file (or in the enclosing text, until composed).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Map {
    /// The text stands in the file as it is, from this byte on.
    Shift(u32),
    /// The text was put together from these pieces, in order.
    Pieces(Vec<Piece>),
}

impl Map {
    /// The span of a byte range of the text. Escapes that the range touches are covered whole.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        let (start, end) = (offset(range.start), offset(range.end).max(offset(range.start)));
        match self {
            Self::Shift(by) => Span::new(start + by, end + by),
            Self::Pieces(pieces) => pieces_span(pieces, start, end),
        }
    }

    /// The map of a byte range of the text, as a text of its own.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        match self {
            Self::Shift(by) => Self::Shift(by + offset(range.start)),
            Self::Pieces(pieces) => Self::Pieces(slice_pieces(pieces, offset(range.start), offset(range.end))),
        }
    }

    /// The map from this text straight to the file, given the map of the text that this one's spans point into.
    #[must_use]
    pub fn within(self, outer: &Self) -> Self {
        match (self, outer) {
            (Self::Shift(by), Self::Shift(outer)) => Self::Shift(by + outer),
            (Self::Shift(by), outer @ Self::Pieces(_)) => outer.slice(by as usize..u32::MAX as usize),
            (Self::Pieces(mut pieces), Self::Shift(outer)) => {
                for piece in &mut pieces {
                    piece.span = Span::new(piece.span.start + outer, piece.span.end + outer);
                }
                Self::Pieces(pieces)
            }
            (Self::Pieces(pieces), Self::Pieces(outer)) => Self::Pieces(lift_all(&pieces, outer)),
        }
    }

    /// Whether every byte of the range stands in the file as it is, in one run.
    #[must_use]
    pub fn is_exact(&self, range: Range<usize>) -> bool {
        match self {
            Self::Shift(_) => true,
            Self::Pieces(pieces) => {
                let first = index(pieces, offset(range.start));
                let next = pieces.get(first + 1).map_or(u32::MAX, |p| p.at);
                pieces.get(first).is_some_and(|p| p.exact) && offset(range.end) <= next
            }
        }
    }
}

/// The index of the piece that holds byte `at`.
fn index(pieces: &[Piece], at: u32) -> usize {
    pieces.partition_point(|p| p.at <= at).saturating_sub(1)
}

/// Pieces farther apart than this were not written together.
const GAP: u32 = 160;

/// The run of source that starts with the first piece of the range. Pieces may come from anywhere in the file (a variable
/// declared far above its use): what does not follow closely is left out, so that the span stays where the text starts.
fn pieces_span(pieces: &[Piece], start: u32, end: u32) -> Span {
    let at = index(pieces, start);
    let Some(first) = pieces.get(at) else { return Span::default() };
    let from = if first.exact { (first.span.start + (start - first.at)).min(first.span.end) } else { first.span.start };
    if end <= start {
        return Span::new(from, from);
    }
    let last = index(pieces, end - 1);
    let end_of = |at: usize| {
        let piece = &pieces[at];
        if at == last && piece.exact {
            (piece.span.start + (end - piece.at)).min(piece.span.end)
        } else {
            piece.span.end
        }
    };
    let mut span = Span::new(from, end_of(at));
    let mut follow = |piece: &Piece, end: u32| {
        if (span.end..=span.end.saturating_add(GAP)).contains(&piece.span.start) {
            span.end = span.end.max(end);
        }
    };
    if last > at {
        pieces[at + 1..last].iter().for_each(|piece| follow(piece, piece.span.end));
        follow(&pieces[last], end_of(last));
    }
    span
}

fn slice_pieces(pieces: &[Piece], start: u32, end: u32) -> Vec<Piece> {
    let rest = &pieces[index(pieces, start).min(pieces.len())..];
    let mut cut = rest[..rest.partition_point(|p| p.at < end.max(start + 1))].to_vec();
    for piece in &mut cut {
        let skipped = start.saturating_sub(piece.at);
        if piece.exact {
            piece.span.start = (piece.span.start + skipped).min(piece.span.end);
            let longest = end.saturating_sub(piece.at.max(start));
            piece.span.end = piece.span.end.min(piece.span.start.saturating_add(longest));
        }
        piece.at = piece.at.saturating_sub(start);
    }
    cut
}

/// Pieces whose spans point into a text with the map `outer`, as pieces that point where `outer` does.
fn lift_all(pieces: &[Piece], outer: &[Piece]) -> Vec<Piece> {
    let mut lifted = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let mid = piece.span;
        if piece.exact {
            let slice = slice_pieces(outer, mid.start, mid.end);
            lifted.extend(slice.into_iter().map(|p| Piece { at: piece.at + p.at, ..p }));
        } else {
            lifted.push(Piece { span: pieces_span(outer, mid.start, mid.end), ..*piece });
        }
    }
    lifted
}

/// A text with its map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped<'s> {
    /// The decoded text; parts known only at run time stand as [`HOLE`].
    pub text: Cow<'s, str>,
    /// Where it was written.
    pub map: Map,
}

impl<'s> Mapped<'s> {
    /// Text that stands in the file as it is, from byte `at` on.
    #[must_use]
    pub fn plain(text: &'s str, at: u32) -> Self {
        Self { text: Cow::Borrowed(text), map: Map::Shift(at) }
    }

    /// A byte range of it (at character borders).
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let text = match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[range.clone()]),
            Cow::Owned(text) => Cow::Owned(text[range.clone()].to_owned()),
        };
        Self { text, map: self.map.slice(range) }
    }

    /// The span of all of it.
    #[must_use]
    pub fn span(&self) -> Span {
        self.map.span(0..self.text.len())
    }

    /// The span of a byte range, if it was written in one run: character by character, as it is or escaped, with nothing
    /// between. None where a part of it came out of an expression, or an escape is cut.
    #[must_use]
    pub fn written(&self, range: Range<usize>) -> Option<Span> {
        let mut span: Option<Span> = None;
        for part in self.parts(range.clone()) {
            let part = part.as_written.then_some(part.span)?;
            span = match span {
                Some(before) if before.end != part.start => return None,
                before => Some(before.unwrap_or(part).cover(part)),
            };
        }
        span.or_else(|| range.is_empty().then(|| self.map.span(range)))
    }

    /// The pieces of source that a byte range was written in, in the order of the text.
    #[must_use]
    pub fn parts(&self, range: Range<usize>) -> Vec<Part> {
        let Map::Pieces(pieces) = &self.map else {
            return vec![Part { span: self.map.span(range.clone()), text: range, as_written: true }];
        };
        let (start, end) = (offset(range.start), offset(range.end));
        let touched = pieces.iter().enumerate().skip(index(pieces, start)).take_while(|(_, piece)| piece.at < end);
        let part = |(at, piece): (usize, &Piece)| {
            let next = pieces.get(at + 1).map_or(offset(self.text.len()), |next| next.at);
            piece.part(start.max(piece.at)..end.min(next), next)
        };
        touched.map(part).collect()
    }

    /// The same text with its map carried on through the text it was taken from.
    #[must_use]
    pub fn within(self, outer: &Map) -> Self {
        Self { text: self.text, map: self.map.within(outer) }
    }

    /// The same with the text owned, to outlive what it was borrowed from.
    #[must_use]
    pub fn into_owned(self) -> Mapped<'static> {
        Mapped { text: Cow::Owned(self.text.into_owned()), map: self.map }
    }

    /// Without white space at both ends.
    #[must_use]
    pub fn trim(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        self.slice(start..start.max(self.text.trim_end().len()))
    }
}

/// Puts a mapped text together piece by piece.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    text: String,
    pieces: Vec<Piece>,
}

impl Builder {
    /// Nothing yet, with room for so many bytes and pieces.
    pub(crate) fn with_room(bytes: usize, pieces: usize) -> Self {
        Self { text: String::with_capacity(bytes), pieces: Vec::with_capacity(pieces) }
    }

    /// Adds text that stands as it is from byte `at` on.
    pub fn exact(&mut self, text: &str, at: u32) {
        if !text.is_empty() {
            let (span, dec) = (Span::new(at, at + offset(text.len())), offset(self.text.len()));
            match self.pieces.last_mut() {
                Some(last) if last.exact && last.span.end == at => last.span.end = span.end,
                _ => self.pieces.push(Piece { at: dec, span, exact: true }),
            }
            self.text.push_str(text);
        }
    }

    /// Adds text that was written in another way: as the escape or the expression at `span`.
    pub fn escaped(&mut self, text: &str, span: Span) {
        if !text.is_empty() {
            self.pieces.push(Piece { at: offset(self.text.len()), span, exact: false });
            self.text.push_str(text);
        }
    }

    /// Adds all of a mapped text whose map points into the same text as this builder's spans.
    pub fn mapped(&mut self, part: &Mapped) {
        let at = offset(self.text.len());
        match &part.map {
            Map::Shift(by) => self.exact(&part.text, *by),
            Map::Pieces(pieces) => {
                self.pieces.extend(pieces.iter().map(|p| Piece { at: p.at + at, ..*p }));
                self.text.push_str(&part.text);
            }
        }
    }

    /// Length so far, in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether nothing was added yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text put together.
    #[must_use]
    pub fn build(self) -> Mapped<'static> {
        Mapped { text: Cow::Owned(self.text), map: Map::Pieces(self.pieces) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_written_in_one_run_has_a_span_of_its_own() {
        let mut builder = Builder::default();
        builder.exact("ab", 10);
        builder.escaped("&", Span::new(12, 17));
        builder.exact("c", 17);
        builder.escaped("{…}", Span::new(30, 40));
        builder.exact("d", 40);
        let text = builder.build();
        assert_eq!(text.written(0..4), Some(Span::new(10, 18)));
        assert_eq!(text.written(2..3), Some(Span::new(12, 17)));
        assert_eq!(text.written(3..5), None, "a gap");
        assert_eq!(text.written(4..9), None, "an expression");
        assert_eq!(text.written(9..10), Some(Span::new(40, 41)));
    }
}
