//! `JSON.parse` and `JSON.stringify`.

use crate::extract::js::eval::{Call, Eval};
use crate::extract::js::heap::Kind;
use crate::extract::js::number;
use crate::extract::js::text::Text;
use crate::extract::js::value::Value;
use crate::span::Span;
use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions};

/// Brackets in brackets.
const DEPTH: usize = 100;

impl<'a> Eval<'a> {
    pub(crate) fn json(&mut self, name: &str, call: &Call<'a>) -> Value<'a> {
        match (name, self.text_of(&call.arg(0), call.span(0))) {
            ("parse", text) if text.as_text().is_some_and(|text| !text.is_empty()) => {
                text.as_text().map_or(Value::Unknown, |text| self.parse_json(text))
            }
            ("stringify", _) => {
                let mut parts = Value::Text(Text::default());
                self.stringify(&call.arg(0), &mut parts, call.site, 0);
                parts
            }
            _ => Value::Unknown,
        }
    }

    pub(crate) fn parse_json(&mut self, text: &Text<'a>) -> Value<'a> {
        let source = text.as_str();
        if !self.afford(source.len()) || nests_deeper(source, DEPTH) {
            return Value::Unknown;
        }
        let parsed = jsonc_parser::parse_to_ast(source, &CollectOptions::default(), &ParseOptions::default());
        match parsed.ok().and_then(|parsed| parsed.value) {
            Some(value) => self.value_of_json(&value, text),
            None => Value::Unknown,
        }
    }

    fn value_of_json(&mut self, value: &ast::Value, text: &Text<'a>) -> Value<'a> {
        if !self.tick() {
            return Value::Unknown;
        }
        match value {
            ast::Value::StringLit(literal) => {
                Value::Text(json_text(&literal.value, literal.range().start..literal.range().end, text))
            }
            ast::Value::NumberLit(literal) => Value::Number(number::parse(literal.value)),
            ast::Value::BooleanLit(literal) => Value::Bool(literal.value),
            ast::Value::Object(object) => {
                let id = self.heap.add(Kind::Plain);
                for property in &object.properties {
                    let value = self.value_of_json(&property.value, text);
                    let name = self.keep(property.name.as_str());
                    self.heap.set(id, name, value);
                }
                Value::Object(id)
            }
            ast::Value::Array(array) => {
                let items = array.elements.iter().map(|item| self.value_of_json(item, text)).collect();
                self.heap.array(items)
            }
            ast::Value::NullKeyword(_) => Value::Null,
        }
    }

    fn stringify(&mut self, value: &Value<'a>, into: &mut Value<'a>, site: Span, depth: usize) {
        if depth > 8 || !self.tick() {
            return;
        }
        match value {
            Value::Object(id) if self.heap.items(*id).is_some() => {
                for (at, item) in self.spread(value).iter().enumerate() {
                    self.write_json(into, if at == 0 { "[" } else { "," }, site);
                    self.stringify(item, into, site, depth + 1);
                }
                self.write_json(into, "]", site);
            }
            Value::Object(id) if self.is_plain(*id) => {
                let own: Vec<_> = self.heap.get(*id).table.iter().map(|(name, value)| (name, value.clone())).collect();
                for (at, (name, value)) in own.iter().enumerate() {
                    let key = self.keep(&format!("{}\"{name}\":", if at == 0 { "{" } else { "," }));
                    self.write_json(into, key, site);
                    self.stringify(value, into, site, depth + 1);
                }
                self.write_json(into, "}", site);
            }
            Value::Number(_) | Value::Bool(_) => {
                let text = self.text_of(value, site);
                *into = self.concat(into.clone(), text, site);
            }
            value => {
                let text = self.text_of(value, site);
                self.write_json(into, "\"", site);
                *into = self.concat(into.clone(), text, site);
                self.write_json(into, "\"", site);
            }
        }
    }

    fn write_json(&mut self, into: &mut Value<'a>, text: &'a str, site: Span) {
        let old = std::mem::replace(into, Value::Unknown);
        *into = self.concat(old, Value::Text(Text::at(text, site)), site);
    }
}

/// A string of the JSON, mapped to where it stands if it has no escapes.
fn json_text<'a>(value: &str, range: std::ops::Range<usize>, text: &Text<'a>) -> Text<'a> {
    let inner = text.slice(range.start + 1..range.end.max(range.start + 2) - 1);
    if inner.as_str() == value {
        inner
    } else {
        Text::made(value.to_owned(), inner.place(inner.span().unwrap_or_default()))
    }
}

fn nests_deeper(text: &str, bound: usize) -> bool {
    let mut depth = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > bound
    })
}
