//! `Object`, `Array`, `Reflect`: their functions, and the methods that every object has.

use crate::extract::js::eval::{Call, Eval, Place};
use crate::extract::js::global::Global;
use crate::extract::js::heap::Kind;
use crate::extract::js::text::Text;
use crate::extract::js::value::{Id, Value};
use std::rc::Rc;

impl<'a> Eval<'a> {
    /// A method of an object that the script did not set itself.
    pub(crate) fn object_method(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        match &self.heap.get(id).kind {
            Kind::Array(_) => self.array_method(id, name, call),
            Kind::Function(_) | Kind::Bound(_) | Kind::Code(_) => self.function_method(id, name, call),
            Kind::Regex(..) => self.lift(call, |eval, call| eval.pattern_method(id, name, call)),
            Kind::Promise => self.promise_method(id, name, call),
            Kind::Map => self.map_method(id, name, call),
            Kind::Set => self.set_method(id, name, call),
            Kind::Url | Kind::Params => self.url_method(id, name, call),
            Kind::Plain => self.plain_method(id, name, call),
            _ => self.browser_method(id, name, call),
        }
    }

    fn plain_method(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        match name {
            "hasOwnProperty" => match self.key(&call.arg(0)) {
                Some(key) if self.heap.name(id, key).is_some() => Value::Bool(true),
                Some(_) if !self.heap.get(id).open => Value::Bool(false),
                _ => Value::Unknown,
            },
            "toString" | "valueOf" => Value::Unknown,
            _ => self.unknown_method(name, call),
        }
    }

