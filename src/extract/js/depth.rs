//! How deep a script nests, told before it is parsed: parsers recurse, and a stack that runs out ends the process.
//! Besides brackets, everything counts that goes a level down with each token: `!!!x`, `a ? b : c ? d : e`, `else if`.

use super::lex::{Kind, Token};

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
    /// Opening brackets inside of strings and regular expressions.
    hidden: usize,
    /// Whether a `/` may have been taken for the wrong thing, so that code passes for string.
    unsure: bool,
}

impl<'s> Depth<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Self {
            text,
            runs: Vec::new(),
            run: 0,
            total: 0,
            ended: false,
            operand: true,
            deepest: 0,
            hidden: 0,
            unsure: false,
        }
    }

    pub(super) fn see(&mut self, token: &Token) {
        let text = &self.text[token.range.clone()];
        if self.ended && token.kind != Kind::Comment {
            self.ended = false;
            if text != "else" {
                self.leave();
            }
        }
        match token.kind {
            Kind::Sign(sign) => self.sign(sign, token.range.start),
            Kind::Word if goes_down(text) => self.down(),
            Kind::Word if text == "case" || text == "default" => self.leave(),
            Kind::Regex => self.conceal(text, true),
            Kind::String { .. } | Kind::Comment => self.conceal(text, false),
            Kind::Template => self.template(text),
            _ => {}
        }
        self.operand = match token.kind {
            Kind::Comment => self.operand,
            Kind::Sign(sign) => !matches!(sign, b')' | b']'),
            Kind::Word => goes_down(text) || matches!(text, "return" | "case" | "throw" | "of" | "instanceof"),
            Kind::Template => text.ends_with("${"),
            _ => false,
        };
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

    fn template(&mut self, text: &str) {
        if text.starts_with('}') {
            self.close(false);
        }
        self.conceal(text, false);
        if text.ends_with("${") {
            self.open();
        }
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

    fn conceal(&mut self, text: &str, regex: bool) {
        self.hidden += text.bytes().filter(|byte| matches!(byte, b'(' | b'[' | b'{')).count();
        self.unsure |= regex && text.contains(['"', '\'', '`']);
    }

    /// The depth that is sure, and the depth that is possible.
    pub(super) fn finish(self) -> (usize, usize) {
        (self.deepest, if self.unsure { self.deepest + self.hidden } else { self.deepest })
    }
}

fn line(text: &str) -> &str {
    let end = memchr::memchr2(b'\n', b'/', text.as_bytes()).unwrap_or(text.len());
    &text[..end]
}

fn goes_down(word: &str) -> bool {
    let words = [
        "new", "typeof", "void", "delete", "await", "yield", "else", "if", "for", "while", "do", "with", "in", "async",
    ];
    words.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::js::lex::Lexer;

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
