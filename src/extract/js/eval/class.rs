//! Classes.

use super::{Call, Eval, Frame};
use crate::extract::js::function::Code;
use crate::extract::js::heap::Kind;
use crate::extract::js::value::{Id, Value};
use oxc_ast::ast::{Class, ClassElement, MethodDefinition, MethodDefinitionKind, PropertyDefinition};

impl<'a> Eval<'a> {
    /// A class, declared if it has a name.
    pub(crate) fn class(&mut self, class: &'a Class<'a>) -> Value<'a> {
        let parent = class.heritage.as_ref().map(|heritage| self.expr(&heritage.expression));
        let value = self.function(Code::Class(class), None);
        let Value::Object(id) = value else { return Value::Unknown };
        if let Some(name) = &class.id {
            self.heap.set(self.scope, name.name.as_str(), value.clone());
        }
        let prototype = self.prototype(id);
        if let (Some(prototype), Some(Value::Object(parent))) = (prototype, &parent) {
            self.heap.get_mut(id).proto = Some(*parent);
            self.heap.get_mut(prototype).proto = if self.is_function(*parent) { self.prototype(*parent) } else { None };
        }
        self.heap.set(id, "@parent", parent.unwrap_or(Value::Undefined));
        for element in &class.body.body {
            self.class_element(id, prototype, element);
        }
        value
    }

    fn class_element(&mut self, id: Id, prototype: Option<Id>, element: &'a ClassElement<'a>) {
        match element {
            ClassElement::MethodDefinition(method) if method.kind != MethodDefinitionKind::Constructor => {
                let target = if method.r#static { Some(id) } else { prototype };
                self.method(id, target, method);
            }
            ClassElement::PropertyDefinition(property) if property.r#static => {
                self.on(id, Value::Object(id), |eval| eval.field(id, property));
            }
            ClassElement::StaticBlock(block) => {
                self.on(id, Value::Object(id), |eval| {
                    let scope = eval.scope;
                    let variables = std::mem::replace(&mut eval.frame().variables, scope);
                    eval.statements(&block.body);
                    eval.frame().variables = variables;
                });
            }
            _ => {}
        }
    }

    fn method(&mut self, home: Id, target: Option<Id>, method: &'a MethodDefinition<'a>) {
        let (Some(target), Some(name)) = (target, self.property_key(&method.key)) else { return };
        let function = self.function(Code::Function(&method.value), Some(home));
        match method.kind {
            MethodDefinitionKind::Get => self.set_accessor(target, name, Some(function), None),
            MethodDefinitionKind::Set => self.set_accessor(target, name, None, Some(function)),
            _ => self.heap.set(target, name, function),
        }
    }

    fn field(&mut self, target: Id, property: &'a PropertyDefinition<'a>) {
        let Some(name) = self.property_key(&property.key) else { return };
        let value = property.value.as_ref().map_or(Value::Undefined, |value| self.expr(value));
        self.heap.set(target, name, value);
    }

    /// Runs something with another `this`, inside of a class.
    fn on<R>(&mut self, home: Id, this: Value<'a>, run: impl FnOnce(&mut Self) -> R) -> R {
        let Kind::Function(function) = self.heap.get(home).kind.clone() else {
            return run(self);
        };
        let outer = (self.scope, self.unit);
        (self.scope, self.unit) = (self.heap.add(Kind::Scope(Some(function.scope))), function.unit);
        let mut frame = Frame::new(this, self.scope, self.frame().site);
        frame.home = Some(home);
        self.frames.push(frame);
        let result = run(self);
        self.frames.pop();
        (self.scope, self.unit) = outer;
        result
    }

    /// Sets the fields and runs the constructor of a class, or its parent's.
    pub(crate) fn run_constructor(&mut self, class: &'a Class<'a>, id: Id, this: &Value<'a>, call: &Call<'a>) {
        if !self.tick() || self.frames.len() > super::function::CALLS {
            return;
        }
        let constructor = class.body.body.iter().find_map(|element| match element {
            ClassElement::MethodDefinition(method) if method.kind == MethodDefinitionKind::Constructor => Some(method),
            _ => None,
        });
        if class.heritage.is_none() {
            self.fields(class, id, this);
        }
        let code = constructor
            .map(|method| self.on(id, this.clone(), |eval| eval.function(Code::Function(&method.value), Some(id))));
        match code {
            Some(function) => drop(self.call(&function, this, call)),
            None if class.heritage.is_some() => self.construct_parent(id, this, call),
            None => {}
        }
    }

    fn fields(&mut self, class: &'a Class<'a>, id: Id, this: &Value<'a>) {
        let Value::Object(object) = *this else { return };
        self.on(id, this.clone(), |eval| {
            for element in &class.body.body {
                if let ClassElement::PropertyDefinition(property) = element
                    && !property.r#static
                {
                    eval.field(object, property);
                }
            }
        });
    }

    fn construct_parent(&mut self, id: Id, this: &Value<'a>, call: &Call<'a>) {
        let parent = self.heap.name(id, "@parent").cloned().unwrap_or(Value::Undefined);
        let kind = parent.as_id().map(|parent| (parent, self.heap.get(parent).kind.clone()));
        match kind {
            Some((parent, Kind::Function(function))) => match function.code {
                Code::Class(class) => self.deeper(|eval| eval.run_constructor(class, parent, this, call), ()),
                _ => drop(self.call(&Value::Object(parent), this, call)),
            },
            _ => {
                self.unknown_call(call);
                if let Value::Object(object) = this {
                    self.heap.get_mut(*object).open = true;
                }
            }
        }
        if let Kind::Function(function) = self.heap.get(id).kind.clone()
            && let Code::Class(class) = function.code
        {
            self.fields(class, id, this);
        }
    }

    /// `super(…)`.
    pub(crate) fn call_super(&mut self, call: &Call<'a>) -> Value<'a> {
        let this = self.frame().this.clone();
        if let Some(home) = self.frame().home {
            self.deeper(|eval| eval.construct_parent(home, &this, call), ());
        }
        this
    }

    /// `super` before a `.`: the parent's prototype.
    pub(crate) fn super_object(&mut self) -> Value<'a> {
        let home = self.frame().home;
        let parent = home.and_then(|home| self.heap.name(home, "@parent")).and_then(Value::as_id);
        let parent = parent.filter(|parent| self.is_function(*parent));
        parent.and_then(|parent| self.prototype(parent)).map_or(Value::Unknown, Value::Object)
    }

    /// `super.method(…)`: the parent's method, on `this`.
    pub(crate) fn call_super_method(&mut self, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let object = self.super_object();
        let (method, this) = (self.get(&object, name), self.frame().this.clone());
        self.call(&method, &this, call)
    }
}