    /// `Object.keys(…)` and its kin.
    pub(crate) fn object_function(&mut self, name: &str, call: &Call<'a>) -> Value<'a> {
        let first = call.arg(0);
        match name {
            "keys" | "getOwnPropertyNames" => match self.keys_of(&first) {
                Some(keys) => self.heap.array(keys),
                None => Value::Unknown,
            },
            "values" | "entries" => self.values_of(&first, name == "entries"),
            "assign" => {
                if let Some(id) = first.as_id() {
                    call.args.iter().skip(1).for_each(|from| self.assign_properties(id, from, call));
                }
                first
            }
            "create" => {
                let id = self.heap.add(Kind::Plain);
                self.heap.get_mut(id).proto = first.as_id();
                self.heap.get_mut(id).open = matches!(first, Value::Unknown);
                Value::Object(id)
            }
            "freeze" | "seal" | "preventExtensions" => first,
            "setPrototypeOf" => {
                if let Some(id) = first.as_id() {
                    self.heap.get_mut(id).proto = call.arg(1).as_id();
                }
                first
            }
            "defineProperty" => self.define_property(&first, call),
            "fromEntries" => self.object_of_entries(&first),
            _ => Value::Unknown,
        }
    }

    /// `Object.assign`: what is not plain acts on what it is told.
    fn assign_properties(&mut self, to: Id, from: &Value<'a>, call: &Call<'a>) {
        let Some(own) = from.as_id().filter(|_| !self.is_plain(to) && !self.is_function(to)) else {
            return self.copy_properties(to, from);
        };
        let own: Vec<_> = self.heap.get(own).table.iter().map(|(name, value)| (name, value.clone())).collect();
        for (name, value) in own {
            self.set_property(to, name, &value, Place { value: call.site, site: call.site });
        }
    }

    fn values_of(&mut self, object: &Value<'a>, with_keys: bool) -> Value<'a> {
        let Some(keys) = self.keys_of(object) else { return Value::Unknown };
        let mut items = Vec::with_capacity(keys.len());
        for key in keys {
            let value = self.get_key(object, &key);
            items.push(if with_keys { self.heap.array(vec![key, value]) } else { value });
        }
        self.heap.array(items)
    }

    fn define_property(&mut self, object: &Value<'a>, call: &Call<'a>) -> Value<'a> {
        let (descriptor, key) = (call.arg(2), self.key(&call.arg(1)));
        if let (Some(id), Some(key)) = (object.as_id(), key) {
            let (get, set) = (self.known_property(&descriptor, "get"), self.known_property(&descriptor, "set"));
            if get.is_some() || set.is_some() {
                self.set_accessor(id, key, get, set);
            } else {
                let value = self.known_property(&descriptor, "value").unwrap_or(Value::Unknown);
                self.heap.set(id, key, value);
            }
        }
        object.clone()
    }

    fn object_of_entries(&mut self, entries: &Value<'a>) -> Value<'a> {
        let id = self.heap.add(Kind::Plain);
        self.fill_entries(id, entries);
        Value::Object(id)
    }

    pub(super) fn fill_entries(&mut self, id: Id, entries: &Value<'a>) {
        let Some(entries) = self.items_of(entries) else {
            self.heap.get_mut(id).open = true;
            return;
        };
        for entry in entries {
            let key = self.get_key(&entry, &Value::Number(0.0));
            let value = self.get_key(&entry, &Value::Number(1.0));
            match self.key(&key) {
                Some(key) => self.heap.set(id, key, value),
                None => self.heap.get_mut(id).open = true,
            }
        }
    }

    /// `Array.from(…)`, `Array.isArray(…)`, `Array.of(…)`.
    pub(crate) fn array_function(&mut self, name: &str, call: &Call<'a>) -> Value<'a> {
        let first = call.arg(0);
        match name {
            "isArray" => match first {
                Value::Unknown | Value::Any(_) => Value::Unknown,
                Value::Object(id) => Value::Bool(self.heap.items(id).is_some()),
                _ => Value::Bool(false),
            },
            "of" => self.heap.array(call.args.clone()),
            "from" => {
                let Some(items) = self.items_of(&first).or_else(|| self.empty_items(&first)) else {
                    return Value::Unknown;
                };
                let array = self.heap.array(items);
                match (call.args.len(), &array) {
                    (2.., Value::Object(id)) => self.array_method(*id, "map", &call.skip(1)),
                    _ => array,
                }
            }
            _ => Value::Unknown,
        }
    }

    /// `{length: n}` as an array.
    fn empty_items(&mut self, value: &Value<'a>) -> Option<Vec<Value<'a>>> {
        let length = self.known_property(value, "length")?.to_number()?;
        ((0.0..10_000.0).contains(&length) && self.spend(length as usize))
            .then(|| vec![Value::Undefined; length as usize])
    }

    /// `new Array(…)`, `Array(…)`.
    pub(crate) fn new_array(&mut self, call: &Call<'a>) -> Value<'a> {
        match call.args.as_slice() {
            [Value::Number(length)] if (0.0..10_000.0).contains(length) && self.spend(*length as usize) => {
                self.heap.array(vec![Value::Undefined; *length as usize])
            }
            [Value::Number(_) | Value::Unknown] => Value::Unknown,
            items => self.heap.array(items.to_vec()),
        }
    }

    /// `Reflect.apply(…)` and its kin.
    pub(crate) fn reflect(&mut self, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let (first, second) = (call.arg(0), call.arg(1));
        match name {
            "apply" => {
                let args = self.spread(&call.arg(2));
                self.call(&first, &second, &Call::made(args, call.site))
            }
            "construct" => {
                let args = self.spread(&second);
                self.construct(&first, &Call::made(args, call.site))
            }
            "get" => self.get_key(&first, &second),
            _ => Value::Unknown,
        }
    }

    /// A method read off a global's prototype: `Array.prototype.slice`.
    pub(crate) fn prototype_of(&mut self, global: Global) -> Value<'a> {
        let kind = match global {
            Global::Array => Kind::Array(Rc::default()),
            Global::String => return Value::Text(Text::default()),
            _ => Kind::Plain,
        };
        Value::Object(self.heap.add(kind))
    }
}
