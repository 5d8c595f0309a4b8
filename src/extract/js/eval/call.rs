//! Calls: what is called, with which arguments, and what that comes to.

use super::Eval;
use crate::extract::js::global::Global;
use crate::extract::js::heap::Kind;
use crate::extract::js::value::{Id, Value};
use crate::span::Span;
use oxc_ast::ast::{Argument, CallExpression, Expression, NewExpression};
use oxc_span::GetSpan;
use std::rc::Rc;

/// The arguments of a call, and where it is written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Call<'a> {
    pub(crate) args: Vec<Value<'a>>,
    spans: Vec<Span>,
    /// The whole call.
    pub(crate) site: Span,
}

impl<'a> Call<'a> {
    /// A call that is not written as one.
    pub(crate) fn made(args: Vec<Value<'a>>, site: Span) -> Self {
        Self { args, spans: Vec::new(), site }
    }

    pub(crate) fn arg(&self, at: usize) -> Value<'a> {
        self.args.get(at).cloned().unwrap_or(Value::Undefined)
    }

    /// Where an argument is written.
    pub(crate) fn span(&self, at: usize) -> Span {
        self.spans.get(at).copied().unwrap_or(self.site)
    }

    /// The same call without its first arguments.
    pub(crate) fn skip(&self, count: usize) -> Self {
        let rest = |len: usize| count.min(len)..;
        Self {
            args: self.args[rest(self.args.len())].to_vec(),
            spans: self.spans[rest(self.spans.len())].to_vec(),
            site: self.site,
        }
    }

    fn with_args(&self, args: Vec<Value<'a>>) -> Self {
        Self { args, spans: Vec::new(), site: self.site }
    }
}

