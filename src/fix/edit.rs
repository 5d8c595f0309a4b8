//! An *edit* takes bytes out of a file, puts some in, or both. Edits of one file are merged where they touch, so that
//! applying them is one pass over its bytes.

use crate::span::Span;

/// One change of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The bytes that go.
    pub span: Span,
    /// The bytes that stand there instead, in the encoding of the file.
    pub insert: Vec<u8>,
}

impl Edit {
    /// Takes bytes out.
    #[must_use]
    pub fn delete(span: Span) -> Self {
        Self { span, insert: Vec::new() }
    }
}

/// Edits in the order of the file, with none inside or across another. What is put in inside of a part that goes, goes.
#[must_use]
pub fn merged(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|edit| (edit.span.start, std::cmp::Reverse(edit.span.end)));
    let mut merged: Vec<Edit> = Vec::with_capacity(edits.len());
    for edit in edits {
        match merged.last_mut() {
            Some(last) if *last == edit => {}
            Some(last) if edit.span.start == last.span.end && last.insert.is_empty() && edit.insert.is_empty() => {
                last.span.end = edit.span.end;
            }
            Some(last) if edit.span.start < last.span.end => last.span.end = last.span.end.max(edit.span.end),
            _ => merged.push(edit),
        }
    }
    merged
}

/// The bytes with merged edits applied.
#[must_use]
pub fn apply(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for edit in edits {
        out.extend_from_slice(&bytes[at..edit.span.range().start]);
        out.extend_from_slice(&edit.insert);
        at = edit.span.range().end;
    }
    out.extend_from_slice(&bytes[at..]);
    out
}

/// Where a byte of the edited file was before merged edits; a byte that was put in, where it was put in.
#[must_use]
pub(super) fn origin(at: u32, edits: &[Edit]) -> u32 {
    let (mut before, mut after) = (0, 0);
    for edit in edits {
        let kept = edit.span.start - before;
        if at < after + kept {
            break;
        }
        after += kept + crate::span::offset(edit.insert.len());
        before = edit.span.end;
        if at < after {
            return edit.span.start;
        }
    }
    before + (at - after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: u32, end: u32, insert: &str) -> Edit {
        Edit { span: Span::new(start, end), insert: insert.into() }
    }

    #[test]
    fn nested_and_crossing_edits_become_one() {
        let edits = merged(vec![edit(4, 6, ""), edit(2, 5, ""), edit(3, 3, "x"), edit(8, 8, "y"), edit(6, 7, "")]);
        assert_eq!(edits, [edit(2, 7, ""), edit(8, 8, "y")]);
        assert_eq!(apply(b"0123456789", &edits), b"017y89");
        let origins: Vec<u32> = (0..6).map(|at| origin(at, &edits)).collect();
        assert_eq!(origins, [0, 1, 7, 8, 8, 9]);
    }
}
