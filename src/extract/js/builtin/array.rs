//! Methods of arrays.

use crate::extract::js::eval::{Call, Eval};
use crate::extract::js::text::Text;
use crate::extract::js::value::{Id, Value};
use crate::span::Span;
use std::rc::Rc;

impl<'a> Eval<'a> {
    pub(crate) fn array_method(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let items = self.heap.items(id).map(Rc::clone).unwrap_or_default();
        if !self.spend(items.len() / 16) {
            return Value::Unknown;
        }
        match name {
            "push" | "unshift" | "add" | "pop" | "shift" | "reverse" | "splice" | "sort" | "fill" => {
                self.change_array(id, name, call)
            }
            "forEach" | "map" | "filter" | "some" | "every" | "find" | "findIndex" | "flatMap" => {
                self.each_item(id, &items, name, call)
            }
            "reduce" | "reduceRight" => self.reduce(&items, name, call),
            "join" | "toString" => self.join_call(id, call),
            "concat" => self.concat_arrays(&items, call),
            "slice" => self.slice_array(&items, call),
            "indexOf" | "includes" | "lastIndexOf" | "has" => self.find_item(&items, name, call),
            "at" => {
                let index = call.arg(0).to_number().unwrap_or(0.0);
                let index = if index < 0.0 { index + items.len() as f64 } else { index };
                self.get_key(&Value::Object(id), &Value::Number(index))
            }
            "flat" => {
                let flat: Vec<_> = items.iter().flat_map(|item| self.flattened(item)).collect();
                self.heap.array(flat)
            }
            "values" | "keys" | "entries" => self.entries(&items, name),
            _ => self.unknown_call(call),
        }
    }

    fn change_array(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let args = call.args.clone();
        let result = match name {
            "push" | "add" => self.heap.change(id, |items| {
                items.extend(args);
                Value::Number(items.len() as f64)
            }),
            "unshift" => self.heap.change(id, |items| {
                items.splice(0..0, args);
                Value::Number(items.len() as f64)
            }),
            "pop" => self.heap.change(id, |items| items.pop().unwrap_or(Value::Undefined)),
            "shift" => self.heap.change(id, |items| if items.is_empty() { Value::Undefined } else { items.remove(0) }),
            "reverse" => {
                self.heap.change(id, |items| items.reverse());
                Some(Value::Object(id))
            }
            "fill" => {
                self.heap.change(id, |items| items.fill(call.arg(0)));
                Some(Value::Object(id))
            }
            "sort" => Some(self.sort(id, call)),
            _ => Some(self.splice(id, call)),
        };
        result.unwrap_or(Value::Unknown)
    }

