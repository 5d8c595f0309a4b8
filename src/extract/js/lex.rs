//! A small reader of tokens, for what has to be known before (or without) a parse: where strings, comments and macros
//! are and how deep brackets nest. It never fails: text that is no JavaScript comes out as some tokens or other.
//! A *macro* here is a placeholder of an ad server or template language that stands in code, outside of strings.

use super::keyword::Keyword;
use super::macros;
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Identifier or keyword.
    Word,
    Number,
    /// With its quotes; `closed` is false if the line ends first.
    String {
        closed: bool,
    },
    /// From a backtick or `}` to a backtick or `${`.
    Template,
    Regex,
    Comment,
    Macro,
    /// One byte of anything else.
    Sign(u8),
}

/// A run of the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
    /// What a word does to what follows; nothing for all but a few keywords.
    pub(super) keyword: Keyword,
}

/// Goes through a script token by token.
pub(super) struct Lexer<'s> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    /// Whether a `/` here starts a regular expression.
    operand: bool,
    /// For each `{` open here: whether it belongs to a template literal.
    braces: Vec<bool>,
}

impl<'s> Lexer<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0, operand: true, braces: Vec::new() }
    }

    #[inline]
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    #[inline(always)]
    fn token(&mut self, kind: Kind, end: usize) -> Token {
        let range = self.at..end.min(self.bytes.len());
        self.at = range.end;
        let mut keyword = Keyword::default();
        match kind {
            Kind::Comment => {}
            Kind::Word => {
                keyword = Keyword::of(&self.bytes[range.clone()]);
                self.operand = keyword.operator;
            }
            Kind::Sign(b')' | b']') => self.operand = false,
            Kind::Sign(_) => self.operand = true,
            Kind::Template => self.operand = self.bytes[..range.end].ends_with(b"${"),
            _ => self.operand = false,
        }
        Token { kind, range, keyword }
    }

    fn comment_end(&self) -> usize {
        let rest = &self.bytes[self.at + 2..];
        if self.peek(1) == b'*' {
            memchr::memmem::find(rest, b"*/").map_or(self.bytes.len(), |end| self.at + end + 4)
        } else {
            memchr::memchr2(b'\n', b'\r', rest).map_or(self.bytes.len(), |end| self.at + 2 + end)
        }
    }

    fn string(&mut self, quote: u8) -> Token {
        let mut end = self.at + 1;
        while let Some(skip) = self.bytes.get(end..).and_then(|rest| rest.iter().position(|byte| ENDS[*byte as usize]))
        {
            end += skip;
            match self.bytes[end] {
                b'\\' => end += if self.bytes[end..].starts_with(b"\\\r\n") { 3 } else { 2 },
                b'\n' | b'\r' => return self.token(Kind::String { closed: false }, end),
                byte if byte == quote => return self.token(Kind::String { closed: true }, end + 1),
                _ => end += 1,
            }
        }
        self.token(Kind::String { closed: false }, self.bytes.len())
    }

    fn template(&mut self) -> Token {
        let mut end = self.at + 1;
        while let Some(&byte) = self.bytes.get(end) {
            match byte {
                b'\\' => end += 2,
                b'`' => return self.token(Kind::Template, end + 1),
                b'$' if self.bytes.get(end + 1) == Some(&b'{') => {
                    self.braces.push(true);
                    return self.token(Kind::Template, end + 2);
                }
                _ => end += 1,
            }
        }
        self.token(Kind::Template, self.bytes.len())
    }

    /// The end of a regular expression that starts here, if the line has one.
    fn regex_end(&self) -> Option<usize> {
        let (mut end, mut class) = (self.at + 1, false);
        while let Some(&byte) = self.bytes.get(end) {
            match byte {
                b'\n' | b'\r' => return None,
                b'\\' => end += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => return Some(end + 1),
                _ => {}
            }
            end += 1;
        }
        None
    }

    fn slash(&mut self) -> Token {
        match self.peek(1) {
            b'/' | b'*' => self.token(Kind::Comment, self.comment_end()),
            _ => match if self.operand { self.regex_end() } else { None } {
                Some(end) => self.token(Kind::Regex, end),
                None => self.token(Kind::Sign(b'/'), self.at + 1),
            },
        }
    }

    #[inline(always)]
    fn word(&mut self) -> Token {
        let rest = &self.bytes[self.at..];
        let mut end = rest.iter().position(|byte| CLASSES[*byte as usize] & WORD == 0).unwrap_or(rest.len());
        // `ab${X}` is a macro glued to a word.
        if rest.get(end) == Some(&b'{') && rest[..end].ends_with(b"$") {
            end -= rest[..end].iter().rev().take_while(|byte| **byte == b'$').count();
        }
        let kind = if rest[0].is_ascii_digit() { Kind::Number } else { Kind::Word };
        self.token(kind, self.at + end.max(1))
    }

    fn brace(&mut self, byte: u8) -> Token {
        if byte == b'{' {
            self.braces.push(false);
        } else if self.braces.pop() == Some(true) {
            return self.template();
        }
        self.token(Kind::Sign(byte), self.at + 1)
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    // Most tokens are one to three bytes: a call for each would cost more than reading it.
    #[inline(always)]
    fn next(&mut self) -> Option<Token> {
        let rest = &self.bytes[self.at..];
        let Some(skip) = rest.iter().position(|byte| CLASSES[*byte as usize] & SPACE == 0) else {
            self.at = self.bytes.len();
            return None;
        };
        self.at += skip;
        let byte = rest[skip];
        let class = CLASSES[byte as usize];
        if class == WORD {
            return Some(self.word());
        }
        if class & MACRO != 0
            && let Some(end) = macros::end(self.text, self.at)
        {
            return Some(self.token(Kind::Macro, end));
        }
        Some(match byte {
            b'"' | b'\'' => self.string(byte),
            b'`' => self.template(),
            b'/' => self.slash(),
            b'{' | b'}' => self.brace(byte),
            _ if class & WORD != 0 => self.word(),
            _ => self.token(Kind::Sign(byte), self.at + 1),
        })
    }
}

