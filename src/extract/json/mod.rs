//! JSON: objects of the platform's services in every envelope they come in, and JSON lines. Each object is walked with
//! the path of its keys, and a table ([`fields`]) says what stands at which path. JSON that holds no creative object is
//! read for strings that are evidently markup.

mod creative;
mod exchange;
mod fields;
mod get;
mod hostname;
mod object;
mod plain;
mod string;
mod verdict;

use super::{Queue, Region, Route, har};
use crate::mapped::Mapped;
use crate::span::Span;
use jsonc_parser::ast::{Object, StringLit, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

pub(super) use get::text_of;
pub(crate) use string::{decoded, paired};

/// Reads a region of JSON.
pub(crate) fn read<'s>(region: &Region<'s>, queue: &mut Queue<'s>) {
    let text = &region.text;
    if let Err(error) = document(text, 0, &region.route, queue) {
        if lines(text).count() > 1 && lines(text).all(|(_, line)| line.text.starts_with(['{', '['])) {
            for (at, line) in lines(text) {
                queue.row();
                document(&line, at, &region.route, queue).unwrap_or_else(|error| broken(&line, &error, queue));
            }
        } else {
            broken(text, &error, queue);
        }
    }
}

/// Hands on each document of a text, one or a line each, with where it starts.
pub(crate) fn each_document(text: &str, mut see: impl FnMut(usize, &Value)) {
    if tree(text, |value| see(0, value)).is_err() {
        // Lines that are not JSON have been said by then.
        lines(&Mapped::plain(text, 0)).for_each(|(at, line)| drop(tree(&line.text, |value| see(at, value))));
    }
}

/// Hands on the tree of a document, unless it is empty.
fn tree(text: &str, see: impl FnOnce(&Value)) -> Result<(), ParseError> {
    if let Some(value) = plain::read(text) {
        see(&value);
        return Ok(());
    }
    let source = paired(text);
    let parsed = parse_to_ast(&source, &CollectOptions::default(), &ParseOptions::default());
    let parsed = parsed.map_err(|error| (error.range().start..error.range().end, error.kind().to_string()))?;
    if let Some(value) = &parsed.value {
        see(value);
    }
    Ok(())
}

type ParseError = (std::ops::Range<usize>, String);

/// The lines that are not blank, each with where it starts.
fn lines<'t, 's>(text: &'t Mapped<'s>) -> impl Iterator<Item = (usize, Mapped<'s>)> + 't {
    let start = |line: &str| line.as_ptr() as usize - text.text.as_ptr() as usize;
    let all = text.text.lines().map(move |line| start(line)..start(line) + line.len());
    let trimmed = |line: &str| line.len() - line.trim_start().len();
    all.map(move |range| (range.start + trimmed(&text.text[range.clone()]), text.slice(range).trim()))
        .filter(|(_, line)| !line.text.is_empty())
}

fn broken(text: &Mapped, error: &ParseError, queue: &mut Queue) {
    let message = format!("this is not JSON: {}; nothing after this point was read", error.1);
    queue.note(text.map.span(error.0.clone()), "broken-json", message);
}

fn document<'s>(text: &Mapped<'s>, at: usize, route: &Route, queue: &mut Queue<'s>) -> Result<(), ParseError> {
    tree(&text.text, |value| match har::capture(value) {
        Some(capture) => har::read(&capture, text, at, queue),
        None => Reader { text, at, queue }.envelope(value, route),
    })
}

/// Reads the values of one document.
struct Reader<'r, 's> {
    text: &'r Mapped<'s>,
    /// Where the document starts in the text of the region.
    at: usize,
    queue: &'r mut Queue<'s>,
}

impl<'s> Reader<'_, 's> {
    /// `{"creative": …}`, `{"response": {"creative(s)": …}}`, a bare object, an array of them.
    fn envelope(&mut self, value: &Value, route: &Route) {
        match value {
            Value::Array(array) => array.elements.iter().for_each(|element| self.envelope(element, route)),
            Value::Object(object) => self.object_envelope(object, route),
            _ => {}
        }
    }

    fn object_envelope(&mut self, object: &Object, route: &Route) {
        if verdict::is_judged(object) {
            return self.judged(object, route);
        }
        if let Some(answer) = exchange::told(object) {
            return self.answer(answer, object, route);
        }
        if let Some(kind) = object::told(object) {
            return self.object(kind, object, route);
        }
        if !self.unwrapped(object, route) {
            if creative::is_creative(object) {
                return self.creative(object, route);
            }
            for property in &object.properties {
                self.loose(&property.value, &route.step(property.name.as_str().to_owned()));
            }
        }
    }

    /// Reads what an object only wraps; whether it does.
    fn unwrapped(&mut self, object: &Object, route: &Route) -> bool {
        let mut wraps = false;
        for property in &object.properties {
            if ENVELOPES.contains(&property.name.as_str()) {
                self.envelope(&property.value, route);
            } else if let Some(kind) = object::wrapped(object, property.name.as_str(), &property.value) {
                self.objects(kind, &property.value, route);
            } else {
                continue;
            }
            wraps = true;
        }
        wraps
    }

    /// One object of a kind, or a list of them.
    fn objects(&mut self, kind: object::Kind, value: &Value, route: &Route) {
        match value {
            Value::Object(object) => self.object(kind, object, route),
            Value::Array(list) => {
                list.elements.iter().filter_map(Value::as_object).for_each(|object| self.object(kind, object, route));
            }
            _ => {}
        }
    }

    /// A value of JSON that we know nothing of: only evident markup counts.
    fn loose(&mut self, value: &Value, route: &Route) {
        match value {
            Value::StringLit(literal) if literal.value.contains('<') => self.code(literal, route),
            Value::Array(array) => array.elements.iter().for_each(|element| self.loose(element, route)),
            Value::Object(object) => self.object_envelope(object, route),
            _ => {}
        }
    }

    /// Where a string stands in the text of the region, with its quotes.
    fn site(&self, literal: &StringLit) -> Span {
        Span::from(self.at + literal.range.start..self.at + literal.range.end)
    }

    /// A string's text, unescaped, mapped to the file.
    fn string(&self, literal: &StringLit) -> Mapped<'s> {
        decoded(self.text.slice(inner(literal.range)))
    }
}

/// Keys under which the objects we want are wrapped.
const ENVELOPES: &[&str] = &[
    "creative",
    "creatives",
    "creative-vast",
    "creative_vast",
    "creative-vasts",
    "creative-html",
    "creative_html",
    "creative-htmls",
    "response",
];

/// Between the quotes.
pub(super) fn inner(range: Range) -> std::ops::Range<usize> {
    range.start + 1..(range.end - 1).max(range.start + 1)
}

pub(super) fn property<'v, 'a>(object: &'v Object<'a>, key: &str) -> Option<&'v Value<'a>> {
    object.properties.iter().find(|property| property.name.as_str() == key).map(|property| &property.value)
}

/// The byte range of a value, without the quotes of a string.
fn value_range(value: &Value) -> std::ops::Range<usize> {
    match value {
        Value::StringLit(literal) => inner(literal.range),
        other => other.start()..other.end(),
    }
}

#[cfg(test)]
mod tests;
