//! `Map` and `Set`: objects whose table holds the entries. What is put into a set is found again by what it is.

use crate::extract::js::eval::{Call, Eval};
use crate::extract::js::global::Global;
use crate::extract::js::heap::Kind;
use crate::extract::js::text::{ELSEWHERE, Text};
use crate::extract::js::value::{Id, Value};

impl<'a> Eval<'a> {
    /// `new Map(…)`, `new Set(…)`.
    pub(crate) fn new_collection(&mut self, global: Global, call: &Call<'a>) -> Value<'a> {
        let first = call.arg(0);
        let id = self.heap.add(if global == Global::Set { Kind::Set } else { Kind::Map });
        match (global, &first) {
            (_, Value::Undefined | Value::Null) => {}
            (Global::Set, values) => match self.items_of(values) {
                Some(values) => values.iter().for_each(|value| self.add_to_set(id, value)),
                None => self.heap.get_mut(id).open = true,
            },
            (_, entries) => self.fill_entries(id, entries),
        }
        Value::Object(id)
    }

    /// What `for … of` gives: the values of a set, the entries of a map.
    pub(crate) fn items_of_collection(&mut self, id: Id) -> Vec<Value<'a>> {
        let is_set = matches!(self.heap.get(id).kind, Kind::Set);
        let own = self.entries_of(id);
        let mut items = Vec::with_capacity(own.len() + 1);
        for (key, value) in own {
            items.push(if is_set { value } else { self.heap.array(vec![key, value]) });
        }
        if self.heap.get(id).open {
            items.push(Value::Unknown);
        }
        items
    }

    fn entries_of(&self, id: Id) -> Vec<(Value<'a>, Value<'a>)> {
        let table = &self.heap.get(id).table;
        table.iter().map(|(key, value)| (Value::Text(Text::at(key, ELSEWHERE)), value.clone())).collect()
    }

    /// How many there are, if that is known.
    pub(crate) fn collection_property(&mut self, id: Id, name: &'a str) -> Value<'a> {
        self.spend(self.heap.get(id).table.len() / 8);
        let object = self.heap.get(id);
        let unsure = |value: &Value| value.alternatives().iter().any(|value| matches!(value, Value::Undefined));
        match name {
            "size" if object.open || object.table.iter().any(|(_, value)| unsure(value)) => Value::Unknown,
            "size" => Value::Number(object.table.len() as f64),
            _ => Value::Method(std::rc::Rc::new((Value::Object(id), name))),
        }
    }

    pub(super) fn map_method(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let key = self.key(&call.arg(0));
        match (name, key) {
            ("set", Some(key)) => {
                self.heap.set(id, key, call.arg(1));
                Value::Object(id)
            }
            ("set", None) => {
                self.heap.get_mut(id).open = true;
                Value::Object(id)
            }
            ("get", Some(key)) => match self.heap.name(id, key) {
                Some(value) => value.clone(),
                None if self.heap.get(id).open => Value::Unknown,
                None => Value::Undefined,
            },
            ("get", None) => Value::any(self.heap.get(id).table.iter().map(|(_, value)| value.clone())),
            ("has", Some(key)) => self.is_in(id, key),
            ("delete", Some(key)) => {
                self.heap.remove(id, key);
                Value::Unknown
            }
            _ => self.collection_method(id, name, call),
        }
    }

    pub(super) fn set_method(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let value = call.arg(0);
        match (name, self.name_in_set(&value)) {
            ("add", _) => {
                self.add_to_set(id, &value);
                Value::Object(id)
            }
            ("has", Some(name)) => self.is_in(id, name),
            ("delete", Some(name)) => {
                self.heap.remove(id, name);
                Value::Unknown
            }
            _ => self.collection_method(id, name, call),
        }
    }

    fn is_in(&self, id: Id, key: &str) -> Value<'a> {
        match self.heap.name(id, key) {
            Some(Value::Any(_)) => Value::Unknown,
            None if self.heap.get(id).open => Value::Unknown,
            found => Value::Bool(found.is_some()),
        }
    }

    /// What both have.
    fn collection_method(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        match name {
            "forEach" => {
                let is_set = matches!(self.heap.get(id).kind, Kind::Set);
                for (key, value) in self.entries_of(id) {
                    let key = if is_set { value.clone() } else { key };
                    let args = vec![value, key, Value::Object(id)];
                    self.call(&call.arg(0), &Value::Undefined, &Call::made(args, call.site));
                }
                Value::Undefined
            }
            "keys" if matches!(self.heap.get(id).kind, Kind::Map) => {
                let keys = self.entries_of(id).into_iter().map(|(key, _)| key).collect();
                self.heap.array(keys)
            }
            "keys" | "values" => {
                let values = self.entries_of(id).into_iter().map(|(_, value)| value).collect();
                self.heap.array(values)
            }
            "entries" => {
                let items = self.items_of_collection(id);
                self.heap.array(items)
            }
            "clear" => {
                let names: Vec<&'a str> = self.heap.get(id).table.iter().map(|(name, _)| name).collect();
                names.into_iter().for_each(|name| self.heap.remove(id, name));
                Value::Undefined
            }
            _ => Value::Unknown,
        }
    }

    fn add_to_set(&mut self, id: Id, value: &Value<'a>) {
        match self.name_in_set(value) {
            Some(name) if self.heap.name(id, name).is_none() => self.heap.set(id, name, value.clone()),
            Some(_) => {}
            None => self.heap.get_mut(id).open = true,
        }
    }

    /// The name under which a value is kept in a set, if it is one value for certain.
    fn name_in_set(&mut self, value: &Value<'a>) -> Option<&'a str> {
        match value {
            Value::Object(id) => Some(self.keep(&format!("@{id}"))),
            Value::Text(_) => {
                let text = self.key(value)?;
                Some(self.keep(&format!("'{text}")))
            }
            value => self.key(value),
        }
    }
}
