//! A finding's excerpt as numbered lines, each in three parts: before the span, in it, after it.

use crate::finding::Excerpt;
use crate::report::plain::harmless;
use serde::Serialize;

/// A line of source.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    number: usize,
    before: String,
    marked: String,
    after: String,
}

/// The lines of an excerpt, without blank ones at its end.
pub(super) fn lines(excerpt: &Excerpt) -> Vec<Line> {
    let end = excerpt.start + excerpt.len;
    if excerpt.text.get(excerpt.start..end).is_none() {
        return Vec::new();
    }
    let mut at = 0;
    let mut lines = Vec::new();
    for (text, number) in excerpt.text.trim_end().split('\n').zip(excerpt.line as usize..) {
        let cut = |offset: usize| offset.saturating_sub(at).min(text.len());
        let (from, to) = (cut(excerpt.start), cut(end));
        lines.push(Line {
            number,
            before: shown(&text[..from]),
            marked: shown(&text[from..to]),
            after: shown(&text[to..]),
        });
        at += text.len() + 1;
    }
    lines
}

fn shown(text: &str) -> String {
    text.trim_end_matches('\r').chars().map(|c| if c == '\t' { c } else { harmless(c) }).collect()
}