/// Classes of bytes: white space, parts of words, starts of macros.
const SPACE: u8 = 1;
const WORD: u8 = 2;
const MACRO: u8 = 4;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let sign = byte as u8;
        if sign.is_ascii_alphanumeric() || matches!(sign, b'_' | b'$') || sign >= 0x80 {
            classes[byte] |= WORD;
        }
        if sign.is_ascii_whitespace() {
            classes[byte] |= SPACE;
        }
        if macros::may_start(sign) {
            classes[byte] |= MACRO;
        }
        byte += 1;
    }
    classes
};

/// Bytes that may end a string, or its line, or hide an end.
static ENDS: [bool; 256] = {
    let mut ends = [false; 256];
    let signs = b"\"'\\\n\r";
    let mut number = 0;
    while number < signs.len() {
        ends[signs[number] as usize] = true;
        number += 1;
    }
    ends
};

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, &str)> {
        Lexer::new(text).map(|token| (token.kind, &text[token.range])).collect()
    }

    #[test]
    fn strings_templates_comments_and_regular_expressions_are_told_apart() {
        use Kind::{Comment, Number, Regex, Sign, String, Template, Word};
        let closed = String { closed: true };
        assert_eq!(kinds(r#"a='\'"'"#), [(Word, "a"), (Sign(b'='), "="), (closed, r#"'\'"'"#)]);
        assert_eq!(
            kinds("'a\n)/[/1"),
            [
                (String { closed: false }, "'a"),
                (Sign(b')'), ")"),
                (Sign(b'/'), "/"),
                (Sign(b'['), "["),
                (Sign(b'/'), "/"),
                (Number, "1"),
            ]
        );
        assert_eq!(kinds("x=/[/\"]/g"), [(Word, "x"), (Sign(b'='), "="), (Regex, "/[/\"]/"), (Word, "g")]);
        assert_eq!(kinds("1/2//c"), [(Number, "1"), (Sign(b'/'), "/"), (Number, "2"), (Comment, "//c")]);
        assert_eq!(
            kinds("`a${{}}b`/*`*/"),
            [(Template, "`a${"), (Sign(b'{'), "{"), (Sign(b'}'), "}"), (Template, "}b`"), (Comment, "/*`*/"),]
        );
    }

    #[test]
    fn macros_are_tokens_only_outside_of_strings() {
        let found = |text: &'static str| {
            kinds(text).into_iter().filter(|(kind, _)| *kind == Kind::Macro).map(|(_, text)| text).collect::<Vec<_>>()
        };
        assert_eq!(found("a=%%X%%+'%%Y%%'+`${z}`+b${W}"), ["%%X%%", "${W}"]);
        assert_eq!(found("f({{a.b}},<%= c %>,<?php d ?>,#{P1})"), ["{{a.b}}", "<%= c %>", "<?php d ?>", "#{P1}"]);
        assert!(found("function f(){{a()}} if(x){y={b:{}}}").is_empty());
    }

    #[test]
    fn any_text_comes_to_an_end() {
        for text in ["'", "`${", "/", "\\", "'\\", "`\\", "/\\", "/*", "${", "%%", "{{", "ä$", "$${", "$", "}"] {
            let last = Lexer::new(text).last().map(|token| token.range.end);
            assert_eq!(last, Some(text.len()), "{text}");
        }
    }
}
