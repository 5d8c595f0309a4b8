//! Methods of texts. Positions count UTF-16 units, as in JavaScript; what lies behind a hole has no known position.

use crate::extract::js::eval::{Call, Eval};
use crate::extract::js::heap::Kind;
use crate::extract::js::number;
use crate::extract::js::text::Text;
use crate::extract::js::value::Value;
use crate::mapped::HOLE;
use std::rc::Rc;

/// The characters of a text, each as a text.
pub(crate) fn characters<'a>(text: &Text<'a>) -> Vec<Value<'a>> {
    let starts = text.as_str().char_indices();
    starts.map(|(at, character)| Value::Text(text.slice(at..at + character.len_utf8()))).collect()
}

/// The byte offset of a position in UTF-16 units, if it is inside of what is known.
fn offset(text: &Text, position: f64) -> Option<usize> {
    let known = text.known_start();
    let position = position.max(0.0) as usize;
    if known.is_ascii() {
        return (position <= known.len()).then_some(position);
    }
    let mut units = 0;
    for (at, character) in known.char_indices() {
        if units >= position {
            return Some(at);
        }
        units += character.len_utf16();
    }
    (units >= position).then_some(known.len())
}

/// The byte offset that many units before the end.
fn offset_from_end(text: &Text, units: f64) -> Option<usize> {
    let whole = text.as_str();
    let known = whole.rfind(HOLE).map_or(0, |at| at + HOLE.len());
    let mut left = units as usize;
    for (at, character) in whole[known..].char_indices().rev() {
        left = left.saturating_sub(character.len_utf16());
        if left == 0 {
            return Some(known + at);
        }
    }
    (!text.has_hole()).then_some(0)
}

fn units(text: &str) -> f64 {
    if text.is_ascii() { text.len() as f64 } else { text.encode_utf16().count() as f64 }
}

/// The byte offset of an argument of `slice`: negative ones count from the end.
fn slice_offset(text: &Text, position: f64) -> Option<usize> {
    if position < 0.0 {
        offset_from_end(text, -position)
    } else {
        offset(text, position).or_else(|| (!text.has_hole()).then(|| text.len()))
    }
}

fn cut<'a>(text: &Text<'a>, start: Option<usize>, end: Option<usize>) -> Value<'a> {
    match (start, end) {
        (Some(start), Some(end)) => Value::Text(text.slice(start..end.max(start))),
        _ => Value::Unknown,
    }
}

impl<'a> Eval<'a> {
    /// A method of a text, with arguments of which none is one of several.
    pub(crate) fn text_method(&mut self, text: &Text<'a>, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let is_ascii = text.as_str().is_ascii();
        if !self.afford(text.len() / if is_ascii { 8 } else { 2 }) {
            return Value::Unknown;
        }
        match name {
            "slice" | "substring" | "substr" => slice(text, name, call),
            "charAt" | "at" => self.character(text, call.arg(0).to_number().unwrap_or(0.0)),
            "charCodeAt" | "codePointAt" => code_at(text, call),
            "indexOf" | "lastIndexOf" | "search" if call.arg(0).as_known().is_some() => index_of(text, name, call),
            "includes" | "startsWith" | "endsWith" => has(text, name, call),
            "toLowerCase" | "toLocaleLowerCase" => Value::Text(text.map_runs(str::to_lowercase)),
            "toUpperCase" | "toLocaleUpperCase" => Value::Text(text.map_runs(str::to_uppercase)),
            "trim" | "trimStart" | "trimEnd" | "trimLeft" | "trimRight" => trim(text, name),
            "toString" | "valueOf" | "normalize" => Value::Text(text.clone()),
            "concat" => (0..call.args.len()).fold(Value::Text(text.clone()), |all, at| {
                let part = self.text_of(&call.arg(at), call.span(at));
                self.concat(all, part, call.site)
            }),
            "split" => self.split(text, call),
            "replace" | "replaceAll" => self.replace(text, name, call),
            "match" | "matchAll" | "search" => self.match_text(text, name, call),
            "repeat" => self.repeat(text, call),
            "padStart" | "padEnd" => self.pad(text, name, call),
            _ => self.unknown_call(call),
        }
    }

