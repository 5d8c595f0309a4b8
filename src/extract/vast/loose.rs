//! Free text, of which nobody says what it means (extensions, parameters of a script): whatever looks like a URL in it
//! is taken for one, without being sure.

use crate::extract::{Queue, Route};
use crate::mapped::Mapped;
use crate::url::Url;

/// More are not taken out of one text.
const MOST: usize = 1_000;

/// Hands on the URLs in a text.
pub(super) fn urls<'s>(text: &Mapped<'s>, route: &Route, queue: &mut Queue<'s>) {
    let whole = &*text.text;
    let mut at = 0;
    for _ in 0..MOST {
        let Some(start) = next(whole, at) else { return };
        let end = start + whole[start..].find(ends).unwrap_or(whole.len() - start);
        if Url::parse(&whole[start..end]).is_absolute() {
            queue.url(&text.slice(start..end), route.clone());
        }
        at = end;
    }
    let message = format!("more than {MOST} URLs stand in this text; the rest of it was not read");
    queue.note(text.map.span(at..whole.len()), "too-many-parts", message);
}

fn next(text: &str, from: usize) -> Option<usize> {
    let is_scheme = |at: &usize| ["http://", "https://"].iter().any(|scheme| text[from + at..].starts_with(scheme));
    memchr::memmem::find_iter(&text.as_bytes()[from..], b"http").find(is_scheme).map(|at| from + at)
}

fn ends(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`' | '|')
}
