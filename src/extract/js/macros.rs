//! Macros that stand in code outside of strings (`var ord = %%CACHEBUSTER%%;`), which no JavaScript parser takes.
//! [`Mask`] puts an identifier or blanks of the same length in their place, so that every span stays right.

use super::lex::{Kind, Token};
use std::borrow::Cow;
use std::ops::Range;

/// No macro is longer than this, in bytes.
const LONGEST: usize = 400;

/// Openings and closings. None of the openings can stand in JavaScript, save `{{`, which is looked into.
const FORMS: &[(&str, &str)] = &[
    ("%%", "%%"),
    ("<%", "%>"),
    ("<?", "?>"),
    ("{%", "%}"),
    ("[%", "%]"),
    ("#{", "}"),
    ("@@", "@@"),
    ("<![CDATA[", ""),
];

/// Whether a macro may start with a byte.
pub(super) const fn may_start(byte: u8) -> bool {
    matches!(byte, b'$' | b'{' | b']' | b'%' | b'<' | b'[' | b'#' | b'@')
}

/// Where the macro ends that starts at byte `at`.
pub(super) fn end(text: &str, at: usize) -> Option<usize> {
    let rest = &text.as_bytes()[at..];
    match rest.first()? {
        b'$' if rest.get(1) == Some(&b'{') => balanced(rest).map(|len| at + len),
        b'{' if rest.get(1) == Some(&b'{') => mustache(rest).map(|len| at + len),
        b']' => rest.strip_prefix(b"]]>").filter(|rest| rest.trim_ascii().is_empty()).map(|_| at + 3),
        b'%' | b'<' | b'{' | b'[' | b'#' | b'@' => {
            let (open, close) = FORMS.iter().find(|(open, _)| rest.starts_with(open.as_bytes()))?;
            let inner = &rest[open.len()..rest.len().min(LONGEST)];
            memchr::memmem::find(inner, close.as_bytes()).map(|end| at + open.len() + end + close.len())
        }
        _ => None,
    }
}

/// `${NAME}`, `${URL_ENC(${NAME},2)}`.
fn balanced(rest: &[u8]) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in rest.iter().enumerate().take(LONGEST) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(at + 1),
            b'}' => depth -= 1,
            b'\n' | b';' => return None,
            _ => {}
        }
    }
    None
}

/// `{{name}}`, `{{{name}}}`, `{{#if name}}`: one name or helper, as no block of code is.
fn mustache(rest: &[u8]) -> Option<usize> {
    let opens = if rest.get(2) == Some(&b'{') { 3 } else { 2 };
    let inner = &rest[opens..rest.len().min(LONGEST)];
    let end = inner.iter().position(|byte| !is_mustache(*byte))?;
    let name = inner[..end].trim_ascii();
    let named = name.iter().any(u8::is_ascii_alphanumeric) && name.first() != Some(&b'.');
    (named && inner[end..].starts_with(&b"}}}"[..opens])).then_some(end + 2 * opens)
}

fn is_mustache(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.-#/^&>|:' @".contains(&byte)
}

/// Masks macros while a script's tokens go by.
pub(super) struct Mask<'s> {
    text: &'s str,
    bytes: Vec<u8>,
    values: Vec<Range<usize>>,
    before: Option<Token>,
}

impl<'s> Mask<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Self { text, bytes: Vec::new(), values: Vec::new(), before: None }
    }

    #[inline(always)]
    pub(super) fn see(&mut self, token: &Token) {
        if token.kind == Kind::Macro {
            if self.bytes.is_empty() {
                self.bytes = self.text.as_bytes().to_vec();
            }
            if fill(self.text, self.before.as_ref(), &token.range, &mut self.bytes) {
                self.values.push(token.range.clone());
            }
        }
        if token.kind != Kind::Comment {
            self.before = Some(token.clone());
        }
    }

    /// The script with its macros masked byte for byte (the text itself if there are none), and where those are that
    /// stand as values.
    pub(super) fn finish(self) -> (Cow<'s, str>, Vec<Range<usize>>) {
        match String::from_utf8(self.bytes) {
            Ok(masked) if !masked.is_empty() => (Cow::Owned(masked), self.values),
            _ => (Cow::Borrowed(self.text), self.values),
        }
    }
}

/// Masks one macro. Returns whether it stands as a value.
fn fill(text: &str, before: Option<&Token>, range: &Range<usize>, bytes: &mut [u8]) -> bool {
    let is_value = is_value(text, before, range);
    for byte in &mut bytes[range.clone()] {
        *byte = match *byte {
            _ if !is_value => b' ',
            kept if kept.is_ascii_alphanumeric() => kept,
            _ => b'_',
        };
    }
    if is_value {
        bytes[range.start] = b'_';
    }
    is_value
}

/// Whether an operand is wanted where the macro stands, or one that goes on after it.
fn is_value(text: &str, before: Option<&Token>, range: &Range<usize>) -> bool {
    let tag = &text[range.clone()];
    if ["<!", "]]", "{{#", "{{/", "{%"].iter().any(|block| tag.starts_with(block)) {
        return false;
    }
    let after = text[range.end..].trim_start_matches([' ', '\t']).bytes().next().unwrap_or(b';');
    let goes_on = b".(=+-*/?,[&|".contains(&after);
    match before {
        None => goes_on,
        Some(token) if token.range.end == range.start && token.kind == Kind::Word => true,
        Some(token) => match token.kind {
            Kind::Sign(b';' | b'{' | b'}' | b')' | b']') => goes_on,
            Kind::Sign(_) => true,
            Kind::Word => {
                matches!(&text[token.range.clone()], "return" | "typeof" | "case" | "in" | "of" | "new" | "void")
            }
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::js::lex::Lexer;

    fn mask(text: &str) -> (Cow<'_, str>, Vec<Range<usize>>) {
        let mut mask = Mask::new(text);
        Lexer::new(text).for_each(|token| mask.see(&token));
        mask.finish()
    }

    #[test]
    fn masks_keep_the_length_and_read_as_code() {
        let cases = [
            ("var ord = %%CACHEBUSTER%%;", "var ord = __CACHEBUSTER__;"),
            ("f('%%X%%', ${Y}, {{z.a}})", "f('%%X%%', __Y_, __z_a__)"),
            ("<?php if ($a): ?> g(); <?php endif; ?>", "                  g();                "),
            ("x = <?php echo json_encode($ü); ?>;", "x = __php_echo_json_encode_________;"),
            ("//<![CDATA[\na();\n//]]>", "//<![CDATA[\na();\n//]]>"),
            ("<![CDATA[a();]]>", "         a();   "),
            ("a_%%N%% = 1; return ${Q}", "a___N__ = 1; return __Q_"),
            ("{{#if x}} a() {{/if}}", "          a()        "),
            ("{{{js}}}\nvar a", "        \nvar a"),
            ("a[b[0]]>c", "a[b[0]]>c"),
        ];
        for (text, expected) in cases {
            let (masked, _) = mask(text);
            assert_eq!((&*masked, masked.len()), (expected, text.len()), "{text}");
        }
    }

    #[test]
    fn only_macros_that_stand_as_values_are_named() {
        let (_, ranges) = mask("{{#if a}} x = %%B%% {{/if}}");
        assert_eq!(ranges.len(), 1);
        assert_eq!(ranges[0], 14..19);
        assert!(matches!(mask("a = `${b}`;"), (Cow::Borrowed(_), ranges) if ranges.is_empty()));
    }
}
