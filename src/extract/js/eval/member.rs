//! Properties: reading them off what the script made and off what the browser provides.

use super::Eval;
use crate::extract::js::global::Global;
use crate::extract::js::heap::Kind;
use crate::extract::js::number;
use crate::extract::js::text::Text;
use crate::extract::js::value::{Id, Value};
use oxc_ast::ast::{ComputedMemberExpression, StaticMemberExpression};
use oxc_span::GetSpan;
use std::rc::Rc;

/// Prototypes behind prototypes.
const PROTOTYPES: usize = 16;

impl<'a> Eval<'a> {
    pub(crate) fn static_member(&mut self, member: &'a StaticMemberExpression<'a>) -> Value<'a> {
        let object = self.expr(&member.object);
        if member.optional && object.is_nothing() == Some(true) {
            return Value::Undefined;
        }
        self.touch(&object, member.span);
        let value = self.get(&object, member.property.name.as_str());
        self.here(value, member.span)
    }

    pub(crate) fn computed_member(&mut self, member: &'a ComputedMemberExpression<'a>) -> Value<'a> {
        let object = self.expr(&member.object);
        let key = self.expr(&member.expression);
        self.touch(&object, member.span);
        let value = self.get_key(&object, &key);
        self.here(value, member.span())
    }

    /// What the browser says has no place in the script but where it is asked.
    fn here(&mut self, value: Value<'a>, span: oxc_span::Span) -> Value<'a> {
        match value {
            Value::Text(text) if text.span().is_none() && !text.is_empty() => {
                let kept = self.keep(text.as_str());
                Value::Text(Text::at(kept, self.span(span)))
            }
            value => value,
        }
    }

    /// Notes a use of the browser's storage.
    pub(crate) fn touch(&mut self, object: &Value<'a>, span: oxc_span::Span) {
        if let Value::Global(Global::Storage) = object {
            let span = self.span(span);
            self.found.storage(span);
        }
    }

    /// The name that a key says, if it is known and one.
    pub(crate) fn key(&mut self, key: &Value<'a>) -> Option<&'a str> {
        match key {
            Value::Text(text) if !text.has_hole() => Some(self.keep(text.as_str())),
            Value::Number(number) => Some(self.keep(&number::format(*number))),
            Value::Bool(bool) => Some(if *bool { "true" } else { "false" }),
            Value::Undefined => Some("undefined"),
            Value::Null => Some("null"),
            _ => None,
        }
    }

    pub(crate) fn get_key(&mut self, object: &Value<'a>, key: &Value<'a>) -> Value<'a> {
        match key {
            Value::Any(keys) => Value::any(keys.iter().map(|key| self.get_key(object, key)).collect::<Vec<_>>()),
            Value::Number(index) => self.get_index(object, *index),
            key => match self.key(key) {
                Some(name) => self.get(object, name),
                None => self.get_some(object),
            },
        }
    }

    /// Any of an object's values: the key is not known.
    fn get_some(&mut self, object: &Value<'a>) -> Value<'a> {
        match object {
            Value::Object(id) => {
                let object = self.heap.get(*id);
                let items = self.heap.items(*id).map(|items| items.to_vec()).unwrap_or_default();
                let named = object.table.iter().map(|(_, value)| value.clone());
                let values: Vec<_> = items.into_iter().chain(named).collect();
                if object.open { Value::any(values).or(Value::Unknown) } else { Value::any(values) }
            }
            Value::Any(objects) => Value::any(objects.iter().map(|object| self.get_some(object)).collect::<Vec<_>>()),
            _ => Value::Unknown,
        }
    }

    fn get_index(&mut self, object: &Value<'a>, index: f64) -> Value<'a> {
        match object {
            Value::Object(id) => match self.heap.items(*id) {
                Some(items) if index >= 0.0 && index.fract() == 0.0 => {
                    let missing = if self.heap.get(*id).open { Value::Unknown } else { Value::Undefined };
                    items.get(index as usize).cloned().unwrap_or(missing)
                }
                _ => {
                    let name = self.keep(&number::format(index));
                    self.get(object, name)
                }
            },
            Value::Text(text) => self.character(text, index),
            Value::Any(objects) => {
                Value::any(objects.iter().map(|object| self.get_index(object, index)).collect::<Vec<_>>())
            }
            _ => Value::Unknown,
        }
    }

    /// A property by its name.
    pub(crate) fn get(&mut self, object: &Value<'a>, name: &'a str) -> Value<'a> {
        match object {
            Value::Any(objects) => {
                let objects = Rc::clone(objects);
                Value::any(objects.iter().map(|object| self.get(object, name)).collect::<Vec<_>>())
            }
            Value::Object(id) => match self.property(*id, name) {
                Some(value) => value,
                None => self.object_property_of(*id, name),
            },
            Value::Global(global) => self.global_property(*global, name),
            Value::Text(text) => self.text_property(text, name),
            Value::Number(_) => Value::Method(Rc::new((object.clone(), name))),
            // Methods of methods of methods are not followed: they would nest without end.
            Value::Method(method) if !matches!(method.0, Value::Method(_)) => {
                Value::Method(Rc::new((object.clone(), name)))
            }
            Value::Method(_) => Value::Unknown,
            Value::Unknown => self.unknown_property(name),
            Value::Undefined | Value::Null | Value::Bool(_) => Value::Unknown,
        }
    }

    /// A property that is there for certain.
    pub(crate) fn known_property(&mut self, object: &Value<'a>, name: &'a str) -> Option<Value<'a>> {
        match object {
            Value::Object(id) => self.property(*id, name),
            Value::Global(global) => match self.global_property(*global, name) {
                Value::Unknown | Value::Undefined => None,
                value => Some(value),
            },
            _ => None,
        }
    }

    /// A property that the script set, on the object or on its prototypes.
    pub(crate) fn property(&mut self, id: Id, name: &'a str) -> Option<Value<'a>> {
        let mut next = Some(id);
        for _ in 0..PROTOTYPES {
            let object = self.heap.get(next?);
            if let Some(value) = object.table.get(name) {
                let value = value.clone();
                return Some(self.got(value, id));
            }
            next = object.proto;
        }
        None
    }

    /// What was read, through its getter if it has one.
    fn got(&mut self, value: Value<'a>, this: Id) -> Value<'a> {
        if let Value::Object(accessor) = value
            && let Kind::Accessor(functions) = &self.heap.get(accessor).kind
        {
            let function = functions.0.clone();
            if matches!(function, Value::Undefined) {
                return Value::Undefined;
            }
            return self.call(&function, &Value::Object(this), &super::Call::default());
        }
        value
    }

    /// Sets the functions of a property; one that is not given stays.
    pub(crate) fn set_accessor(&mut self, id: Id, name: &'a str, get: Option<Value<'a>>, set: Option<Value<'a>>) {
        let old = self.heap.name(id, name).and_then(Value::as_id).map(|old| self.heap.get(old).kind.clone());
        let (old_get, old_set) = match old {
            Some(Kind::Accessor(functions)) => (functions.0.clone(), functions.1.clone()),
            _ => (Value::Undefined, Value::Undefined),
        };
        self.has_setters |= set.is_some();
        let accessor = Kind::Accessor(Rc::new((get.unwrap_or(old_get), set.unwrap_or(old_set))));
        let accessor = Value::Object(self.heap.add(accessor));
        self.heap.set(id, name, accessor);
    }

    /// The function that takes in what a property is set to, if it has one.
    pub(crate) fn setter(&self, id: Id, name: &str) -> Option<Value<'a>> {
        let mut next = self.has_setters.then_some(id);
        for _ in 0..PROTOTYPES {
            let object = self.heap.get(next?);
            if let Some(value) = object.table.get(name) {
                return match value.as_id().map(|accessor| &self.heap.get(accessor).kind) {
                    Some(Kind::Accessor(functions)) => Some(functions.1.clone()),
                    _ => None,
                };
            }
            next = object.proto;
        }
        None
    }

    /// A property that the script did not set.
    fn object_property_of(&mut self, id: Id, name: &'a str) -> Value<'a> {
        let object = self.heap.get(id);
        let open = object.open;
        match &object.kind {
            Kind::Plain if open => Value::Unknown,
            Kind::Plain => plain_method(id, name),
            Kind::Array(items) => match name {
                "length" if open => Value::Unknown,
                "length" => Value::Number(items.len() as f64),
                _ => match name.parse::<usize>() {
                    Ok(index) => items.get(index).cloned().unwrap_or(Value::Undefined),
                    Err(_) => Value::Method(Rc::new((Value::Object(id), name))),
                },
            },
            Kind::Function(_) | Kind::Bound(_) | Kind::Code(_) => self.function_property(id, name),
            _ => self.browser_property(id, name),
        }
    }

    fn function_property(&mut self, id: Id, name: &'a str) -> Value<'a> {
        match name {
            "prototype" => self.prototype(id).map_or(Value::Unknown, Value::Object),
            "call" | "apply" | "bind" => Value::Method(Rc::new((Value::Object(id), name))),
            "name" | "length" | "toString" | "caller" => Value::Unknown,
            _ => Value::Undefined,
        }
    }

    pub(crate) fn is_plain(&self, id: Id) -> bool {
        matches!(self.heap.get(id).kind, Kind::Plain)
    }

    pub(crate) fn is_function(&self, id: Id) -> bool {
        matches!(self.heap.get(id).kind, Kind::Function(_) | Kind::Bound(_) | Kind::Code(_))
    }

    /// Copies an object's own properties, as `{...value}` and `Object.assign` do.
    pub(crate) fn copy_properties(&mut self, to: Id, from: &Value<'a>) {
        match from {
            Value::Object(from) => {
                let object = self.heap.get(*from);
                let open = object.open;
                let own: Vec<_> = object.table.iter().map(|(name, value)| (name, value.clone())).collect();
                self.heap.get_mut(to).open |= open;
                for (name, value) in own {
                    self.heap.set(to, name, value);
                }
            }
            Value::Undefined | Value::Null => {}
            _ => self.heap.get_mut(to).open = true,
        }
    }
}

/// What every object has.
fn plain_method<'a>(id: Id, name: &'a str) -> Value<'a> {
    match name {
        "hasOwnProperty" | "toString" | "valueOf" | "isPrototypeOf" | "propertyIsEnumerable" => {
            Value::Method(Rc::new((Value::Object(id), name)))
        }
        _ => Value::Undefined,
    }
}
