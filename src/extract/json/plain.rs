//! Plain JSON, as nearly all programs write it, read in one go into the tree of the library. What is not plain (comments,
//! single quotes, odd escapes, a mistake) is left to the library, which knows what to make of it and what to say. It
//! goes through texts letter by letter; here, the long strings that creatives are in are passed over at once.

use super::string::{escape, simple};
use crate::source::tally::tally;
use jsonc_parser::ast::{
    Array, BooleanLit, NullKeyword, NumberLit, Object, ObjectProp, ObjectPropName, StringLit, Value,
};
use jsonc_parser::common::Range;
use std::borrow::Cow;

/// Deeper documents are left to the library.
const DEEPEST: usize = 60;

/// The document, if it is plain.
pub(super) fn read(text: &str) -> Option<Value<'_>> {
    let mut plain = Plain { text, at: 0 };
    plain.blank();
    let value = plain.value(0)?;
    plain.blank();
    (plain.at == text.len()).then_some(value)
}

struct Plain<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Plain<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count();
    }

    /// The next byte that is not blank, if it is this one.
    fn take(&mut self, byte: u8) -> Option<()> {
        self.blank();
        self.take_here(byte)
    }

    fn take_here(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    fn value(&mut self, depth: usize) -> Option<Value<'t>> {
        match self.peek()? {
            b'"' => self.string().map(Value::StringLit),
            b'{' if depth < DEEPEST => self.object(depth + 1).map(Value::Object),
            b'[' if depth < DEEPEST => self.array(depth + 1).map(Value::Array),
            b'-' | b'0'..=b'9' => self.number().map(Value::NumberLit),
            b't' => Some(Value::BooleanLit(BooleanLit { range: self.word("true")?, value: true })),
            b'f' => Some(Value::BooleanLit(BooleanLit { range: self.word("false")?, value: false })),
            b'n' => Some(Value::NullKeyword(NullKeyword { range: self.word("null")? })),
            _ => None,
        }
    }

    fn object(&mut self, depth: usize) -> Option<Object<'t>> {
        let start = self.at;
        self.take_here(b'{')?;
        let mut properties = Vec::new();
        while self.take(b'}').is_none() {
            if !properties.is_empty() {
                self.take_here(b',')?;
                self.blank();
            }
            properties.push(self.property(depth)?);
        }
        Some(Object { range: Range { start, end: self.at }, properties })
    }

    fn property(&mut self, depth: usize) -> Option<ObjectProp<'t>> {
        let start = self.at;
        let name = ObjectPropName::String(self.string()?);
        self.take(b':')?;
        self.blank();
        let value = self.value(depth)?;
        Some(ObjectProp { range: Range { start, end: self.at }, name, value })
    }

    fn array(&mut self, depth: usize) -> Option<Array<'t>> {
        let start = self.at;
        self.take_here(b'[')?;
        let mut elements = Vec::new();
        while self.take(b']').is_none() {
            if !elements.is_empty() {
                self.take_here(b',')?;
                self.blank();
            }
            elements.push(self.value(depth)?);
        }
        Some(Array { range: Range { start, end: self.at }, elements })
    }

    fn word(&mut self, word: &str) -> Option<Range> {
        let start = self.at;
        self.text[start..].starts_with(word).then(|| self.at += word.len())?;
        Some(Range { start, end: self.at })
    }

    fn number(&mut self) -> Option<NumberLit<'t>> {
        let start = self.at;
        let _ = self.take_here(b'-');
        match self.digits()? {
            (first, len) if first == b'0' && len > 1 => return None,
            _ => {}
        }
        if self.take_here(b'.').is_some() {
            self.digits()?;
        }
        if self.take_here(b'e').or_else(|| self.take_here(b'E')).is_some() {
            let _ = self.take_here(b'+').or_else(|| self.take_here(b'-'));
            self.digits()?;
        }
        Some(NumberLit { range: Range { start, end: self.at }, value: &self.text[start..self.at] })
    }

    /// A run of digits: the first, and how many there are.
    fn digits(&mut self) -> Option<(u8, usize)> {
        let rest = &self.text.as_bytes()[self.at..];
        let len = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += len;
        (len > 0).then(|| (rest[0], len))
    }

    fn string(&mut self) -> Option<StringLit<'t>> {
        let start = self.at;
        self.take_here(b'"')?;
        let from = self.at;
        self.at += self.run()?;
        let value = match self.peek()? {
            b'"' => Cow::Borrowed(&self.text[from..self.at]),
            _ => Cow::Owned(self.unescaped(from)?),
        };
        self.at += 1;
        let range = Range { start, end: self.at };
        let controls = tally(&self.text.as_bytes()[start..self.at], |byte| byte < b' ');
        (controls == 0).then_some(StringLit { range, value })
    }

    /// How far it is to the next quote or escape.
    fn run(&self) -> Option<usize> {
        memchr::memchr2(b'"', b'\\', &self.text.as_bytes()[self.at..])
    }

    /// What a string says that starts at a byte and has an escape here; goes on to its closing quote.
    fn unescaped(&mut self, mut from: usize) -> Option<String> {
        let bytes = self.text.as_bytes();
        let mut value = Vec::with_capacity(2 * (self.at - from) + 32);
        loop {
            value.extend_from_slice(&bytes[from..self.at]);
            if self.peek()? == b'"' {
                return String::from_utf8(value).ok();
            }
            let sign = *bytes.get(self.at + 1)?;
            if let Some(byte) = simple(sign) {
                value.push(byte);
                self.at += 2;
            } else {
                // One without its digits is shorter.
                let (said, len) = Some(escape(&self.text[self.at..])).filter(|(_, len)| sign == b'u' && *len >= 6)?;
                value.extend_from_slice(said.encode_utf8(&mut [0; 4]).as_bytes());
                self.at += len;
            }
            from = self.at;
            self.at += self.run()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::json::string::paired;
    use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
    use proptest::prelude::*;

    /// What the library makes of it.
    fn library(text: &str) -> Option<String> {
        let source = paired(text);
        let parsed = parse_to_ast(&source, &CollectOptions::default(), &ParseOptions::default());
        parsed.ok()?.value.map(|value| format!("{value:?}"))
    }

    #[test]
    fn plain_documents_are_read_as_the_library_reads_them() {
        let plain = [
            "{}",
            " [ ] ",
            r#"{"a": [1, -0.5e+3, true, false, null, "x"], "a": {"é": "\u00e9\ud83d\ude00\ud83d\n\/"}}"#,
            "\"\"",
            r#""\\\"""#,
            "-12",
        ];
        for text in plain {
            assert_eq!(read(text).map(|value| format!("{value:?}")), library(text), "{text}");
            assert!(read(text).is_some(), "{text}");
        }
    }

    #[test]
    fn whatever_is_odd_is_left_to_the_library() {
        let odd = [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "// x\n{}",
            "{'a': 1}",
            "{a: 1}",
            "01",
            "1.",
            "+1",
            "\"a",
            "\"\\x41\"",
            "\"\\u12\"",
            "\"a\nb\"",
            "[1 2]",
            "{} {}",
            "truex",
            "NaN",
            "\u{feff}{}",
        ];
        for text in odd {
            assert!(read(text).is_none(), "{text}");
        }
        assert!(read(&"[".repeat(100_000)).is_none());
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_the_library_reads(
            parts in prop::collection::vec(prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", " ", "\n", "\"a\"", "\"b\":", "\"", "\\", "\\u00e9", "\\ud83d", "\\ude00", "\\/", "\\\"", "0", "1", "-",
                ".5", "e3", "true", "null", "é", "/", "'", "{\"k\":", "[1,", "\"x\\n\"",
            ]), 0..14),
        ) {
            let text = parts.concat();
            if let Some(value) = read(&text) {
                prop_assert_eq!(Some(format!("{value:?}")), library(&text), "{}", text);
            }
        }
    }
}
