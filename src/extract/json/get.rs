//! Values of an object by key and type. Numbers are taken from text too, as the platform's own samples have both. What
//! is of another type is noted where it stands and counts as not given.

use super::{Reader, property, value_range};
use crate::span::Span;
use jsonc_parser::ast::{Array, Object, Value};

impl Reader<'_, '_> {
    /// A whole number that is not negative.
    pub(super) fn number(&mut self, object: &Object, key: &str) -> Option<u64> {
        let value = given(object, key)?;
        let number = text_of(value).and_then(|text| text.trim().parse().ok());
        self.or_note(number, value, key, "a whole number")
    }

    /// A text; a number counts as one.
    pub(super) fn text(&mut self, object: &Object, key: &str) -> Option<String> {
        let value = given(object, key)?;
        self.or_note(text_of(value), value, key, "a text")
    }

    /// True or false.
    pub(super) fn flag(&mut self, object: &Object, key: &str) -> Option<bool> {
        let value = given(object, key)?;
        let flag = match value {
            Value::BooleanLit(literal) => Some(literal.value),
            _ => None,
        };
        self.or_note(flag, value, key, "true or false")
    }

    /// The entries of a list that are objects.
    pub(super) fn entries<'v, 'a>(&mut self, object: &'v Object<'a>, key: &str) -> Vec<&'v Object<'a>> {
        let Some(value) = given(object, key) else { return Vec::new() };
        let list = match value {
            Value::Array(array) => Some(array),
            _ => None,
        };
        let Some(list) = self.or_note(list, value, key, "a list") else { return Vec::new() };
        self.objects_of(list, key)
    }

    fn objects_of<'v, 'a>(&mut self, list: &'v Array<'a>, key: &str) -> Vec<&'v Object<'a>> {
        let entry = |value: &'v Value<'a>| self.or_note(value.as_object(), value, key, "a list of objects");
        list.elements.iter().filter_map(entry).collect()
    }

    /// One of some words; case does not matter.
    pub(super) fn word(&mut self, object: &Object, key: &str, known: &[&'static str]) -> Option<&'static str> {
        let value = given(object, key)?;
        let text = text_of(value).unwrap_or_default();
        let word = known.iter().find(|known| known.eq_ignore_ascii_case(text.trim())).copied();
        if word.is_none() {
            let message = format!("`{key}` is {}, but can be {}; it was not used", shown(value), known.join(", "));
            self.queue.remark(self.span(value), "unknown-value", message);
        }
        word
    }

    /// The ids of a list of objects, `[{"id": 55}]`.
    pub(super) fn ids(&mut self, object: &Object, key: &str) -> Vec<u64> {
        let entries = self.entries(object, key);
        entries.into_iter().filter_map(|entry| self.number(entry, "id")).collect()
    }

    fn or_note<T>(&mut self, read: Option<T>, value: &Value, key: &str, wanted: &str) -> Option<T> {
        if read.is_none() {
            self.wrong_type(value, key, wanted);
        }
        read
    }

    /// Notes that a value is not of the type that its key has.
    pub(super) fn wrong_type(&mut self, value: &Value, key: &str, wanted: &str) {
        let message = format!("`{key}` is to be {wanted}, and this is {}; it was not used", shown(value));
        self.queue.remark(self.span(value), "wrong-type", message);
    }

    /// Where a value stands.
    pub(super) fn span(&self, value: &Value) -> Span {
        self.text.map.span(value_range(value))
    }
}

/// A value that is there and not null.
pub(super) fn given<'v, 'a>(object: &'v Object<'a>, key: &str) -> Option<&'v Value<'a>> {
    property(object, key).filter(|value| !matches!(value, Value::NullKeyword(_)))
}

/// A string or number as text.
pub(super) fn scalar(object: &Object, key: &str) -> Option<String> {
    property(object, key).and_then(text_of)
}

pub(in crate::extract) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::StringLit(literal) => Some(literal.value.to_string()),
        Value::NumberLit(number) => Some(number.value.to_owned()),
        _ => None,
    }
}

/// A value in a sentence.
fn shown(value: &Value) -> String {
    const LONGEST: usize = 40;
    match value {
        Value::StringLit(literal) if literal.value.chars().count() > LONGEST => "a longer text".to_owned(),
        Value::StringLit(literal) => format!("\"{}\"", literal.value),
        Value::NumberLit(number) => number.value.to_owned(),
        Value::BooleanLit(literal) => literal.value.to_string(),
        Value::Object(_) => "an object".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::NullKeyword(_) => "null".to_owned(),
    }
}