    /// A property of a text.
    pub(crate) fn text_property(&mut self, text: &Text<'a>, name: &'a str) -> Value<'a> {
        match name {
            "length" if text.has_hole() => Value::Unknown,
            "length" => Value::Number(units(text.as_str())),
            _ => match name.parse::<f64>() {
                Ok(index) => self.character(text, index),
                Err(_) => Value::Method(Rc::new((Value::Text(text.clone()), name))),
            },
        }
    }

    /// One character.
    pub(crate) fn character(&mut self, text: &Text<'a>, index: f64) -> Value<'a> {
        if !text.as_str().is_ascii() && !self.afford(text.len() / 2) {
            return Value::Unknown;
        }
        let start = if index < 0.0 { offset_from_end(text, -index) } else { offset(text, index) };
        let Some(start) = start else {
            return if text.has_hole() { Value::Unknown } else { Value::Undefined };
        };
        match text.as_str()[start..].chars().next() {
            Some(character) if !text.as_str()[start..].starts_with(HOLE) => {
                Value::Text(text.slice(start..start + character.len_utf8()))
            }
            Some(_) => Value::Unknown,
            None => Value::Undefined,
        }
    }

    fn split(&mut self, text: &Text<'a>, call: &Call<'a>) -> Value<'a> {
        let items = match call.arg(0) {
            Value::Undefined => vec![Value::Text(text.clone())],
            Value::Text(separator) if separator.is_empty() => {
                if !self.spend(text.len()) {
                    return Value::Unknown;
                }
                characters(text)
            }
            Value::Text(separator) if !separator.has_hole() => split_at(text, separator.as_str()),
            pattern => match self.pattern_of(&pattern) {
                Some(pattern) => split_by(text, &pattern),
                None => return Value::Unknown,
            },
        };
        if !self.spend(items.len()) {
            return Value::Unknown;
        }
        let limit = call.arg(1).to_number().filter(|limit| *limit >= 0.0).map_or(items.len(), |limit| limit as usize);
        let array = self.heap.add(Kind::Array(Rc::new(items.into_iter().take(limit).collect())));
        self.heap.get_mut(array).open = text.has_hole();
        Value::Object(array)
    }

    fn repeat(&mut self, text: &Text<'a>, call: &Call<'a>) -> Value<'a> {
        let count = call.arg(0).to_number().unwrap_or(-1.0);
        if !(0.0..100_000.0).contains(&count) || !self.afford(text.len() * count as usize) {
            return Value::Unknown;
        }
        let mut all = Text::default();
        (0..count as usize).for_each(|_| all.push(text));
        Value::Text(all)
    }

    fn pad(&mut self, text: &Text<'a>, name: &str, call: &Call<'a>) -> Value<'a> {
        let space = Text::at(" ", call.site);
        let filler = call.arg(1).as_text().cloned().unwrap_or(space);
        let width = call.arg(0).to_number().unwrap_or(0.0);
        if text.has_hole() || filler.is_empty() || width > 1000.0 || !self.spend(width.max(0.0) as usize) {
            return Value::Unknown;
        }
        let missing = (width - units(text.as_str())).max(0.0) as usize;
        let mut padding = Text::default();
        while padding.len() < missing {
            padding.push(&filler);
        }
        let padding = Value::Text(padding.slice(0..offset(&padding, missing as f64).unwrap_or(padding.len())));
        let text = Value::Text(text.clone());
        if name == "padStart" { self.concat(padding, text, call.site) } else { self.concat(text, padding, call.site) }
    }

    /// A method of a number.
    pub(crate) fn number_method(&mut self, number: f64, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let radix = call.arg(0).to_number().filter(|radix| !radix.is_nan());
        let text = match name {
            "toString" => match radix {
                None => Some(number::format(number)),
                Some(10.0) => Some(number::format(number)),
                Some(radix) => number::format_radix(number, radix as u32),
            },
            "toFixed" => Some(format!("{number:.*}", radix.unwrap_or(0.0).clamp(0.0, 20.0) as usize)),
            "valueOf" => return Value::Number(number),
            _ => None,
        };
        text.map_or(Value::Unknown, |text| Value::Text(Text::made(text, call.site)))
    }
}

