//! Assignments.

use super::Eval;
use super::operator::arithmetic;
use crate::extract::js::global::Global;
use crate::extract::js::heap::Kind;
use crate::extract::js::value::{Id, Value};
use crate::span::Span;
use oxc_ast::ast::{
    AssignmentExpression, AssignmentOperator, AssignmentTarget, Expression, SimpleAssignmentTarget, UpdateExpression,
    UpdateOperator,
};
use oxc_span::GetSpan;
use std::rc::Rc;

/// Where an assigned value is written, and the whole assignment.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    pub(crate) value: Span,
    pub(crate) site: Span,
}

/// What is assigned to.
enum Target<'a> {
    Name(&'a str),
    Property(Value<'a>, Value<'a>),
    None,
}

impl<'a> Eval<'a> {
    pub(crate) fn assignment(&mut self, assignment: &'a AssignmentExpression<'a>) -> Value<'a> {
        let place = Place { value: self.span(assignment.right.span()), site: self.span(assignment.span) };
        match assignment.operator {
            AssignmentOperator::Assign => self.plain_assignment(assignment, place),
            AssignmentOperator::Addition => self.append(assignment, place),
            AssignmentOperator::LogicalOr | AssignmentOperator::LogicalAnd | AssignmentOperator::LogicalNullish => {
                self.logical_assignment(assignment, place)
            }
            operator => {
                let target = self.target(&assignment.left);
                let old = self.read(&target);
                let right = self.expr(&assignment.right);
                let value = match (operator.to_binary_operator(), old.to_number(), right.to_number()) {
                    (Some(operator), Some(old), Some(right)) => {
                        arithmetic(operator, old, right).map_or(Value::Unknown, Value::Number)
                    }
                    _ => Value::Unknown,
                };
                self.write(&target, value, place)
            }
        }
    }

    fn plain_assignment(&mut self, assignment: &'a AssignmentExpression<'a>, place: Place) -> Value<'a> {
        match &assignment.left {
            AssignmentTarget::ArrayAssignmentTarget(_) | AssignmentTarget::ObjectAssignmentTarget(_) => {
                let value = self.expr(&assignment.right);
                self.assign(&assignment.left, value.clone());
                value
            }
            left => {
                let target = self.target(left);
                let value = self.expr(&assignment.right);
                self.write(&target, value, place)
            }
        }
    }

    /// `x += …`: texts grow in place.
    fn append(&mut self, assignment: &'a AssignmentExpression<'a>, place: Place) -> Value<'a> {
        let target = self.target(&assignment.left);
        let left_place = self.span(assignment.left.span());
        let right = self.expr(&assignment.right);
        if let Target::Name(name) = target
            && let Some((scope, old)) = self.lookup(name)
            && !matches!(self.heap.get(scope).kind, Kind::With(..))
        {
            drop(old);
            let old = self.heap.take(scope, name).unwrap_or(Value::Unknown);
            let value = self.add(old, left_place, right, place.value);
            // A copy would keep the text from growing in place the next time.
            let unused = self.frame().statement.is_some_and(|(expression, _)| expression == place.site);
            let result = if unused { Value::Unknown } else { value.clone() };
            self.heap.set(scope, name, value);
            return result;
        }
        let old = self.read(&target);
        let value = self.add(old, left_place, right, place.value);
        self.write(&target, value, place)
    }

    fn logical_assignment(&mut self, assignment: &'a AssignmentExpression<'a>, place: Place) -> Value<'a> {
        let target = self.target(&assignment.left);
        let old = self.read(&target);
        let replaced = match assignment.operator {
            AssignmentOperator::LogicalOr => old.truth().map(|truth| !truth),
            AssignmentOperator::LogicalAnd => old.truth(),
            _ => old.is_nothing(),
        };
        let kept = old.clone();
        let value = self.either(replaced, |eval| eval.expr(&assignment.right), |_| kept);
        if replaced == Some(false) { old } else { self.write(&target, value, place) }
    }

    fn target(&mut self, target: &'a AssignmentTarget<'a>) -> Target<'a> {
        target.as_simple_assignment_target().map_or(Target::None, |target| self.simple_target(target))
    }

    fn simple_target(&mut self, target: &'a SimpleAssignmentTarget<'a>) -> Target<'a> {
        match target {
            SimpleAssignmentTarget::AssignmentTargetIdentifier(id) => Target::Name(id.name.as_str()),
            SimpleAssignmentTarget::StaticMemberExpression(member) => {
                let object = self.expr(&member.object);
                self.touch(&object, member.span);
                Target::Property(object, Value::Text(self.source_text(member.property.span)))
            }
            SimpleAssignmentTarget::ComputedMemberExpression(member) => {
                let object = self.expr(&member.object);
                self.touch(&object, member.span);
                let key = self.expr(&member.expression);
                Target::Property(object, key)
            }
            SimpleAssignmentTarget::PrivateFieldExpression(member) => {
                let object = self.expr(&member.object);
                let name = self.private(member.field.name.as_str());
                Target::Property(object, Value::Text(crate::extract::js::text::Text::at(name, Span::default())))
            }
            _ => Target::None,
        }
    }

    fn read(&mut self, target: &Target<'a>) -> Value<'a> {
        match target {
            Target::Name(name) => self.lookup(name).map_or(Value::Unknown, |(_, value)| value),
            Target::Property(object, key) => self.get_key(object, key),
            Target::None => Value::Unknown,
        }
    }

    fn write(&mut self, target: &Target<'a>, value: Value<'a>, place: Place) -> Value<'a> {
        match target {
            Target::Name("location") if self.lookup("location").is_none() => self.navigate(&value, place),
            Target::Name(name) if let Some(element) = self.element_around(name) => {
                self.set_property(element, name, &value, place);
            }
            Target::Name(name) => {
                self.assign_name(name, value.clone());
                if name.starts_with("on") && self.scope == self.globals {
                    self.handle_property(&Value::Global(Global::Window), name, &value);
                }
            }
            Target::Property(object, key) => self.set_key(object, key, &value, place),
            Target::None => {}
        }
        value
    }

    /// Assigns to a pattern or a name, in a place that has no expression of its own.
    pub(crate) fn assign(&mut self, target: &'a AssignmentTarget<'a>, value: Value<'a>) {
        match target {
            AssignmentTarget::ArrayAssignmentTarget(pattern) => self.assign_array(pattern, &value),
            AssignmentTarget::ObjectAssignmentTarget(pattern) => self.assign_object(pattern, &value),
            target => {
                let place = self.span(target.span());
                let target = self.target(target);
                self.write(&target, value, Place { value: place, site: place });
            }
        }
    }

    /// The element of a `with (element)` around, if the name is no variable inside of that. Elements have every property
    /// that matters here, set or not.
    fn element_around(&self, name: &str) -> Option<Id> {
        let mut next = self.in_with.then_some(self.scope);
        while let Some(scope) = next {
            let object = self.heap.get(scope);
            next = match &object.kind {
                Kind::Scope(outer) if object.table.get(name).is_none() => *outer,
                Kind::With(outer, value) => match value.as_id().filter(|id| self.is_element(*id)) {
                    Some(element) => return is_element_property(name).then_some(element),
                    None => *outer,
                },
                _ => None,
            };
        }
        None
    }

    pub(crate) fn assign_name(&mut self, name: &'a str, value: Value<'a>) {
        let scope = self.lookup(name).map_or(self.globals, |(scope, _)| scope);
        self.heap.set(scope, name, value);
    }

    fn set_key(&mut self, object: &Value<'a>, key: &Value<'a>, value: &Value<'a>, place: Place) {
        match object {
            Value::Any(objects) => {
                let objects = Rc::clone(objects);
                self.each(&objects, |eval, object| {
                    eval.set_key(object, key, value, place);
                    Value::Undefined
                });
            }
            Value::Object(id) => match (self.key(key), key) {
                (_, Value::Number(index)) if self.heap.items(*id).is_some() => self.set_item(*id, *index, value),
                (Some(name), _) => self.set_property(*id, name, value, place),
                (None, _) => self.set_some(*id, key, value, place),
            },
            Value::Global(global) => {
                if let Some(name) = self.key(key) {
                    self.set_global_property(*global, name, value, place);
                }
            }
            Value::Unknown => {
                if let Some(name) = self.key(key) {
                    self.set_unknown_property(name, value, place);
                }
            }
            _ => {}
        }
    }

    /// A value that may be set under any name.
    fn set_some(&mut self, id: Id, key: &Value<'a>, value: &Value<'a>, place: Place) {
        if let Value::Any(keys) = key {
            let keys = Rc::clone(keys);
            self.each(&keys, |eval, key| {
                eval.set_key(&Value::Object(id), key, value, place);
                Value::Undefined
            });
        } else if self.heap.items(id).is_some() {
            self.heap.change(id, |items| items.push(value.clone()));
            self.heap.get_mut(id).open = true;
        } else {
            self.heap.get_mut(id).open = true;
            self.heap.set(id, "*", value.clone());
        }
    }

    fn set_item(&mut self, id: Id, index: f64, value: &Value<'a>) {
        if !(0.0..10_000.0).contains(&index) || index.fract() != 0.0 {
            return;
        }
        let index = index as usize;
        let length = self.heap.items(id).map_or(0, |items| items.len());
        if self.spend(1 + index.saturating_sub(length)) {
            self.heap.change(id, |items| {
                if index >= items.len() {
                    items.resize(index + 1, Value::Undefined);
                }
                items[index] = value.clone();
            });
        }
    }

    pub(crate) fn update(&mut self, update: &'a UpdateExpression<'a>) -> Value<'a> {
        let target = self.simple_target(&update.argument);
        let old = self.read(&target).to_number();
        let step = if update.operator == UpdateOperator::Increment { 1.0 } else { -1.0 };
        let as_value = |number: Option<f64>| number.map_or(Value::Unknown, Value::Number);
        let new = as_value(old.map(|old| old + step));
        let place = self.span(update.span);
        self.write(&target, new.clone(), Place { value: place, site: place });
        if update.prefix { new } else { as_value(old) }
    }

    /// The value, or the default if it is `undefined`.
    pub(crate) fn default(&mut self, value: Value<'a>, default: &'a Expression<'a>) -> Value<'a> {
        match &value {
            Value::Undefined => self.expr(default),
            Value::Unknown | Value::Any(_) => {
                let known = value.without(|value| matches!(value, Value::Undefined));
                known.or(self.maybe(|eval| eval.expr(default)))
            }
            _ => value,
        }
    }
}

/// What a name means inside of `with (element)` if no variable is nearer.
fn is_element_property(name: &str) -> bool {
    ["src", "href", "data", "srcdoc", "innerHTML", "outerHTML", "text", "textContent", "poster", "action", "srcset"]
        .contains(&name)
        || name.starts_with("on")
}
