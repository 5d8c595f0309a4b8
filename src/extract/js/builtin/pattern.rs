//! Regular expressions, as far as the `regex` crate has the same: what it cannot compile matches nothing that is known.

use crate::extract::js::eval::{Call, Eval};
use crate::extract::js::heap::Kind;
use crate::extract::js::text::Text;
use crate::extract::js::value::{Id, Value};
use regex::{Captures, Regex, RegexBuilder};
use std::rc::Rc;

/// Different patterns of one script.
const PATTERNS: usize = 200;
/// Matches that are replaced or listed at once.
const MATCHES: usize = 20_000;
/// Matches that a function is called for.
const CALLED_MATCHES: usize = 500;

/// Where the last match ended, in bytes.
const LAST: &str = "lastIndex";

impl<'a> Eval<'a> {
    /// The pattern of a regular expression object.
    pub(crate) fn pattern_of(&mut self, value: &Value<'a>) -> Option<Rc<Regex>> {
        match self.heap.get(value.as_id()?).kind {
            Kind::Regex(source, flags) => self.pattern(source, flags),
            _ => None,
        }
    }

    fn flags_of(&self, value: &Value<'a>) -> &'a str {
        match value.as_id().map(|id| &self.heap.get(id).kind) {
            Some(Kind::Regex(_, flags)) => flags,
            _ => "",
        }
    }

    fn pattern(&mut self, source: &'a str, flags: &'a str) -> Option<Rc<Regex>> {
        if let Some(known) = self.patterns.get(&(source, flags)) {
            return known.clone();
        }
        if self.patterns.len() >= PATTERNS || source.len() > 2_000 || !self.spend(200) {
            return None;
        }
        // Without Unicode, `\w` means what it means in JavaScript, and patterns compile quicker; not all can do without.
        let translated = translated(source);
        let compiled = [false, true].into_iter().find_map(|unicode| {
            RegexBuilder::new(&translated)
                .unicode(unicode)
                .case_insensitive(flags.contains('i'))
                .multi_line(flags.contains('m'))
                .dot_matches_new_line(flags.contains('s'))
                .size_limit(1 << 18)
                .build()
                .ok()
        });
        let compiled = compiled.map(Rc::new);
        self.patterns.insert((source, flags), compiled.clone());
        compiled
    }

    /// `new RegExp(source, flags)`.
    pub(crate) fn new_pattern(&mut self, call: &Call<'a>) -> Value<'a> {
        let flags = call.arg(1).as_known().map_or("", |flags| self.keep(flags));
        match call.arg(0) {
            Value::Text(source) if !source.has_hole() => {
                let source = self.keep(source.as_str());
                Value::Object(self.heap.add(Kind::Regex(source, flags)))
            }
            value @ Value::Object(_) => value,
            _ => Value::Unknown,
        }
    }

    /// `pattern.test(…)`, `pattern.exec(…)`.
    pub(crate) fn pattern_method(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let (pattern, text) = (Value::Object(id), self.text_of(&call.arg(0), call.span(0)));
        match (name, &text) {
            ("test" | "exec", Value::Text(text)) if self.flags_of(&pattern).contains(['g', 'y']) => {
                self.match_next(id, text, name)
            }
            ("test", Value::Text(text)) => self.test(&pattern, text),
            ("exec", Value::Text(text)) => self.match_text(text, "match", &Call::made(vec![pattern], call.site)),
            _ => Value::Unknown,
        }
    }

    /// The next match of a pattern that remembers where the last one ended.
    fn match_next(&mut self, id: Id, text: &Text<'a>, name: &str) -> Value<'a> {
        let start = self.heap.name(id, LAST).map_or(Some(0.0), Value::to_number);
        let (Some(start), false) = (start, text.has_hole()) else { return Value::Unknown };
        let Some(pattern) = self.pattern_of(&Value::Object(id)) else { return Value::Unknown };
        if !self.afford(4 * text.len()) {
            return Value::Unknown;
        }
        let (start, whole) = (start as usize, text.as_str());
        let captures = if whole.is_char_boundary(start) { pattern.captures_at(whole, start) } else { None };
        let end = captures.as_ref().and_then(|captures| captures.get(0)).map_or(0, |found| found.end());
        self.heap.set(id, LAST, Value::Number(end as f64));
        match captures {
            None if name == "exec" => Value::Null,
            Some(captures) if name == "exec" => self.match_array(text, &captures),
            captures => Value::Bool(captures.is_some()),
        }
    }

    /// What a match gives: its groups, and where it starts.
    fn match_array(&mut self, text: &Text<'a>, captures: &Captures) -> Value<'a> {
        let array = self.heap.array(groups(text, captures));
        if let Value::Object(id) = array {
            let start = captures.get(0).map_or(0, |found| found.start());
            self.heap.set(id, "index", Value::Number(start as f64));
        }
        array
    }

    fn test(&mut self, pattern: &Value<'a>, text: &Text<'a>) -> Value<'a> {
        if text.has_hole() {
            return Value::Unknown;
        }
        let Some(pattern) = self.pattern_of(pattern) else { return Value::Unknown };
        if self.afford(4 * text.len()) { Value::Bool(pattern.is_match(text.as_str())) } else { Value::Unknown }
    }

    /// `text.match(…)`, `text.search(…)`.
    pub(crate) fn match_text(&mut self, text: &Text<'a>, name: &str, call: &Call<'a>) -> Value<'a> {
        let value = call.arg(0);
        if text.has_hole() || !self.afford(4 * text.len()) {
            return Value::Unknown;
        }
        let Some(pattern) = self.pattern_of(&value) else { return Value::Unknown };
        match name {
            "search" => Value::Number(pattern.find(text.as_str()).map_or(-1.0, |found| found.start() as f64)),
            "match" if self.flags_of(&value).contains('g') => {
                let all: Vec<_> = pattern
                    .find_iter(text.as_str())
                    .take(MATCHES)
                    .map(|found| Value::Text(text.slice(found.range())))
                    .collect();
                if all.is_empty() { Value::Null } else { self.heap.array(all) }
            }
            "match" => match pattern.captures(text.as_str()) {
                Some(captures) => self.match_array(text, &captures),
                None => Value::Null,
            },
            "matchAll" => {
                let all: Vec<Captures> = pattern.captures_iter(text.as_str()).take(CALLED_MATCHES).collect();
                let all = all.iter().map(|captures| self.match_array(text, captures)).collect();
                self.heap.array(all)
            }
            _ => Value::Unknown,
        }
    }

    /// `text.replace(what, by)`.
    pub(crate) fn replace(&mut self, text: &Text<'a>, name: &str, call: &Call<'a>) -> Value<'a> {
        let what = call.arg(0);
        let found: Option<Vec<Vec<Value<'a>>>> = match &what {
            Value::Text(needle) if !needle.has_hole() => {
                let all = text.as_str().match_indices(needle.as_str());
                let count = if name == "replaceAll" { MATCHES } else { 1 };
                Some(
                    all.take(count)
                        .map(|(at, part)| vec![Value::Text(text.slice(at..at + part.len())), Value::Number(at as f64)])
                        .collect(),
                )
            }
            _ => None,
        };
        match found {
            Some(found) => self.replace_all(text, found, call),
            None => self.replace_pattern(text, &what, call),
        }
    }