fn slice<'a>(text: &Text<'a>, name: &str, call: &Call<'a>) -> Value<'a> {
    let first = call.arg(0).to_number().map(|number| if number.is_nan() { 0.0 } else { number.trunc() });
    let second = match call.arg(1) {
        Value::Undefined => None,
        value => match value.to_number() {
            Some(number) => Some(number.trunc()),
            None => return Value::Unknown,
        },
    };
    let Some(first) = first else { return Value::Unknown };
    let end = |position: Option<f64>| position.map_or(Some(text.len()), |position| slice_offset(text, position));
    match (name, second) {
        ("substring", Some(second)) => {
            let (first, second) = (first.max(0.0), second.max(0.0));
            cut(text, slice_offset(text, first.min(second)), slice_offset(text, first.max(second)))
        }
        ("substring", None) => cut(text, slice_offset(text, first.max(0.0)), Some(text.len())),
        ("substr", Some(length)) => {
            let start = slice_offset(text, first);
            let rest = start.map(|start| text.slice(start..text.len()));
            let length = rest.and_then(|rest| slice_offset(&rest, length.max(0.0)));
            cut(text, start, start.zip(length).map(|(start, length)| start + length))
        }
        _ => cut(text, slice_offset(text, first), end(second)),
    }
}

fn code_at<'a>(text: &Text<'a>, call: &Call<'a>) -> Value<'a> {
    let index = call.arg(0).to_number().filter(|index| *index >= 0.0).unwrap_or(0.0);
    let Some(at) = offset(text, index) else { return Value::Unknown };
    let rest = &text.as_str()[at..];
    match rest.chars().next() {
        Some(_) if rest.starts_with(HOLE) => Value::Unknown,
        Some(character) if character.len_utf16() == 1 => Value::Number(f64::from(u32::from(character))),
        Some(_) => Value::Unknown,
        None => Value::Number(f64::NAN),
    }
}

fn index_of<'a>(text: &Text<'a>, name: &str, call: &Call<'a>) -> Value<'a> {
    let needle = call.arg(0);
    let Some(needle) = needle.as_known() else { return Value::Unknown };
    let known = text.known_start();
    let from = call.arg(1).to_number().filter(|from| *from > 0.0).map_or(Some(0), |from| offset(text, from));
    let found = match name {
        "lastIndexOf" if text.has_hole() => return Value::Unknown,
        "lastIndexOf" => known.rfind(needle),
        _ => from.and_then(|from| known[from..].find(needle).map(|at| at + from)),
    };
    match found {
        Some(at) => Value::Number(units(&known[..at])),
        None if text.has_hole() => Value::Unknown,
        None => Value::Number(-1.0),
    }
}

fn has<'a>(text: &Text<'a>, name: &str, call: &Call<'a>) -> Value<'a> {
    let needle = call.arg(0);
    let Some(needle) = needle.as_known() else { return Value::Unknown };
    let (whole, known, holes) = (text.as_str(), text.known_start(), text.has_hole());
    let (found, possible) = match name {
        "includes" => (whole.contains(needle), holes),
        "endsWith" => (whole.ends_with(needle), holes),
        _ => (known.starts_with(needle), holes && needle.starts_with(known)),
    };
    if found || !possible { Value::Bool(found) } else { Value::Unknown }
}

fn trim<'a>(text: &Text<'a>, name: &str) -> Value<'a> {
    let whole = text.as_str();
    let start = if name == "trimEnd" || name == "trimRight" { 0 } else { whole.len() - whole.trim_start().len() };
    let end = if name == "trimStart" || name == "trimLeft" { whole.len() } else { whole.trim_end().len() };
    Value::Text(text.slice(start..end.max(start)))
}

fn split_at<'a>(text: &Text<'a>, separator: &str) -> Vec<Value<'a>> {
    let mut items = Vec::new();
    let mut start = 0;
    for at in memchr::memmem::find_iter(text.as_str().as_bytes(), separator) {
        items.push(Value::Text(text.slice(start..at)));
        start = at + separator.len();
    }
    items.push(Value::Text(text.slice(start..text.len())));
    items
}

fn split_by<'a>(text: &Text<'a>, pattern: &regex::Regex) -> Vec<Value<'a>> {
    let mut items = Vec::new();
    let mut start = 0;
    for found in pattern.find_iter(text.as_str()).filter(|found| !found.is_empty()) {
        items.push(Value::Text(text.slice(start..found.start())));
        start = found.end();
    }
    items.push(Value::Text(text.slice(start..text.len())));
    items
}
