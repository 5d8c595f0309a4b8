//! What is read of a script that cannot be parsed: its string literals. Those that are URLs with a host may be
//! requested, those that are markup may be written; that they are is a guess.

use super::eval::unescaped;
use super::found::{Found, Statements};
use super::lex::{Kind, Lexer, Token};
use super::text::Text;
use super::{Block, Language, Part, Request};
use crate::call::{Confidence, Trigger};
use crate::mapped::Mapped;
use crate::span::Span;

/// Reads the string literals of a block that stands at byte `at`; gives back its comments.
pub(super) fn scan(block: &Block, number: usize, at: u32, found: &mut Found) -> Vec<Span> {
    let mut comments = Vec::new();
    let known = found.texts();
    for token in Lexer::new(block.text) {
        let place = Span::from(token.range.start + at as usize..token.range.end + at as usize);
        if token.kind == Kind::Comment {
            comments.push(place);
        } else if let Some(text) = text(block.text, &token, at).filter(|text| !known.contains(text.as_str())) {
            literal(&text, place, block.trigger, number, found);
        }
    }
    comments
}

/// The literals of a script that something holds for.
pub(super) fn texts(script: &str, wanted: impl Fn(&str) -> bool) -> Vec<Mapped<'static>> {
    let literals = Lexer::new(script).filter_map(|token| Some((text(script, &token, 0)?, Span::from(token.range))));
    literals.filter(|(text, _)| wanted(text.as_str())).map(|(text, place)| text.mapped(place)).collect()
}

/// What a token says, if it is a string literal of a script that stands at byte `at`.
fn text<'s>(script: &'s str, token: &Token, at: u32) -> Option<Text<'s>> {
    let range = match token.kind {
        Kind::String { closed } => token.range.start + 1..token.range.end - usize::from(closed),
        Kind::Template => token.range.start + 1..token.range.end.max(token.range.start + 2) - 1,
        _ => return None,
    };
    let written = script.get(range.start..range.end.max(range.start))?;
    Some(unescaped(&Text::exact(written, crate::span::offset(range.start) + at)))
}

/// Finds what a literal may be used for.
fn literal(text: &Text, place: Span, trigger: Trigger, block: usize, found: &mut Found) {
    let (confidence, via, statement, through) = (Confidence::Low, "string".into(), None, Vec::new());
    if is_url(text.as_str()) {
        let url = text.mapped(place);
        let request = Request { url, via, trigger, statement, expression: None, confidence, through, block };
        found.request(request, Statements::new());
    } else if is_markup(text.as_str()) {
        let (text, language) = (text.mapped(place), Language::Markup);
        found.part(Part { text, language, via, trigger, statement, confidence, through, block }, Statements::new());
    }
}

/// Whether a text is a URL that names a host.
pub(super) fn is_url(text: &str) -> bool {
    let text = text.trim();
    let rest = ["https://", "http://", "//"].iter().find_map(|scheme| {
        text.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme)).map(|start| &text[start.len()..])
    });
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    host.is_some_and(|host| host.contains('.') && !host.contains(char::is_whitespace))
        && !text.contains(char::is_whitespace)
}

fn is_markup(text: &str) -> bool {
    let tags = ["<img", "<script", "<iframe", "<link", "<object", "<embed", "<video", "<a ", "<div", "<style"];
    let lower = text.to_ascii_lowercase();
    tags.iter().any(|tag| lower.contains(tag))
}