impl<'a> Eval<'a> {
    pub(crate) fn call_expr(&mut self, call: &'a CallExpression<'a>) -> Value<'a> {
        match call.callee.get_inner_expression() {
            Expression::StaticMemberExpression(member) if matches!(member.object, Expression::Super(_)) => {
                let arguments = self.arguments(&call.arguments, call.span);
                self.call_super_method(member.property.name.as_str(), &arguments)
            }
            Expression::StaticMemberExpression(member) => {
                let receiver = self.expr(&member.object);
                if (member.optional || call.optional) && receiver.is_nothing() == Some(true) {
                    return Value::Undefined;
                }
                let arguments = self.arguments(&call.arguments, call.span);
                self.touch(&receiver, member.span);
                self.invoke(&receiver, member.property.name.as_str(), &arguments)
            }
            Expression::ComputedMemberExpression(member) => {
                let receiver = self.expr(&member.object);
                let key = self.expr(&member.expression);
                let arguments = self.arguments(&call.arguments, call.span);
                self.touch(&receiver, member.span);
                self.invoke_key(&receiver, &key, &arguments)
            }
            Expression::PrivateFieldExpression(member) => {
                let receiver = self.expr(&member.object);
                let arguments = self.arguments(&call.arguments, call.span);
                let name = self.private(member.field.name.as_str());
                self.invoke(&receiver, name, &arguments)
            }
            Expression::Super(_) => {
                let arguments = self.arguments(&call.arguments, call.span);
                self.call_super(&arguments)
            }
            callee => {
                let function = self.expr(callee);
                let arguments = self.arguments(&call.arguments, call.span);
                if let Value::Global(Global::Storage) = function {
                    self.touch(&function, call.span);
                }
                self.call(&function, &Value::Global(Global::Window), &arguments)
            }
        }
    }

    fn arguments(&mut self, arguments: &'a [Argument<'a>], span: oxc_span::Span) -> Call<'a> {
        let count = arguments.len();
        let (args, spans) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut call = Call { site: self.span(span), args, spans };
        for argument in arguments {
            let place = self.span(argument.span());
            match argument {
                Argument::SpreadElement(spread) => {
                    let value = self.expr(&spread.argument);
                    call.args.extend(self.spread(&value));
                }
                argument => call.args.push(self.expr(argument.to_expression())),
            }
            call.spans.resize(call.args.len(), place);
        }
        call
    }

    pub(crate) fn new_expr(&mut self, new: &'a NewExpression<'a>) -> Value<'a> {
        let constructor = self.expr(&new.callee);
        let arguments = self.arguments(&new.arguments, new.span);
        self.construct(&constructor, &arguments)
    }

    fn invoke_key(&mut self, receiver: &Value<'a>, key: &Value<'a>, call: &Call<'a>) -> Value<'a> {
        match key.as_known().map(|name| self.keep(name)) {
            Some(name) => self.invoke(receiver, name, call),
            None => {
                let function = self.get_key(receiver, key);
                self.call(&function, receiver, call)
            }
        }
    }

    /// Calls a method by its name.
    pub(crate) fn invoke(&mut self, receiver: &Value<'a>, name: &'a str, call: &Call<'a>) -> Value<'a> {
        match receiver {
            Value::Any(values) => {
                let values = Rc::clone(values);
                self.each(&values, |eval, value| eval.invoke(value, name, call))
            }
            Value::Text(text) => self.lift(call, |eval, call| eval.text_method(text, name, call)),
            Value::Number(number) => self.number_method(*number, name, call),
            Value::Object(id) => self.invoke_object(*id, name, call),
            Value::Global(global) => self.invoke_global(*global, name, call),
            Value::Method(method) => self.invoke_method(method, name, call),
            Value::Unknown => self.unknown_method(name, call),
            Value::Undefined | Value::Null | Value::Bool(_) => Value::Unknown,
        }
    }

    fn invoke_object(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let this = Value::Object(id);
        match self.property(id, name) {
            Some(function) => self.call(&function, &this, call),
            None => self.object_method(id, name, call),
        }
    }

    /// `f.call(…)` and its kin on a function of the browser.
    fn invoke_method(&mut self, method: &Rc<(Value<'a>, &'a str)>, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let (receiver, own) = &**method;
        let this = match call.arg(0) {
            this @ (Value::Object(_) | Value::Text(_) | Value::Any(_)) => this,
            Value::Unknown if matches!(receiver, Value::Object(_)) => Value::Unknown,
            _ => receiver.clone(),
        };
        match name {
            "call" => self.invoke(&this, own, &call.skip(1)),
            "apply" => {
                let args = self.spread(&call.arg(1));
                self.invoke(&this, own, &call.with_args(args))
            }
            "bind" => Value::Method(Rc::new((this, own))),
            _ => Value::Unknown,
        }
    }

    /// `f.call(this, …)`, `f.apply(this, […])`, `f.bind(this, …)` on a function of the script.
    pub(crate) fn function_method(&mut self, id: Id, name: &'a str, call: &Call<'a>) -> Value<'a> {
        let function = Value::Object(id);
        match name {
            "call" => self.call(&function, &call.arg(0), &call.skip(1)),
            "apply" => {
                let args = self.spread(&call.arg(1));
                self.call(&function, &call.arg(0), &call.with_args(args))
            }
            "bind" => {
                let bound = Kind::Bound(Rc::new((function, call.arg(0), call.skip(1).args)));
                Value::Object(self.heap.add(bound))
            }
            _ => self.unknown_method(name, call),
        }
    }

    /// Calls a value.
    pub(crate) fn call(&mut self, function: &Value<'a>, this: &Value<'a>, call: &Call<'a>) -> Value<'a> {
        match function {
            Value::Any(values) => {
                let values = Rc::clone(values);
                self.each(&values, |eval, value| eval.call(value, this, call))
            }
            Value::Object(id) => self.deeper(|eval| eval.call_object(*id, this, call), Value::Unknown),
            Value::Global(global) => self.call_global(*global, call),
            Value::Method(method) => self.deeper(|eval| eval.invoke(&method.0, method.1, call), Value::Unknown),
            Value::Unknown => self.unknown_call(call),
            _ => Value::Unknown,
        }
    }

    fn call_object(&mut self, id: Id, this: &Value<'a>, call: &Call<'a>) -> Value<'a> {
        match self.heap.get(id).kind.clone() {
            Kind::Function(function) => self.run_function(&function, id, this.clone(), call),
            Kind::Code(code) => {
                let statements = self.statements_of(call.site);
                self.run_code(&code, call.site, "eval".into(), &statements)
            }
            Kind::Bound(bound) => {
                let (function, this, first) = &*bound;
                let args = first.iter().chain(&call.args).cloned().collect();
                self.call(function, this, &call.with_args(args))
            }
            _ => self.unknown_call(call),
        }
    }

    /// Runs `run` for each of several values, of which one is the real one.
    pub(crate) fn each(
        &mut self,
        values: &[Value<'a>],
        mut run: impl FnMut(&mut Self, &Value<'a>) -> Value<'a>,
    ) -> Value<'a> {
        let mut results = Vec::with_capacity(values.len());
        let mut changes = Vec::with_capacity(values.len());
        for value in values {
            let (result, changed) = self.branch(|eval| run(eval, value));
            results.push(result);
            changes.push(changed);
        }
        self.heap.join(changes);
        Value::any(results)
    }

    /// Runs something without effects for every combination of what its arguments may be.
    pub(crate) fn lift(
        &mut self,
        call: &Call<'a>,
        mut run: impl FnMut(&mut Self, &Call<'a>) -> Value<'a>,
    ) -> Value<'a> {
        if !call.args.iter().any(|arg| matches!(arg, Value::Any(_))) {
            return run(self, call);
        }
        let mut sets: Vec<Vec<Value<'a>>> = vec![Vec::new()];
        for arg in &call.args {
            let wider = sets.iter().flat_map(|set| {
                arg.alternatives().iter().map(move |value| {
                    let mut set = set.clone();
                    set.push(value.clone());
                    set
                })
            });
            sets = wider.take(crate::extract::js::value::ALTERNATIVES).collect();
        }
        Value::any(sets.into_iter().map(|args| run(self, &Call { args, ..call.clone() })).collect::<Vec<_>>())
    }
}
