//! What a fix leaves to do by hand: calls that stay, with the reason, and associations to make on the server.

use crate::fix::Fixed;
use crate::remedy::Associate;
use crate::source::{Lines, decode};
use crate::span::Span;

/// Characters of a URL that are shown.
const LONGEST: usize = 120;

/// The lines for an input that is shown as this. Places are in the file as it is now: `before`, or the fixed bytes if they
/// were written.
#[must_use]
pub fn left(shown: &str, before: &[u8], fixed: &Fixed, written: bool) -> Vec<String> {
    let now = decode(if written { &fixed.bytes } else { before });
    let table = Lines::new(&now);
    let at = |span: Span| {
        let place = table.place(span);
        format!("{shown}:{}:{}", place.line, place.column)
    };
    let unread = fixed.notes.iter().filter(|note| note.incomplete);
    let mut lines: Vec<String> = unread.map(|note| format!("{}: {}", at(note.span), note.message)).collect();
    lines.extend(fixed.left.iter().map(|left| {
        let span = if written { left.place.span } else { Span::new(left.before, left.before) };
        format!("{}: left [{}] {}\n  {}", at(span), left.rule, clipped(&left.url), left.why)
    }));
    lines.extend(fixed.associate.iter().map(|one| {
        let action = one.action.as_str();
        format!("{shown}: associate {} with the creative on the server, action \"{action}\"", segment(one))
    }));
    lines
}

fn segment(one: &Associate) -> String {
    match (one.segment, &one.code) {
        (Some(id), _) => format!("segment {id}"),
        (None, Some(code)) => format!("the segment with the code {code} (look its id up first)"),
        (None, None) => "its segments".to_owned(),
    }
}

fn clipped(url: &str) -> String {
    match url.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &url[..cut]),
        None => url.to_owned(),
    }
}
