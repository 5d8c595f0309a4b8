//! Running functions of the script: scopes, parameters, `return`, recursion.

use super::flow::Flow;
use super::{Call, Eval, Frame};
use crate::extract::js::function::{Code, Function};
use crate::extract::js::heap::Kind;
use crate::extract::js::value::{Id, Value};
use oxc_ast::ast::{ArrowFunctionBody, FormalParameters, FunctionBody};
use std::rc::Rc;

/// Calls inside of calls.
pub(super) const CALLS: usize = 60;
/// What one generator gives, at most.
const YIELDS: usize = 256;
/// The same code inside of itself while it is not sure that it runs: recursion with no known end.
const UNSURE_CALLS: usize = 3;

impl<'a> Eval<'a> {
    /// A function value.
    pub(crate) fn function(&mut self, code: Code<'a>, home: Option<Id>) -> Value<'a> {
        let this = if let Code::Arrow(_) = code { Some(Rc::new(self.frame().this.clone())) } else { None };
        let home = home.or(if this.is_some() { self.frame().home } else { None });
        let function = Function { code, scope: self.scope, unit: self.unit, this, home };
        Value::Object(self.heap.add(Kind::Function(function)))
    }

    /// Whether one more call of this code may start.
    fn may_run(&self, function: &Function<'a>) -> bool {
        let code = function.code_id();
        let same = self.frames.iter().filter(|frame| frame.code == code).count();
        self.frames.len() < CALLS && (self.branches == 0 || same < UNSURE_CALLS)
    }

    /// Calls a function of the script.
    pub(crate) fn run_function(
        &mut self,
        function: &Function<'a>,
        id: Id,
        this: Value<'a>,
        call: &Call<'a>,
    ) -> Value<'a> {
        if let Code::Class(_) = function.code {
            return self.construct_object(id, call);
        }
        if !self.tick() || !self.may_run(function) {
            return Value::Unknown;
        }
        let scope = self.heap.add(Kind::Scope(Some(function.scope)));
        let mut frame = Frame::new(function.this.as_deref().cloned().unwrap_or(this), scope, call.site);
        frame.arguments.clone_from(&call.args);
        frame.home = function.home;
        frame.code = function.code_id();
        frame.callee = Some(id);
        let result = self.run_frame(function, frame, &call.args);
        if function.is_async() && !function.is_generator() { self.promise(result) } else { result }
    }

    fn run_frame(&mut self, function: &Function<'a>, frame: Frame<'a>, arguments: &[Value<'a>]) -> Value<'a> {
        let outer = (self.scope, self.unit, self.moment, self.left);
        (self.scope, self.unit) = (frame.variables, function.unit);
        self.frames.push(frame);
        if let Code::Function(code) = function.code
            && let Some(id) = code.id.as_ref().filter(|_| code.is_expression())
        {
            self.name_itself(id.name.as_str());
        }
        if let Some(params) = function.params() {
            self.bind_params(params, arguments);
        }
        let result = match function.code {
            Code::Function(code) => code.body.as_ref().map_or(Flow::Next, |body| self.body(body)),
            Code::Arrow(arrow) => match &arrow.body {
                ArrowFunctionBody::FunctionBody(body) => self.body(body),
                body => Flow::Return(self.expr(body.to_expression())),
            },
            Code::Class(_) => Flow::Next,
        };
        (self.scope, self.unit, self.moment, self.left) = outer;
        let yields = std::mem::take(&mut self.frame().yields);
        let result = self.leave_frame(result);
        if function.is_generator() { self.heap.array(yields) } else { result }
    }

    /// A function expression's name is bound inside of it.
    fn name_itself(&mut self, name: &'a str) {
        if let Some(own) = self.frame().callee {
            self.heap.set(self.scope, name, Value::Object(own));
        }
    }

    /// `yield`: generators run to their end at once, and what they give is an array. What comes back from outside is not
    /// known, but whoever runs a generator that gives promises sends in what these come to.
    pub(crate) fn give(&mut self, value: Value<'a>, all: bool) -> Value<'a> {
        let result = if value.as_id().is_some_and(|id| matches!(self.heap.get(id).kind, Kind::Promise)) {
            self.settled(&value)
        } else {
            Value::Unknown
        };
        let values = if all { self.spread(&value) } else { vec![value] };
        self.spend(values.len());
        let frame = self.frame();
        frame.yields.extend(values);
        frame.is_stopped = frame.yields.len() >= YIELDS;
        result
    }

    fn body(&mut self, body: &'a FunctionBody<'a>) -> Flow<'a> {
        self.statements(&body.statements)
    }

    fn bind_params(&mut self, params: &'a FormalParameters<'a>, arguments: &[Value<'a>]) {
        for (at, param) in params.items.iter().enumerate() {
            let mut value = arguments.get(at).cloned().unwrap_or(Value::Undefined);
            if let Some(default) = &param.initializer {
                value = self.default(value, default);
            }
            self.bind(&param.pattern, value);
        }
        if let Some(rest) = &params.rest {
            let rest_values = arguments.get(params.items.len()..).unwrap_or_default().to_vec();
            let array = self.heap.array(rest_values);
            self.bind(&rest.rest.argument, array);
        }
    }

    /// What a call comes to, after every `return` that may have run.
    fn leave_frame(&mut self, flow: Flow<'a>) -> Value<'a> {
        let frame = self.frames.pop().expect("pushed by the caller");
        for changes in frame.exits {
            self.heap.join_maybe(changes);
        }
        let last = match flow {
            Flow::Return(value) => value,
            _ if frame.returns.is_empty() => return Value::Undefined,
            _ => Value::Undefined,
        };
        frame.returns.into_iter().fold(last, |all, value| value.or(all))
    }

    /// `new f(…)`.
    pub(crate) fn construct(&mut self, constructor: &Value<'a>, call: &Call<'a>) -> Value<'a> {
        match constructor {
            Value::Any(values) => {
                let values = Rc::clone(values);
                self.each(&values, |eval, value| eval.construct(value, call))
            }
            Value::Object(id) => self.construct_object(*id, call),
            Value::Global(global) => self.construct_global(*global, call),
            _ => self.unknown_call(call),
        }
    }

    pub(crate) fn construct_object(&mut self, id: Id, call: &Call<'a>) -> Value<'a> {
        let Kind::Function(function) = self.heap.get(id).kind.clone() else { return self.unknown_call(call) };
        let object = self.heap.add(Kind::Plain);
        self.heap.get_mut(object).proto = self.prototype(id);
        let this = Value::Object(object);
        let result = match function.code {
            Code::Class(class) => {
                self.run_constructor(class, id, &this, call);
                Value::Undefined
            }
            _ => self.run_function(&function, id, this.clone(), call),
        };
        if let Value::Object(_) = result { result } else { this }
    }

    /// `f.prototype`, made when first asked for.
    pub(crate) fn prototype(&mut self, id: Id) -> Option<Id> {
        if let Some(prototype) = self.heap.name(id, "prototype") {
            return prototype.as_id();
        }
        let prototype = self.heap.add(Kind::Plain);
        self.heap.set(prototype, "constructor", Value::Object(id));
        self.heap.set(id, "prototype", Value::Object(prototype));
        Some(prototype)
    }
}