    fn sort(&mut self, id: Id, call: &Call<'a>) -> Value<'a> {
        let items = self.heap.items(id).map(Rc::clone).unwrap_or_default();
        let mut texts: Vec<(String, Value<'a>)> = Vec::new();
        for item in items.iter() {
            match self.text_of(item, call.site).as_known() {
                Some(text) if call.args.is_empty() => texts.push((text.to_owned(), item.clone())),
                _ => return Value::Object(id),
            }
        }
        texts.sort_by(|(one, _), (other, _)| one.cmp(other));
        self.heap.set_items(id, Rc::new(texts.into_iter().map(|(_, item)| item).collect()));
        Value::Object(id)
    }

    fn splice(&mut self, id: Id, call: &Call<'a>) -> Value<'a> {
        let length = self.heap.items(id).map_or(0, |items| items.len());
        let (Some(start), added) = (call.arg(0).to_number(), call.skip(2).args) else { return Value::Unknown };
        let start = relative(start, length);
        let count = match call.arg(1) {
            Value::Undefined if call.args.len() < 2 => length - start,
            count => match count.to_number() {
                Some(count) => (count.max(0.0) as usize).min(length - start),
                None => return Value::Unknown,
            },
        };
        let removed = self.heap.change(id, |items| items.splice(start..start + count, added).collect::<Vec<_>>());
        self.heap.array(removed.unwrap_or_default())
    }

    fn each_item(&mut self, id: Id, items: &[Value<'a>], name: &str, call: &Call<'a>) -> Value<'a> {
        let function = call.arg(0);
        let mut results = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            if !self.tick() {
                return Value::Unknown;
            }
            let args = vec![item.clone(), Value::Number(at as f64), Value::Object(id)];
            let result = self.call(&function, &call.arg(1), &Call::made(args, call.site));
            let truth = result.truth();
            results.push((item, result));
            match (name, truth) {
                ("find", Some(true)) => return item.clone(),
                ("findIndex", Some(true)) => return Value::Number(at as f64),
                ("some", Some(true)) => return Value::Bool(true),
                ("every", Some(false)) => return Value::Bool(false),
                _ => {}
            }
        }
        if self.heap.get(id).open {
            self.maybe(|eval| eval.call(&function, &call.arg(1), &Call::made(vec![Value::Unknown; 3], call.site)));
        }
        self.each_result(results, name)
    }

    fn each_result(&mut self, results: Vec<(&Value<'a>, Value<'a>)>, name: &str) -> Value<'a> {
        let unknown = |results: &[(&Value<'a>, Value<'a>)]| results.iter().any(|(_, result)| result.truth().is_none());
        match name {
            "map" => {
                let mapped = results.into_iter().map(|(_, result)| result).collect();
                self.heap.array(mapped)
            }
            "flatMap" => {
                let flat = results.iter().flat_map(|(_, result)| self.flattened(result)).collect();
                self.heap.array(flat)
            }
            "filter" => {
                let kept = results.into_iter().filter(|(_, result)| result.truth() != Some(false));
                let kept = kept.map(|(item, _)| item.clone()).collect();
                self.heap.array(kept)
            }
            "find" => Value::any(
                results.iter().filter(|(_, result)| result.truth().is_none()).map(|(item, _)| (*item).clone()),
            ),
            "some" | "every" if unknown(&results) => Value::Unknown,
            "some" => Value::Bool(false),
            "every" => Value::Bool(true),
            "forEach" => Value::Undefined,
            _ => Value::Unknown,
        }
    }

    fn flattened(&mut self, item: &Value<'a>) -> Vec<Value<'a>> {
        match item {
            Value::Object(id) if self.heap.items(*id).is_some() => self.spread(item),
            item => vec![item.clone()],
        }
    }

    fn reduce(&mut self, items: &[Value<'a>], name: &str, call: &Call<'a>) -> Value<'a> {
        let mut rest: Vec<(usize, Value<'a>)> = items.iter().cloned().enumerate().collect();
        if name == "reduceRight" {
            rest.reverse();
        }
        let mut rest = rest.into_iter();
        let first = if call.args.len() > 1 { Some(call.arg(1)) } else { rest.next().map(|(_, item)| item) };
        let mut value = first.unwrap_or(Value::Undefined);
        for (at, item) in rest {
            if !self.tick() {
                return Value::Unknown;
            }
            let args = vec![value, item, Value::Number(at as f64)];
            value = self.call(&call.arg(0), &Value::Undefined, &Call::made(args, call.site));
        }
        value
    }

    fn join_call(&mut self, id: Id, call: &Call<'a>) -> Value<'a> {
        let separator = match call.arg(0) {
            Value::Undefined => Value::Text(Text::at(",", call.site)),
            separator => self.text_of(&separator, call.span(0)),
        };
        self.join_items(id, &separator, call.site)
    }

    /// The items of an array as one text.
    pub(crate) fn join_items(&mut self, id: Id, separator: &Value<'a>, site: Span) -> Value<'a> {
        let items = self.heap.items(id).map(Rc::clone).unwrap_or_default();
        let mut all = Value::Text(Text::default());
        for (at, item) in items.iter().enumerate() {
            if !self.tick() {
                return Value::Unknown;
            }
            if at > 0 {
                all = self.concat(all, separator.clone(), site);
            }
            if item.is_nothing() != Some(true) {
                let text = self.text_of(item, site);
                all = self.concat(all, text, site);
            }
        }
        if self.heap.get(id).open { self.concat(all, Value::Text(Text::hole(site)), site) } else { all }
    }

    fn concat_arrays(&mut self, items: &[Value<'a>], call: &Call<'a>) -> Value<'a> {
        let mut all = items.to_vec();
        for arg in &call.args {
            match arg {
                Value::Unknown => all.push(Value::Unknown),
                arg => all.extend(self.flattened(arg)),
            }
        }
        if self.spend(all.len()) { self.heap.array(all) } else { Value::Unknown }
    }

    fn slice_array(&mut self, items: &[Value<'a>], call: &Call<'a>) -> Value<'a> {
        let start = call.arg(0).to_number().unwrap_or(0.0);
        let end = match call.arg(1) {
            Value::Undefined => Some(items.len() as f64),
            end => end.to_number(),
        };
        let (start, end) = (relative(start, items.len()), relative(end.unwrap_or(items.len() as f64), items.len()));
        let part = items.get(start..end.max(start)).unwrap_or_default().to_vec();
        self.heap.array(part)
    }

    fn find_item(&mut self, items: &[Value<'a>], name: &str, call: &Call<'a>) -> Value<'a> {
        let wanted = call.arg(0);
        let mut sure = true;
        for (at, item) in items.iter().enumerate() {
            match self.strictly_equal(item, &wanted) {
                Some(true) if sure => {
                    return if name == "indexOf" { Value::Number(at as f64) } else { Value::Bool(true) };
                }
                Some(false) => {}
                _ => sure = false,
            }
        }
        match (sure, name) {
            (true, "includes" | "has") => Value::Bool(false),
            (true, _) => Value::Number(-1.0),
            _ => Value::Unknown,
        }
    }

    fn entries(&mut self, items: &[Value<'a>], name: &str) -> Value<'a> {
        let parts: Vec<_> = items
            .iter()
            .enumerate()
            .map(|(at, item)| match name {
                "values" => item.clone(),
                "keys" => Value::Number(at as f64),
                _ => self.heap.array(vec![Value::Number(at as f64), item.clone()]),
            })
            .collect();
        self.heap.array(parts)
    }
}

/// A position that counts from the end if it is negative.
fn relative(position: f64, length: usize) -> usize {
    let position = if position < 0.0 { position + length as f64 } else { position };
    (position.max(0.0) as usize).min(length)
}
