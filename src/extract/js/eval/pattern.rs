//! Destructuring, in declarations and in assignments.

use super::Eval;
use crate::extract::js::heap::Kind;
use crate::extract::js::value::Value;
use oxc_ast::ast::{
    ArrayAssignmentTarget, ArrayPattern, AssignmentTargetMaybeDefault, AssignmentTargetProperty, BindingPattern,
    ObjectAssignmentTarget, ObjectPattern,
};

impl<'a> Eval<'a> {
    /// Declares the names of a pattern in the scope.
    pub(crate) fn bind(&mut self, pattern: &'a BindingPattern<'a>, value: Value<'a>) {
        match pattern {
            BindingPattern::BindingIdentifier(id) => self.heap.set(self.scope, id.name.as_str(), value),
            BindingPattern::AssignmentPattern(pattern) => {
                let value = self.default(value, &pattern.right);
                self.bind(&pattern.left, value);
            }
            BindingPattern::ObjectPattern(pattern) => self.bind_object(pattern, &value),
            BindingPattern::ArrayPattern(pattern) => self.bind_array(pattern, &value),
        }
    }

    fn bind_object(&mut self, pattern: &'a ObjectPattern<'a>, value: &Value<'a>) {
        if !self.tick() {
            return;
        }
        for property in &pattern.properties {
            let part = match self.property_key(&property.key) {
                Some(name) => self.get(value, name),
                None => Value::Unknown,
            };
            self.bind(&property.value, part);
        }
        if let Some(rest) = &pattern.rest {
            let copy = self.heap.add(Kind::Plain);
            self.copy_properties(copy, value);
            self.bind(&rest.argument, Value::Object(copy));
        }
    }

    fn bind_array(&mut self, pattern: &'a ArrayPattern<'a>, value: &Value<'a>) {
        let items = self.items_of(value);
        for (at, element) in pattern.elements.iter().enumerate() {
            if let Some(element) = element {
                self.bind(element, item(items.as_deref(), at));
            }
        }
        if let Some(rest) = &pattern.rest {
            let rest_value = self.rest(items.as_deref(), pattern.elements.len());
            self.bind(&rest.argument, rest_value);
        }
    }

    fn rest(&mut self, items: Option<&[Value<'a>]>, from: usize) -> Value<'a> {
        match items {
            Some(items) => self.heap.array(items.get(from..).unwrap_or_default().to_vec()),
            None => Value::Unknown,
        }
    }

    pub(crate) fn assign_array(&mut self, pattern: &'a ArrayAssignmentTarget<'a>, value: &Value<'a>) {
        let items = self.items_of(value);
        for (at, element) in pattern.elements.iter().enumerate() {
            if let Some(element) = element {
                self.assign_maybe_default(element, item(items.as_deref(), at));
            }
        }
        if let Some(rest) = &pattern.rest {
            let rest_value = self.rest(items.as_deref(), pattern.elements.len());
            self.assign(&rest.target, rest_value);
        }
    }

    pub(crate) fn assign_object(&mut self, pattern: &'a ObjectAssignmentTarget<'a>, value: &Value<'a>) {
        for property in &pattern.properties {
            match property {
                AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(property) => {
                    let name = property.binding.name.as_str();
                    let mut part = self.get(value, name);
                    if let Some(init) = &property.init {
                        part = self.default(part, init);
                    }
                    self.assign_name(name, part);
                }
                AssignmentTargetProperty::AssignmentTargetPropertyProperty(property) => {
                    let part = match self.property_key(&property.name) {
                        Some(name) => self.get(value, name),
                        None => Value::Unknown,
                    };
                    self.assign_maybe_default(&property.binding, part);
                }
            }
        }
    }

    fn assign_maybe_default(&mut self, target: &'a AssignmentTargetMaybeDefault<'a>, value: Value<'a>) {
        match target {
            AssignmentTargetMaybeDefault::AssignmentTargetWithDefault(target) => {
                let value = self.default(value, &target.init);
                self.assign(&target.binding, value);
            }
            target => self.assign(target.to_assignment_target(), value),
        }
    }
}

fn item<'a>(items: Option<&[Value<'a>]>, at: usize) -> Value<'a> {
    items.map_or(Value::Unknown, |items| items.get(at).cloned().unwrap_or(Value::Undefined))
}