    fn replace_pattern(&mut self, text: &Text<'a>, what: &Value<'a>, call: &Call<'a>) -> Value<'a> {
        let Some(pattern) = self.pattern_of(what) else { return Value::Unknown };
        if !self.afford(4 * text.len()) {
            return Value::Unknown;
        }
        let count = if self.flags_of(what).contains('g') { MATCHES } else { 1 };
        let found = pattern.captures_iter(text.as_str()).take(count).map(|captures| {
            let mut groups = groups(text, &captures);
            groups.push(Value::Number(captures.get(0).map_or(0, |found| found.start()) as f64));
            groups
        });
        let found = found.collect();
        self.replace_all(text, found, call)
    }

    /// Replaces each match, of which there are the groups and, last, the byte offset.
    fn replace_all(&mut self, text: &Text<'a>, found: Vec<Vec<Value<'a>>>, call: &Call<'a>) -> Value<'a> {
        if !self.spend(4 * found.len()) || found.len() == MATCHES {
            return Value::Unknown;
        }
        let by = call.arg(1);
        let mut result = Value::Text(Text::default());
        let mut at = 0;
        for (count, groups) in found.into_iter().enumerate() {
            let (Some(Value::Number(start)), Some(Value::Text(whole))) = (groups.last(), groups.first()) else {
                continue;
            };
            let (start, end) = (*start as usize, *start as usize + whole.len());
            let new = self.replacement(&by, &groups, call, count);
            result = self.concat(result, Value::Text(text.slice(at..start)), call.site);
            result = self.concat(result, new, call.site);
            at = end;
        }
        self.concat(result, Value::Text(text.slice(at..text.len())), call.site)
    }

    fn replacement(&mut self, by: &Value<'a>, groups: &[Value<'a>], call: &Call<'a>, count: usize) -> Value<'a> {
        match by {
            Value::Text(by) if by.as_str().contains('$') => expanded(by, groups),
            Value::Global(_) | Value::Method(_) | Value::Object(_) => {
                if count >= CALLED_MATCHES {
                    return Value::Text(Text::hole(call.site));
                }
                let said = self.call(by, &Value::Undefined, &Call::made(groups.to_vec(), call.site));
                self.text_of(&said, call.span(1))
            }
            by => self.text_of(by, call.span(1)),
        }
    }
}

fn groups<'a>(text: &Text<'a>, captures: &Captures) -> Vec<Value<'a>> {
    captures
        .iter()
        .map(|group| group.map_or(Value::Undefined, |group| Value::Text(text.slice(group.range()))))
        .collect()
}

/// `$1`, `$&` and `$$` in a replacement.
fn expanded<'a>(by: &Text<'a>, groups: &[Value<'a>]) -> Value<'a> {
    let source = by.as_str();
    let mut text = Text::default();
    let mut at = 0;
    while let Some(found) = source[at..].find('$').map(|found| at + found) {
        text.push(&by.slice(at..found));
        let (group, len) = match source.as_bytes().get(found + 1) {
            Some(b'$') => (Some(Value::Text(by.slice(found..found + 1))), 2),
            Some(b'&') => (groups.first().cloned(), 2),
            Some(digit @ b'1'..=b'9') if usize::from(digit - b'0') < groups.len() - 1 => {
                (groups.get(usize::from(digit - b'0')).cloned(), 2)
            }
            _ => (Some(Value::Text(by.slice(found..found + 1))), 1),
        };
        if let Some(Value::Text(group)) = group {
            text.push(&group);
        }
        at = found + len;
    }
    text.push(&by.slice(at..source.len()));
    Value::Text(text)
}

/// A JavaScript pattern as the `regex` crate writes it: only `[` inside of a class differs, besides what it lacks.
fn translated(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 8);
    let (mut class, mut escaped) = (false, false);
    for character in source.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' if class => out.push('\\'),
            '[' => class = true,
            ']' => class = false,
            '&' | '~' | '-' if class && out.ends_with(character) => out.push('\\'),
            _ => {}
        }
        out.push(character);
    }
    out.replace("\\/", "/").replace("[^]", "(?s:.)")
}
