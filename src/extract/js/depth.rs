//! How deep a script nests, told before it is parsed: parsers recurse, and a stack that runs out ends the process.
//! Besides brackets, everything counts that goes a level down with each token: `!!!x`, `a ? b : c ? d : e`, `else if`.

use super::keyword::Keyword;
use super::lex::{Kind, Lexer, Token};
use std::ops::Range;

/// Gathers the depth while a script's tokens go by.
pub(super) struct Depth<'s> {
    text: &'s str,
    /// For each open bracket, how many levels its contents have gone down so far without brackets.
    runs: Vec<usize>,
    run: usize,
    total: usize,
    /// Whether a statement just ended; if no `else` follows, its levels are left.
    ended: bool,
    /// Whether the last token wants an operand after it.
    operand: bool,
    deepest: usize,
    /// Whether a `/` may have been taken for the wrong thing, so that code passes for string.
    unsure: bool,
}

impl<'s> Depth<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Self { text, runs: Vec::new(), run: 0, total: 0, ended: false, operand: true, deepest: 0, unsure: false }
    }

    #[inline(always)]
    pub(super) fn see(&mut self, token: &Token) {
        if self.ended && token.kind != Kind::Comment {
            self.ended = false;
            if !token.keyword.goes_on {
                self.leave();
            }
        }
        self.operand = match token.kind {
            Kind::Comment => self.operand,
            Kind::Sign(sign) => {
                self.sign(sign, token.range.start);
                !matches!(sign, b')' | b']')
            }
            Kind::Word => self.word(token.keyword),
            Kind::Template => self.template(&self.text[token.range.clone()]),
            Kind::Regex => {
                self.unsure |= self.text[token.range.clone()].contains(['"', '\'', '`']);
                false
            }
            _ => false,
        };
    }

    fn word(&mut self, keyword: Keyword) -> bool {
        if keyword.down {
            self.down();
        } else if keyword.leaves {
            self.leave();
        }
        keyword.wants_operand()
    }

    fn sign(&mut self, sign: u8, at: usize) {
        match sign {
            b'(' | b'[' | b'{' => self.open(),
            b')' | b']' | b'}' => self.close(sign == b'}'),
            b';' => self.ended = true,
            b',' => self.leave(),
            b'/' => self.unsure |= line(&self.text[at + 1..]).contains(['"', '\'', '`']),
            _ if self.is_down(sign, at) => self.down(),
            _ => {}
        }
    }

    /// Whether a sign is a prefix, or an operator whose right side holds all that follows.
    fn is_down(&self, sign: u8, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let before = if at > 0 { bytes[at - 1] } else { 0 };
        let after = bytes.get(at + 1).copied().unwrap_or(0);
        match sign {
            b'!' | b'~' => self.operand,
            b'+' | b'-' => self.operand && before != sign,
            b'*' => before == b'*',
            b'?' => !matches!(after, b'?' | b'.') && before != b'?',
            b':' => true,
            b'=' => after != b'=' && !matches!(before, b'=' | b'!' | b'<' | b'>'),
            _ => false,
        }
    }

    /// Whether code follows.
    fn template(&mut self, text: &str) -> bool {
        if text.starts_with('}') {
            self.close(false);
        }
        let opens = text.ends_with("${");
        if opens {
            self.open();
        }
        opens
    }

    fn down(&mut self) {
        self.run += 1;
        self.total += 1;
        self.deepest = self.deepest.max(self.total);
    }

    fn open(&mut self) {
        self.down();
        self.runs.push(std::mem::take(&mut self.run));
    }

    fn close(&mut self, ends: bool) {
        self.leave();
        self.run = self.runs.pop().unwrap_or(0);
        let own = usize::from(self.run > 0);
        self.run -= own;
        self.total = self.total.saturating_sub(own);
        self.ended = ends;
    }

    /// Goes back up to the level of the innermost open bracket.
    fn leave(&mut self) {
        self.total = self.total.saturating_sub(self.run);
        self.run = 0;
    }

    /// The depth that is sure, and the depth that is possible.
    pub(super) fn finish(self) -> (usize, usize) {
        (self.deepest, if self.unsure { self.deepest + hidden(self.text) } else { self.deepest })
    }
}

fn line(text: &str) -> &str {
    let end = memchr::memchr2(b'\n', b'/', text.as_bytes()).unwrap_or(text.len());
    &text[..end]
}

/// How many opening brackets stand in strings, comments and regular expressions.
fn hidden(text: &str) -> usize {
    let hides = |kind| matches!(kind, Kind::Regex | Kind::Comment | Kind::Template | Kind::String { .. });
    let opening = |range: Range<usize>| memchr::memchr3_iter(b'(', b'[', b'{', &text.as_bytes()[range]).count();
    Lexer::new(text).filter(|token| hides(token.kind)).map(|token| opening(token.range)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(text: &str) -> (usize, usize) {
        let mut depth = Depth::new(text);
        Lexer::new(text).for_each(|token| depth.see(&token));
        depth.finish()
    }

    #[test]
    fn whatever_nests_counts() {
        let units = [
            "(",
            "[",
            "{",
            "!",
            "~",
            "- ",
            "a?b:",
            "a=>",
            "a=",
            "a**",
            "new ",
            "typeof ",
            "if(a)",
            "if(a){}else ",
            "f(",
            "`${",
            "a:",
        ];
        for unit in units {
            let (sure, _) = depth(&unit.repeat(500));
            assert!(sure >= 500, "{unit}: {sure}");
        }
    }

    #[test]
    fn ordinary_code_stays_shallow_however_long() {
        for unit in [
            "a=b+c;",
            "f(a,!b);",
            "if(a){b()}else{c()}",
            "var a=1,b=2;",
            "x={a:1,b:[2,-3]};",
            "`a${b}c`;",
            "a?b:c,",
            "a+",
            "a==b||",
            "a-b*c/",
            "case 1:",
            "a?.b??",
        ] {
            let (sure, _) = depth(&unit.repeat(500));
            assert!(sure < 10, "{unit}: {sure}");
        }
        assert_eq!(depth("'((((((('").0, 0);
    }

    #[test]
    fn doubt_about_a_slash_counts_what_strings_hide() {
        assert_eq!(depth("a++/'/+'((((('"), (0, 5));
    }
}
