//! Style sheets: `url(…)`, `@import "…"`, `image-set("…")`. The tokens are cssparser's, so comments and strings are what
//! a browser takes them for. A property that no element uses is still reported: whether a selector matches is not
//! decided here.

use super::{Queue, Region, Route};
use crate::limit::CSS_DEPTH;
use crate::mapped::{Builder, Mapped};
use crate::span::Span;
use cssparser::{Parser, ParserInput, Token};

/// Functions whose strings are URLs.
const FUNCTIONS: &[&str] = &["url", "src", "image-set", "-webkit-image-set", "image"];

/// Reads a style sheet.
pub(crate) fn read_sheet<'s>(region: &Region<'s>, queue: &mut Queue<'s>) {
    read(region, queue);
}

/// Reads the declarations of a `style` attribute. URLs are found by the same tokens.
pub(crate) fn read_declarations<'s>(region: &Region<'s>, queue: &mut Queue<'s>) {
    read(region, queue);
}

fn read<'s>(region: &Region<'s>, queue: &mut Queue<'s>) {
    let text = region.text.text.clone();
    if !may_speak(text.as_bytes()) {
        return;
    }
    let mut input = ParserInput::new(&text);
    let mut sheet = Sheet { text: &region.text, route: &region.route, queue };
    sheet.block(&mut Parser::new(&mut input), Strings::Ignored, 0);
}

/// Whether a sheet may name a URL or speak to taglint: most don't, and need not be read. An escape may hide any word.
fn may_speak(sheet: &[u8]) -> bool {
    let ends_with = |text: &[u8], word: &str| {
        let from = text.len().checked_sub(word.len());
        from.is_some_and(|from| text[from..].eq_ignore_ascii_case(word.as_bytes()))
    };
    let is_call = |at: usize| FUNCTIONS.iter().any(|name| ends_with(&sheet[..at], name));
    let is_import = |at: usize| sheet[at..].get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"@import"));
    memchr::memchr(b'\\', sheet).is_some()
        || memchr::memchr_iter(b'(', sheet).any(is_call)
        || memchr::memchr_iter(b'@', sheet).any(is_import)
        || memchr::memmem::find(sheet, b"taglint:").is_some()
}

/// What a string means where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strings {
    Ignored,
    /// After `@import`.
    Import,
    /// Inside `url(`, `src(` or `image-set(`.
    Url,
}

struct Sheet<'r, 's> {
    text: &'r Mapped<'s>,
    route: &'r Route,
    queue: &'r mut Queue<'s>,
}

impl Sheet<'_, '_> {
    fn block(&mut self, parser: &mut Parser, mut strings: Strings, depth: usize) {
        loop {
            let start = parser.position();
            let Ok(token) = parser.next_including_whitespace_and_comments().cloned() else { return };
            let span = Span::from(start.byte_index()..parser.position().byte_index());
            match &token {
                Token::UnquotedUrl(url) => self.url(url, span, strings),
                Token::QuotedString(url) if strings != Strings::Ignored => self.url(url, span, strings),
                Token::Comment(_) => self.queue.comment(&self.text.slice(span.range())),
                Token::AtKeyword(name) if name.eq_ignore_ascii_case("import") => strings = Strings::Import,
                Token::Semicolon if strings == Strings::Import => strings = Strings::Ignored,
                Token::Function(name) => self.nested(parser, inside(name, strings), depth),
                Token::ParenthesisBlock | Token::SquareBracketBlock | Token::CurlyBracketBlock => {
                    self.nested(parser, Strings::Ignored, depth);
                }
                _ => {}
            }
        }
    }

    fn nested(&mut self, parser: &mut Parser, strings: Strings, depth: usize) {
        if depth == CSS_DEPTH {
            let at = parser.position().byte_index();
            let span = self.text.map.span(at..at);
            return self.queue.note(
                span,
                "css-too-deep",
                format!("brackets in this style sheet nest more than {CSS_DEPTH} deep; deeper ones were not read"),
            );
        }
        let read: Result<(), cssparser::ParseError<()>> = parser.parse_nested_block(|parser| {
            self.block(parser, strings, depth + 1);
            Ok(())
        });
        // Unclosed blocks end with the sheet, as in browsers.
        drop(read);
    }

    fn url(&mut self, decoded: &str, token: Span, strings: Strings) {
        let raw = &self.text.text[token.range()];
        let url = match raw.find(decoded).filter(|_| !decoded.is_empty()) {
            Some(at) => self.text.slice(token.start as usize + at..token.start as usize + at + decoded.len()),
            None => {
                let mut builder = Builder::default();
                builder.escaped(decoded, token);
                builder.build().within(&self.text.map)
            }
        };
        let via = if strings == Strings::Import { "@import" } else { "url()" };
        self.queue.url(&url, self.route.step(via));
    }
}

fn inside(function: &str, around: Strings) -> Strings {
    let takes_urls = FUNCTIONS.iter().any(|known| function.eq_ignore_ascii_case(known));
    match (takes_urls, around) {
        (true, Strings::Import) => Strings::Import,
        (true, _) => Strings::Url,
        (false, _) => Strings::Ignored,
    }
}
